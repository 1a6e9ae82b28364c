package io.umview.umnet.lwipv6.call;

import io.umview.api.Call;
import io.umview.api.ErrnoException;
import io.umview.api.GuestMemory;
import io.umview.api.Reply;
import io.umview.linux.Sockets;
import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.socket.Socket;
import io.umview.umnet.lwipv6.socket.GuestSocket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** What sockets of all types have in common: names, options, ioctls. */
final class CommonCalls {
    static final int SO_LINGER = 13;

    /** Bytes of a struct linger. */
    static final int LINGER = 8;

    static final int SO_ERROR = 4;
    static final int SOL_TCP = 6;
    private static final int SO_OOBINLINE = 10;
    private static final int SO_RCVLOWAT = 18;
    private static final int SO_RCVTIMEO_OLD = 20;
    private static final int SO_SNDTIMEO_OLD = 21;
    private static final int SO_ATTACH_FILTER = 26;
    private static final int SO_ATTACH_REUSEPORT_CBPF = 51;
    private static final int SO_RCVTIMEO_NEW = 66;
    private static final int SO_SNDTIMEO_NEW = 67;
    private static final int SOCK_FPROG = 16;
    private static final int MOST_INSTRUCTIONS = 4096;
    private static final int INSTRUCTION = 8;
    private static final int LONGEST_OPTION = 1 << 16;

    /** FIOSETOWN, SIOCSPGRP, FIOGETOWN and SIOCGPGRP: SIGIO and SIGURG are the business of the guest's own descriptor. */
    private static final int LAST_OF_OWNER = 0x8904;

    private final Transfer transfer;
    private final DeviceControl control;

    CommonCalls(Transfer transfer, DeviceControl control) {
        this.transfer = transfer;
        this.control = control;
    }

    Reply bind(GuestSocket socket, Call call) throws ErrnoException, NetworkException {
        socket.socket().bind(transfer.readAddress(call.memory(), call.argument(1), call.intArgument(2)));
        return Reply.SUCCESS;
    }

    Reply name(GuestSocket socket, Call call) throws ErrnoException, NetworkException {
        transfer.writeAddress(call.memory(), socket.socket().localAddress(), call.argument(1), call.argument(2));
        return Reply.SUCCESS;
    }

    Reply peerName(GuestSocket socket, Call call) throws ErrnoException, NetworkException {
        transfer.writeAddress(call.memory(), socket.socket().peerAddress(), call.argument(1), call.argument(2));
        return Reply.SUCCESS;
    }

    Reply shutdown(GuestSocket socket, Call call) throws NetworkException {
        int how = call.intArgument(1);
        if (how < Sockets.SHUT_RD || how > Sockets.SHUT_RDWR) {
            throw NetworkError.EINVAL.exception();
        }
        socket.shutdown(how, call.thread(), call.intArgument(0));
        return Reply.SUCCESS;
    }

    // ---- options ----

    Reply getOption(GuestSocket socket, Call call) throws ErrnoException, NetworkException {
        int room = optionRoom(call);
        int level = call.intArgument(1);
        int length = Math.min(room, LONGEST_OPTION);
        byte[] value = level == Sockets.SOL_SOCKET || level == SOL_TCP
                ? socket.socket().option(level, call.intArgument(2), length)
                : socket.socket()
                        .query(level, call.intArgument(2), call.memory().bytes(call.argument(3), length));
        return giveOption(call, room, value);
    }

    /** An option of type int. */
    Reply giveOption(Call call, int value) throws ErrnoException, NetworkException {
        byte[] bytes = ByteBuffer.allocate(4)
                .order(ByteOrder.nativeOrder())
                .putInt(0, value)
                .array();
        return giveOption(call, optionRoom(call), bytes);
    }

    private int optionRoom(Call call) throws ErrnoException, NetworkException {
        int room = transfer.readInt(call.memory(), call.argument(4));
        if (room < 0) {
            throw NetworkError.EINVAL.exception();
        }
        return room;
    }

    private Reply giveOption(Call call, int room, byte[] value) throws ErrnoException {
        GuestMemory memory = call.memory();
        int length = Math.min(room, value.length);
        memory.write(
                call.argument(3),
                transfer.part(Transfer.DATA, length)
                        .put(value, 0, length)
                        .flip()
                        .position(Transfer.DATA));
        transfer.bytes().clear();
        transfer.writeInt(memory, call.argument(4), length);
        return Reply.SUCCESS;
    }

    /** Whether a call is about an option of the socket level. */
    static boolean isAbout(Call call, int option) {
        return call.intArgument(1) == Sockets.SOL_SOCKET && call.intArgument(2) == option;
    }

    /** The seconds of SO_LINGER, 0 if it is off or has none. */
    static int lingers(GuestSocket socket) throws NetworkException {
        return lingers(socket.socket().option(Sockets.SOL_SOCKET, SO_LINGER, LINGER));
    }

    /** The same of a struct linger. */
    static int lingers(byte[] value) {
        ByteBuffer linger = ByteBuffer.wrap(value).order(ByteOrder.nativeOrder());
        return value.length < LINGER || linger.getInt(0) == 0 ? 0 : linger.getInt(4);
    }

    Reply setOption(GuestSocket socket, Call call) throws ErrnoException, NetworkException {
        int level = call.intArgument(1);
        int name = call.intArgument(2);
        int length = call.intArgument(4);
        if (length < 0 || length > LONGEST_OPTION) {
            throw NetworkError.EINVAL.exception();
        }
        boolean program = level == Sockets.SOL_SOCKET && (name == SO_ATTACH_FILTER || name == SO_ATTACH_REUSEPORT_CBPF);
        byte[] value = program ? program(call, length) : call.memory().bytes(call.argument(3), length);
        socket.socket().option(level, name, value);
        return level == Sockets.SOL_SOCKET && isKernelsToo(name) ? Reply.CONTINUE : Reply.SUCCESS;
    }

    /** The instructions of a {@code struct sock_fprog}. */
    private static byte[] program(Call call, int length) throws ErrnoException, NetworkException {
        if (length < SOCK_FPROG) {
            throw NetworkError.EINVAL.exception();
        }
        ByteBuffer description = ByteBuffer.wrap(call.memory().bytes(call.argument(3), SOCK_FPROG))
                .order(ByteOrder.nativeOrder());
        int instructions = description.getShort(0) & 0xffff;
        if (instructions == 0 || instructions > MOST_INSTRUCTIONS) {
            throw NetworkError.EINVAL.exception();
        }
        return call.memory().bytes(description.getLong(8), instructions * INSTRUCTION);
    }

    /** What rules plain recv(2) and send(2) of the guest's own descriptor. */
    private static boolean isKernelsToo(int name) {
        return switch (name) {
            case SO_OOBINLINE, SO_RCVLOWAT, SO_RCVTIMEO_OLD, SO_SNDTIMEO_OLD, SO_RCVTIMEO_NEW, SO_SNDTIMEO_NEW -> true;
            default -> false;
        };
    }

    // ---- ioctl ----

    /** ioctls that do not depend on the type of the socket; null for others. */
    @Nullable
    Reply control(GuestSocket socket, Call call) throws ErrnoException, NetworkException {
        int request = call.intArgument(1);
        if ((request & ~0xff) != SocketInterest.SOCKIOS) {
            return null;
        }
        if (request <= LAST_OF_OWNER) {
            return Reply.CONTINUE;
        }
        control.control(socket.socket().domain(), request, call.argument(2), call.memory());
        return Reply.SUCCESS;
    }

    Reply giveInt(Call call, int value) throws ErrnoException {
        transfer.writeInt(call.memory(), call.argument(2), value);
        return Reply.SUCCESS;
    }

    /** The type of a socket does not have the call. */
    static Reply unsupported(Socket socket) throws NetworkException {
        throw NetworkError.EOPNOTSUPP.exception();
    }
}
