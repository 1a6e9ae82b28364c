package io.umview.umnet.lwipv6.call;

import io.umview.api.Call;
import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.Reply;
import io.umview.api.SystemCall;
import io.umview.linux.Files;
import io.umview.linux.Sockets;
import io.umview.lwipv6.net.NetworkException;
import io.umview.umnet.lwipv6.socket.CallServer;
import io.umview.umnet.lwipv6.socket.GuestSocket;
import io.umview.umnet.lwipv6.socket.MessageEnd;
import io.umview.umnet.lwipv6.socket.SocketHost;
import io.umview.umnet.lwipv6.socket.StreamEnd;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** Does the calls on the sockets of one stack. A call that cannot be done yet is tried again when its socket has changed. */
public final class SocketServer implements CallServer {
    private static final System.Logger LOG = System.getLogger(SocketServer.class.getName());
    private static final int SO_RCVTIMEO = 20;
    private static final int SO_SNDTIMEO = 21;
    private static final int TIMEVAL = 16;
    private static final long MOST_SECONDS = 1L << 32;

    private final SocketHost host;
    private final StreamCalls streams;
    private final MessageCalls messages;

    /** @param control ioctls of interfaces and routes */
    public SocketServer(SocketHost host, DeviceControl control) {
        this.host = host;
        Transfer transfer = new Transfer(host.scratch());
        CommonCalls common = new CommonCalls(transfer, control);
        streams = new StreamCalls(transfer, common);
        messages = new MessageCalls(transfer, common);
    }

    @Override
    public Reply serve(GuestSocket socket, Call call) {
        if (socket instanceof StreamEnd stream) {
            stream.usedBy(call.thread(), SocketInterest.descriptor(call));
        }
        messages.progress(Progress.NONE);
        if (call.systemCall() == SystemCall.CONNECT
                && socket instanceof StreamEnd stream
                && stream.isUnconnected()
                && streams.isToLoopback(call)) {
            return whenCaughtUp(socket, call.defer());
        }
        Reply reply = attempt(socket, call);
        if (call.systemCall() == SystemCall.BIND
                && reply instanceof Reply.Failure failure
                && failure.errno() == Errno.EADDRINUSE) {
            return whenCaughtUp(socket, call.defer());
        }
        return reply != null ? reply : block(socket, call);
    }

    /** Does a call when the loop knows who has closed a socket up to now: who had the address that is wanted, or listened there. */
    private Reply whenCaughtUp(GuestSocket socket, Call.Deferred call) {
        host.loop()
                .later(() -> host.loop().execute(() -> {
                    if (call.systemCall() == SystemCall.BIND) {
                        host.settle();
                    }
                    Reply reply = attempt(socket, call, Progress.NONE);
                    InLoop.answer(call, reply == null ? block(socket, call) : reply);
                }));
        return Reply.LATER;
    }

    /** Does a call. @return null if it cannot be done yet */
    @Nullable
    Reply attempt(GuestSocket socket, Call call) {
        host.caller().is(call.thread());
        try {
            return socket instanceof StreamEnd stream
                    ? streams.answer(stream, call)
                    : messages.answer((MessageEnd) socket, call);
        } catch (NetworkException e) {
            return Reply.fail(Errno.of(e.error().number()));
        } catch (ErrnoException e) {
            return Reply.fail(e.errno());
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, call.systemCall() + " failed", e);
            return Reply.fail(Errno.EIO);
        }
    }

    /** Tries a call again that has come so far. @return null if it has to wait still, see {@link #progress} */
    @Nullable
    Reply attempt(GuestSocket socket, Call call, Progress soFar) {
        messages.progress(soFar);
        return attempt(socket, call);
    }

    /** How far the last call has come. */
    Progress progress() {
        return messages.progress();
    }

    private Reply block(GuestSocket socket, Call call) {
        SystemCall systemCall = call.systemCall();
        if (systemCall == SystemCall.CLOSE) {
            // Whether O_NONBLOCK is set makes no difference (inet_release() of Linux).
            new WaitingCall(this, socket, call.defer(), Progress.NONE, Errno.EAGAIN).begin(lingerNanos(socket));
            return Reply.LATER;
        }
        boolean connects = systemCall == SystemCall.CONNECT;
        boolean began = connects && socket instanceof StreamEnd stream && stream.began();
        boolean nonBlocking = began ? ((StreamEnd) socket).nonBlocking() : isNonBlocking(call);
        if ((flags(call) & Sockets.MSG_DONTWAIT) != 0 || nonBlocking) {
            int done = messages.progress().done();
            if (systemCall == SystemCall.RECVMMSG && done > 0) {
                return Reply.value(done);
            }
            return Reply.fail(began ? Errno.EINPROGRESS : connects ? Errno.EALREADY : Errno.EAGAIN);
        }
        boolean sends = connects
                || systemCall == SystemCall.SENDTO
                || systemCall == SystemCall.SENDMSG
                || systemCall == SystemCall.SENDMMSG;
        long timeout = timeout(socket, sends ? SO_SNDTIMEO : SO_RCVTIMEO);
        Progress progress = socket instanceof StreamEnd ? Progress.NONE : messages.progress();
        new WaitingCall(this, socket, call.defer(), progress, connects ? Errno.EINPROGRESS : Errno.EAGAIN)
                .begin(timeout);
        return Reply.LATER;
    }

    private static long lingerNanos(GuestSocket socket) {
        try {
            return Integer.toUnsignedLong(CommonCalls.lingers(socket)) * 1_000_000_000L;
        } catch (NetworkException e) {
            return 1;
        }
    }

    private static int flags(Call call) {
        return switch (call.systemCall()) {
            case SENDTO, RECVFROM, SENDMMSG, RECVMMSG -> call.intArgument(3);
            case SENDMSG, RECVMSG -> call.intArgument(2);
            default -> 0;
        };
    }

    /** Whether O_NONBLOCK is set, which the kernel knows and nobody else. */
    private boolean isNonBlocking(Call call) {
        int duplicate = host.descriptors().duplicate(call.thread(), call.intArgument(0));
        if (duplicate < 0) {
            return false;
        }
        int flags = Files.fcntl(duplicate, Files.F_GETFL, 0);
        Files.close(duplicate);
        return flags >= 0 && (flags & Files.O_NONBLOCK) != 0;
    }

    /** SO_RCVTIMEO or SO_SNDTIMEO in nanoseconds, 0 for none. */
    private static long timeout(GuestSocket socket, int option) {
        try {
            byte[] value = socket.socket().option(Sockets.SOL_SOCKET, option, TIMEVAL);
            if (value.length < TIMEVAL) {
                return 0;
            }
            ByteBuffer time = ByteBuffer.wrap(value).order(ByteOrder.nativeOrder());
            long seconds = Math.min(MOST_SECONDS, time.getLong(0));
            return seconds * 1_000_000_000 + time.getLong(8) * 1000;
        } catch (NetworkException e) {
            return 0;
        }
    }
}
