package io.umview.lwipv6.transport.tcp;

import io.umview.lwipv6.transport.PortBinding;
import org.jspecify.annotations.Nullable;

/** What is left of a connection in TIME_WAIT, or in FIN_WAIT2 when nobody reads any more. */
final class TimeWait extends Endpoint {
    private final TimeWaits owner;
    private final long cookie;
    final PortBinding binding;
    TcpState state;
    final int next;
    int receiveNext;
    final int window;
    final int scale;
    final boolean timestamps;
    int recentTimestamp;
    long recentSince;
    final int timestampOffset;
    long answered = Long.MIN_VALUE / 2;
    long expiry;

    @Nullable
    TimeWait previous;

    @Nullable
    TimeWait following;

    TimeWait(TimeWaits owner, ControlBlock c, TcpState state, PortBinding binding) {
        this.owner = owner;
        this.state = state;
        this.binding = binding;
        cookie = c.cookie();
        address(c);
        next = c.sender.nxt();
        receiveNext = c.receiver.next();
        window = Math.max(c.receiver.window(), 1);
        scale = c.receiver.scale();
        timestamps = c.timestamps;
        recentTimestamp = c.receiver.recentTimestamp();
        recentSince = c.receiver.recentSince();
        timestampOffset = c.timestampAt(0);
    }

    int timestampAt(long now) {
        return (int) (now / 1000) + timestampOffset;
    }

    @Override
    public int state() {
        return state.number();
    }

    @Override
    public int timer() {
        return 3;
    }

    @Override
    public long timerMillis() {
        return owner.millisLeft(this);
    }

    @Override
    public long cookie() {
        return cookie;
    }
}
