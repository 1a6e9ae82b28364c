package io.umview.umnet.lwipv6.call;

import io.umview.api.Call;
import io.umview.api.ErrnoException;
import io.umview.api.GuestMemory;
import io.umview.api.Reply;
import io.umview.linux.Sockets;
import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.socket.Domain;
import io.umview.lwipv6.socket.SocketAddress;
import io.umview.umnet.lwipv6.socket.MessageEnd;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Calls on sockets whose type has messages. */
final class MessageCalls {
    private static final ByteBuffer NOTHING = ByteBuffer.allocateDirect(0);
    private static final int MSG_WAITFORONE = 0x10000;
    private static final int MSG_CMSG_CLOEXEC = 0x40000000;
    private static final int SIOCOUTQNSD = 0x894b;

    /** UIO_MAXIOV: sendmmsg(2) and recvmmsg(2) take no more at once. */
    private static final int MOST_MESSAGES = 1024;

    private final Transfer transfer;
    private final CommonCalls common;
    private final Incoming incoming;

    /** Where the call that is tried goes on, and where it has stopped if it has to wait. */
    private Progress progress = Progress.NONE;

    MessageCalls(Transfer transfer, CommonCalls common) {
        this.transfer = transfer;
        this.common = common;
        this.incoming = new Incoming(transfer);
    }

    /** Where the next call goes on that is tried. */
    void progress(Progress next) {
        progress = next;
    }

    /** How far the last call has come, if it has to wait. */
    Progress progress() {
        return progress;
    }

    /** @return null if the call has to wait */
    @Nullable
    Reply answer(MessageEnd socket, Call call) throws ErrnoException, NetworkException {
        return switch (call.systemCall()) {
            case BIND -> common.bind(socket, call);
            case CONNECT -> connect(socket, call);
            case GETSOCKNAME -> common.name(socket, call);
            case GETPEERNAME -> common.peerName(socket, call);
            case GETSOCKOPT -> getOption(socket, call);
            case SETSOCKOPT -> setOption(socket, call);
            case SHUTDOWN -> common.shutdown(socket, call);
            case SENDTO -> send(socket, call);
            case SENDMSG -> sendMessage(socket, call);
            case SENDMMSG -> sendMessages(socket, call);
            case RECVFROM -> receive(socket, call);
            case RECVMSG -> receiveMessage(socket, call);
            case RECVMMSG -> receiveMessages(socket, call);
            case IOCTL -> control(socket, call);
            case MMAP -> map(socket, call);
            default -> CommonCalls.unsupported(socket.socket());
        };
    }

    private Reply connect(MessageEnd socket, Call call) throws ErrnoException, NetworkException {
        socket.flush();
        socket.socket().connect(transfer.readAddress(call.memory(), call.argument(1), call.intArgument(2)));
        return Reply.SUCCESS;
    }

    private Reply getOption(MessageEnd socket, Call call) throws ErrnoException, NetworkException {
        if (CommonCalls.isAbout(call, CommonCalls.SO_ERROR)) {
            return common.giveOption(call, socket.takeError(call.thread(), call.intArgument(0)));
        }
        return common.getOption(socket, call);
    }

    private Reply setOption(MessageEnd socket, Call call) throws ErrnoException, NetworkException {
        Reply reply = common.setOption(socket, call);
        if (SocketInterest.setsUpRing(call)) {
            socket.ringChanged(call.thread(), call.intArgument(0));
        }
        return reply;
    }

    /** The memory of the rings is mapped in the place of the socket. */
    private static Reply map(MessageEnd socket, Call call) throws ErrnoException {
        if (socket.socket().domain() != Domain.AF_PACKET) {
            return Reply.CONTINUE;
        }
        int memory = socket.map(call.argument(1), call.argument(5));
        return Reply.again(new Reply.Substitute.Lent(SocketInterest.MAPPED, memory, null));
    }

    // ---- sending ----

    private @Nullable Reply send(MessageEnd socket, Call call) throws ErrnoException, NetworkException {
        socket.flush();
        long length = call.argument(2);
        if (length < 0) {
            throw NetworkError.EMSGSIZE.exception();
        }
        GuestMemory memory = call.memory();
        SocketAddress destination = call.argument(4) == 0 || call.intArgument(5) == 0
                ? null
                : transfer.readAddress(memory, call.argument(4), call.intArgument(5));
        transfer.plain(call.argument(1), length);
        int count = transfer.gather(memory);
        return dispatch(socket, count, destination, 0, call.intArgument(3)) ? Reply.value(count) : null;
    }

    private @Nullable Reply sendMessage(MessageEnd socket, Call call) throws ErrnoException, NetworkException {
        socket.flush();
        int count = sendOne(socket, call, call.argument(1), call.intArgument(2));
        return count < 0 ? null : Reply.value(count);
    }

    private @Nullable Reply sendMessages(MessageEnd socket, Call call) throws ErrnoException, NetworkException {
        socket.flush();
        return sendEach(socket, call, call.intArgument(3));
    }

    /** Does one message of sendmmsg(2) after the other, until one has to wait or fails. */
    private @Nullable Reply sendEach(MessageEnd socket, Call call, int flags) throws ErrnoException, NetworkException {
        int wanted = (int) Math.min(MOST_MESSAGES, call.argument(2) & 0xffffffffL);
        int done = 0;
        while (done < wanted) {
            long message = call.argument(1) + (long) Sockets.MMSGHDR * done;
            try {
                int count = sendOne(socket, call, message, flags);
                if (count < 0) {
                    break;
                }
                transfer.writeInt(call.memory(), message + Sockets.MSGHDR, count);
            } catch (ErrnoException | NetworkException e) {
                if (done == 0) {
                    throw e;
                }
                break;
            }
            done++;
        }
        return done == 0 && wanted > 0 ? null : Reply.value(done);
    }

    private int sendOne(MessageEnd socket, Call call, long message, int flags) throws ErrnoException, NetworkException {
        GuestMemory memory = call.memory();
        transfer.readMessage(memory, message);
        int count = transfer.gather(memory);
        SocketAddress destination = transfer.readName(memory);
        int control = transfer.readControl(memory);
        return dispatch(socket, count, destination, control, flags) ? count : -1;
    }

    private boolean dispatch(MessageEnd socket, int count, @Nullable SocketAddress destination, int control, int flags)
            throws NetworkException {
        ByteBuffer ancillary = control == 0 ? NOTHING : transfer.bytes().slice(Transfer.CONTROL, control);
        try {
            socket.messages().send(transfer.part(Transfer.DATA, count), destination, ancillary, flags);
            return true;
        } catch (NetworkException e) {
            if (e.error() == NetworkError.EAGAIN) {
                return false;
            }
            throw e;
        } finally {
            transfer.bytes().clear();
        }
    }

    // ---- receiving ----

    private @Nullable Reply receive(MessageEnd socket, Call call) throws ErrnoException, NetworkException {
        if (socket.cannotReceive()) {
            return Reply.CONTINUE;
        }
        int flags = call.intArgument(3);
        transfer.plain(call.argument(1), call.argument(2));
        if (!incoming.take(socket, call, flags)) {
            return null;
        }
        GuestMemory memory = call.memory();
        int count = transfer.scatter(memory, incoming.payload());
        transfer.bytes().clear();
        if (call.argument(4) != 0) {
            int nameLength = incoming.source(transfer.name());
            transfer.bytes().clear();
            transfer.writeName(memory, nameLength, call.argument(4), call.argument(5));
        }
        incoming.done();
        return Reply.value((flags & Sockets.MSG_TRUNC) != 0 ? incoming.length() : count);
    }

    private @Nullable Reply receiveMessage(MessageEnd socket, Call call) throws ErrnoException, NetworkException {
        if (socket.cannotReceive()) {
            return Reply.CONTINUE;
        }
        int count = receiveOne(socket, call, call.argument(1), call.intArgument(2));
        return count < 0 ? null : Reply.value(count);
    }

    private @Nullable Reply receiveMessages(MessageEnd socket, Call call) throws ErrnoException, NetworkException {
        if (socket.cannotReceive()) {
            return Reply.CONTINUE;
        }
        int flags = call.intArgument(3);
        long timeout = call.argument(4);
        if (timeout == 0) {
            return receiveAll(socket, call, flags, false);
        }
        if (progress == Progress.NONE) {
            progress = new Progress(0, now(socket) + transfer.readTime(call.memory(), timeout));
        }
        Reply reply = receiveAll(socket, call, flags, true);
        if (reply instanceof Reply.Value) {
            transfer.writeTime(call.memory(), timeout, Math.max(0, progress.deadline() - now(socket)));
        }
        return reply;
    }

    /** recvmmsg(2) waits for each message unless MSG_WAITFORONE is set; the time that it has is looked at behind each. */
    private @Nullable Reply receiveAll(MessageEnd socket, Call call, int flags, boolean timed)
            throws ErrnoException, NetworkException {
        int wanted = (int) Math.min(MOST_MESSAGES, call.argument(2) & 0xffffffffL);
        int done = progress.done();
        while (done < wanted) {
            long message = call.argument(1) + (long) Sockets.MMSGHDR * done;
            try {
                int count = receiveOne(socket, call, message, flags & ~MSG_WAITFORONE);
                if (count < 0) {
                    progress = new Progress(done, progress.deadline());
                    boolean waits = done == 0 || (flags & (MSG_WAITFORONE | Sockets.MSG_DONTWAIT)) == 0;
                    return waits ? null : Reply.value(done);
                }
                transfer.writeInt(call.memory(), message + Sockets.MSGHDR, count);
            } catch (ErrnoException | NetworkException e) {
                if (done == 0) {
                    throw e;
                }
                break;
            }
            done++;
            if (timed && progress.deadline() - now(socket) <= 0) {
                break;
            }
        }
        return Reply.value(done);
    }

    private static long now(MessageEnd socket) {
        return socket.host().loop().timers().clock().nanos();
    }

    private int receiveOne(MessageEnd socket, Call call, long message, int flags)
            throws ErrnoException, NetworkException {
        GuestMemory memory = call.memory();
        transfer.readMessage(memory, message);
        if (!incoming.take(socket, call, flags)) {
            return -1;
        }
        int count = transfer.scatter(memory, incoming.payload());
        transfer.bytes().clear();
        int told = incoming.flags() | flags & MSG_CMSG_CLOEXEC;
        if (count < incoming.length()) {
            told |= Sockets.MSG_TRUNC;
        }
        int nameLength = incoming.source(transfer.name());
        transfer.bytes().clear();
        transfer.writeMessage(memory, message, nameLength, incoming.control(), told);
        incoming.done();
        return (flags & Sockets.MSG_TRUNC) != 0 ? incoming.length() : count;
    }

    private Reply control(MessageEnd socket, Call call) throws ErrnoException, NetworkException {
        return switch (call.intArgument(1)) {
            case Sockets.SIOCOUTQ, SIOCOUTQNSD -> common.giveInt(call, 0);
            default -> {
                Reply reply = common.control(socket, call);
                yield reply == null ? Reply.CONTINUE : reply;
            }
        };
    }
}
