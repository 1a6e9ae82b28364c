package io.umview.umnet.lwipv6.call;

import io.umview.api.Call;
import io.umview.api.Errno;
import io.umview.api.Reply;
import io.umview.api.SystemCall;
import io.umview.umnet.lwipv6.socket.GuestSocket;
import io.umview.umnet.lwipv6.socket.Waiting;
import org.jspecify.annotations.Nullable;

/** A call that waits until it can be done, a signal comes, or its time is over. */
final class WaitingCall extends Waiting {
    private final SocketServer server;
    private final GuestSocket socket;
    private final Call.Deferred call;
    private final Errno atTimeout;
    private Progress progress;
    private boolean over;

    /** @param atTimeout how it fails when its time is over */
    WaitingCall(SocketServer server, GuestSocket socket, Call.Deferred call, Progress progress, Errno atTimeout) {
        this.server = server;
        this.socket = socket;
        this.call = call;
        this.progress = progress;
        this.atTimeout = atTimeout;
    }

    /** @param timeout nanoseconds, or 0: as long as it takes */
    void begin(long timeout) {
        if (timeout > 0) {
            socket.host().loop().timers().set(this, timeout);
        }
        socket.await(this);
        call.onSignal(() -> socket.host().loop().execute(() -> giveUp(unlessClosing(Reply.INTERRUPTED))));
    }

    @Override
    protected boolean retry() {
        if (!over) {
            @Nullable Reply reply = server.attempt(socket, call, progress);
            if (reply != null) {
                answer(reply);
            } else {
                progress = server.progress();
            }
        }
        return over;
    }

    @Override
    protected void abandon() {
        answer(unlessClosing(Reply.fail(Errno.ENETDOWN)));
    }

    @Override
    protected void expire() {
        giveUp(unlessClosing(Reply.fail(atTimeout)));
    }

    /** close(2) closes, whatever ends its wait. */
    private Reply unlessClosing(Reply reply) {
        return call.systemCall() == SystemCall.CLOSE ? Reply.CONTINUE : reply;
    }

    private void giveUp(Reply reply) {
        if (!over) {
            answer(progress.done() > 0 ? Reply.value(progress.done()) : reply);
            socket.forget(this);
        }
    }

    private void answer(Reply reply) {
        over = true;
        socket.host().loop().timers().cancel(this);
        call.reply(reply instanceof Reply.Decline ? Reply.CONTINUE : reply);
    }
}
