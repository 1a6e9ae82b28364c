package io.umview.lwipv6.netlink.core;

import io.umview.lwipv6.socket.MessageSocket;
import io.umview.lwipv6.socket.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * One or more messages that a socket receives at once.
 *
 * @param port whom it comes from; 0 the kernel
 * @param group the multicast group that it was sent to, or 0
 */
record Datagram(byte[] bytes, int port, int group) {
    /** What a datagram is counted for beyond its bytes: about the size of struct sk_buff and what goes with it. */
    static final int OVERHEAD = 576;

    private static final int SOL_SOCKET = 1;
    private static final int SCM_CREDENTIALS = 2;
    private static final int NETLINK_PKTINFO = 3;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    int charge() {
        return bytes.length + OVERHEAD;
    }

    /**
     * The datagram as a socket hands it out.
     *
     * @param information whether to tell the group (NETLINK_PKTINFO)
     * @param credentials whether to tell the sender's process and user (SO_PASSCRED); the kernel's are all 0
     */
    MessageSocket.Message message(boolean information, boolean credentials) {
        SocketAddress source = new SocketAddress.Netlink(port, group == 0 ? 0 : group <= 32 ? 1 << (group - 1) : 0);
        ByteBuffer payload = ByteBuffer.wrap(bytes);
        ByteBuffer control = control(information, credentials);
        return new MessageSocket.Message() {
            @Override
            public ByteBuffer payload() {
                return payload;
            }

            @Override
            public SocketAddress source() {
                return source;
            }

            @Override
            public ByteBuffer control() {
                return control;
            }

            @Override
            public int flags() {
                return 0;
            }
        };
    }

    /** struct cmsghdr is a 64-bit length, level and type; what follows is padded to 8 bytes. */
    private ByteBuffer control(boolean information, boolean credentials) {
        if (!information && !credentials) {
            return NOTHING;
        }
        ByteBuffer control = ByteBuffer.allocate(56).order(ByteOrder.nativeOrder());
        if (credentials) {
            control.putLong(28).putInt(SOL_SOCKET).putInt(SCM_CREDENTIALS);
            control.putInt(port).putInt(0).putInt(0).putInt(0);
        }
        if (information) {
            control.putLong(20).putInt(NetlinkOptions.SOL_NETLINK).putInt(NETLINK_PKTINFO);
            control.putInt(group).putInt(0);
        }
        return control.flip().asReadOnlyBuffer().order(ByteOrder.nativeOrder());
    }
}
