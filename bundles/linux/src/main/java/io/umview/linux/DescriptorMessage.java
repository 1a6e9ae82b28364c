package io.umview.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A {@code struct msghdr} with one byte of data and room for one descriptor (SCM_RIGHTS, unix(7)), laid out for an address of
 * choice: this process's, to send it, or another's, to make that receive it.
 */
public final class DescriptorMessage {
    /** Bytes of the image. */
    public static final int SIZE = 104;

    /** Where in the image the descriptor is. */
    public static final int DESCRIPTOR = 96;

    private static final int IOVEC = 56;
    private static final int DATA = 72;
    private static final int CONTROL = 80;
    private static final int CONTROL_SIZE = 24;
    private static final int CONTROL_LENGTH = 20;
    private static final int SOL_SOCKET = 1;
    private static final int SCM_RIGHTS = 1;
    private static final int MSG_NOSIGNAL = 0x4000;

    private DescriptorMessage() {}

    /** The message as it lies at an address. */
    public static byte[] at(long address, int descriptor) {
        ByteBuffer image = ByteBuffer.allocate(SIZE).order(ByteOrder.nativeOrder());
        // struct msghdr: name, namelen, iov, iovlen, control, controllen, flags
        image.putLong(16, address + IOVEC)
                .putLong(24, 1)
                .putLong(32, address + CONTROL)
                .putLong(40, CONTROL_SIZE);
        image.putLong(IOVEC, address + DATA).putLong(IOVEC + 8, 1);
        image.putLong(CONTROL, CONTROL_LENGTH)
                .putInt(CONTROL + 8, SOL_SOCKET)
                .putInt(CONTROL + 12, SCM_RIGHTS)
                .putInt(DESCRIPTOR, descriptor);
        return image.array();
    }

    /** sendmsg(2) of a descriptor of this process through a socket. @return 1 or a negative error */
    public static long send(int socket, int descriptor) {
        NativeBuffer message = new NativeBuffer(SIZE);
        message.bytes().put(0, at(message.address(), descriptor));
        long result = Kernel.call(Machine.SENDMSG, socket, message.address(), MSG_NOSIGNAL);
        java.lang.ref.Reference.reachabilityFence(message);
        return result;
    }
}
