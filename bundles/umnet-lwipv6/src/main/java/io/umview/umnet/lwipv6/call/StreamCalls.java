package io.umview.umnet.lwipv6.call;

import io.umview.api.Call;
import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.Reply;
import io.umview.linux.Processes;
import io.umview.linux.Sockets;
import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.socket.Socket;
import io.umview.lwipv6.socket.SocketAddress;
import io.umview.lwipv6.socket.StreamSocket;
import io.umview.umnet.lwipv6.socket.StreamEnd;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Calls on sockets of type SOCK_STREAM. Data is moved by the kernel, even where the call is trapped: it continues. */
final class StreamCalls {
    private static final int SIGPIPE = 13;
    private static final int SIOCATMARK = 0x8905;
    private static final int SIOCOUTQNSD = 0x894b;

    private final Transfer transfer;
    private final CommonCalls common;

    StreamCalls(Transfer transfer, CommonCalls common) {
        this.transfer = transfer;
        this.common = common;
    }

    /** @return null if the call has to wait */
    @Nullable
    Reply answer(StreamEnd socket, Call call) throws ErrnoException, NetworkException {
        return switch (call.systemCall()) {
            case BIND -> common.bind(socket, call);
            case CONNECT -> connect(socket, call);
            case LISTEN -> {
                socket.listen(call.intArgument(1));
                yield Reply.SUCCESS;
            }
            case ACCEPT -> accept(socket, call, 0);
            case ACCEPT4 -> accept(socket, call, call.intArgument(3));
            case GETSOCKNAME -> common.name(socket, call);
            case GETPEERNAME -> common.peerName(socket, call);
            case GETSOCKOPT -> getOption(socket, call);
            case SETSOCKOPT -> setOption(socket, call);
            case SHUTDOWN -> common.shutdown(socket, call);
            case SENDTO -> send(socket, call);
            case SENDMSG -> sendMessage(socket, call);
            case SENDMMSG -> socket.cannotBeSentTo() ? brokenPipe(call, call.intArgument(3)) : Reply.CONTINUE;
            case RECVFROM -> receive(socket, call, call.intArgument(3));
            case RECVMSG -> receive(socket, call, call.intArgument(2));
            case RECVMMSG -> receive(socket, call, call.intArgument(3));
            case IOCTL -> control(socket, call);
            case CLOSE -> close(socket);
            default -> Reply.CONTINUE;
        };
    }

    /** Whether a connect(2) is to a loopback address. */
    boolean isToLoopback(Call call) {
        try {
            SocketAddress to = transfer.readAddress(call.memory(), call.argument(1), call.intArgument(2));
            return to instanceof SocketAddress.Inet4 v4 && v4.address().isLoopback()
                    || to instanceof SocketAddress.Inet6 v6 && v6.address().isLoopback();
        } catch (ErrnoException | NetworkException e) {
            // Which connect(2) will say.
            return false;
        }
    }

    private @Nullable Reply connect(StreamEnd socket, Call call) throws ErrnoException, NetworkException {
        try {
            Boolean connected =
                    socket.connect(transfer.readAddress(call.memory(), call.argument(1), call.intArgument(2)));
            return connected == null ? null : Reply.SUCCESS;
        } catch (NetworkException e) {
            int fresh = socket.isWornOut() ? socket.renew() : -1;
            if (fresh < 0) {
                throw e;
            }
            return Reply.replacing(call.intArgument(0), fresh, -e.error().number());
        }
    }

    private @Nullable Reply accept(StreamEnd socket, Call call, int flags) throws ErrnoException, NetworkException {
        if ((flags & ~(Sockets.SOCK_NONBLOCK | Sockets.SOCK_CLOEXEC)) != 0) {
            throw NetworkError.EINVAL.exception();
        }
        StreamSocket connection = socket.accept();
        if (connection == null) {
            return null;
        }
        if (call.argument(1) != 0) {
            try {
                transfer.writeAddress(call.memory(), connection.peerAddress(), call.argument(1), call.argument(2));
            } catch (NetworkException | ErrnoException e) {
                connection.close();
                throw e;
            }
        }
        int descriptor;
        try {
            descriptor = StreamEnd.accepted(
                    socket.host(),
                    connection,
                    (flags & Sockets.SOCK_NONBLOCK) != 0,
                    socket.host().descriptors().user(call.thread()));
        } catch (ErrnoException e) {
            connection.close();
            throw e;
        }
        return Reply.descriptor(descriptor, (flags & Sockets.SOCK_CLOEXEC) != 0);
    }

    private Reply getOption(StreamEnd socket, Call call) throws ErrnoException, NetworkException {
        if (CommonCalls.isAbout(call, CommonCalls.SO_ERROR)) {
            return common.giveOption(call, socket.error());
        }
        return common.getOption(socket, call);
    }

    private Reply setOption(StreamEnd socket, Call call) throws ErrnoException, NetworkException {
        if (call.intArgument(1) == CommonCalls.SOL_TCP) {
            // What was sent before TCP_CORK is taken away, or TCP_NODELAY set, was sent before.
            socket.flush();
        }
        Reply reply = common.setOption(socket, call);
        if (CommonCalls.isAbout(call, Sockets.SO_SNDBUF)) {
            socket.sendBuffer(transfer.readInt(call.memory(), call.argument(3)));
        }
        return reply;
    }

    /** SO_LINGER: what was sent is to be acknowledged first, unless that will never be. */
    private static @Nullable Reply close(StreamEnd socket) throws NetworkException {
        boolean ended = (socket.stream().readiness() & Socket.POLLHUP) != 0;
        boolean done = socket.stream().drained() && (ended || socket.unsentInPair() == 0);
        return done || CommonCalls.lingers(socket) == 0 ? Reply.CONTINUE : null;
    }

    // ---- data ----

    /** TCP disregards the address; AF_UNIX would not. */
    private @Nullable Reply send(StreamEnd socket, Call call) throws ErrnoException, NetworkException {
        transfer.plain(call.argument(1), Math.min(call.argument(2), Transfer.LONGEST));
        if ((call.intArgument(3) & Sockets.MSG_OOB) != 0) {
            return sendUrgent(socket, call);
        }
        if (socket.cannotBeSentTo()) {
            return brokenPipe(call, call.intArgument(3));
        }
        long sent = socket.send(transfer.dataAddress(), transfer.gather(call.memory()));
        if (sent == -Errno.EAGAIN.number()) {
            return null;
        }
        if (sent == -Errno.EPIPE.number()) {
            return brokenPipe(call, call.intArgument(3));
        }
        return sent < 0 ? Reply.fail(Errno.of((int) -sent)) : Reply.value(sent);
    }

    private static Reply brokenPipe(Call call, int flags) {
        if ((flags & Sockets.MSG_NOSIGNAL) == 0) {
            Processes.kill(call.thread(), SIGPIPE);
        }
        return Reply.fail(Errno.EPIPE);
    }

    private Reply sendMessage(StreamEnd socket, Call call) throws ErrnoException, NetworkException {
        if (socket.cannotBeSentTo()) {
            return brokenPipe(call, call.intArgument(2));
        }
        if ((call.intArgument(2) & Sockets.MSG_OOB) == 0) {
            return Reply.CONTINUE;
        }
        transfer.readMessage(call.memory(), call.argument(1));
        return sendUrgent(socket, call);
    }

    /** The last byte is the urgent one (tcp(7)). */
    private Reply sendUrgent(StreamEnd socket, Call call) throws ErrnoException, NetworkException {
        socket.flush();
        int length = transfer.gather(call.memory());
        if (length == 0) {
            return Reply.SUCCESS;
        }
        int sent = 0;
        while (sent < length - 1) {
            ByteBuffer room = socket.stream().sendBuffer(length - 1 - sent);
            int count = Math.min(room.remaining(), length - 1 - sent);
            if (count == 0) {
                return sent == 0 ? Reply.fail(Errno.EAGAIN) : Reply.value(sent);
            }
            room.put(transfer.part(Transfer.DATA + sent, count));
            transfer.bytes().clear();
            socket.stream().sent(count, true);
            sent += count;
        }
        socket.stream().sendUrgent(transfer.bytes().get(Transfer.DATA + length - 1));
        return Reply.value(length);
    }

    private Reply receive(StreamEnd socket, Call call, int flags) throws ErrnoException, NetworkException {
        if ((flags & Sockets.MSG_ERRQUEUE) != 0) {
            return Reply.fail(Errno.EAGAIN);
        }
        return socket.wasConnected() ? Reply.CONTINUE : Reply.fail(Errno.ENOTCONN);
    }

    private Reply control(StreamEnd socket, Call call) throws ErrnoException, NetworkException {
        return switch (call.intArgument(1)) {
            case Sockets.SIOCOUTQ -> common.giveInt(call, socket.stream().unsent() + socket.unsentInPair());
            case SIOCOUTQNSD -> common.giveInt(call, socket.unsentInPair());
            case SIOCATMARK -> Reply.CONTINUE;
            default -> {
                Reply reply = common.control(socket, call);
                yield reply == null ? Reply.CONTINUE : reply;
            }
        };
    }
}
