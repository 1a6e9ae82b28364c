package io.umview.lwipv6.transport.tcp;

import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.transport.PortBinding;
import io.umview.lwipv6.wire.Tcp;
import org.jspecify.annotations.Nullable;

/** Connections in TIME_WAIT, in the order in which they end; what still comes in for them (RFC 9293, section 3.10.7.4; RFC 1337; RFC 6191). */
final class TimeWaits extends LazyTimer {
    /** Twice the maximum segment lifetime, as Linux has it. */
    static final long LENGTH = 60_000_000;

    private static final long REUSABLE = 1_000_000;
    private static final long MILLI = 1000;

    private final TcpLayer layer;
    private @Nullable TimeWait first;
    private @Nullable TimeWait last;
    private int size;

    TimeWaits(TcpLayer layer) {
        super(layer);
        this.layer = layer;
    }

    int size() {
        return size;
    }

    /** A connection, which is about to be done with, is remembered for so many microseconds. */
    void add(ControlBlock c, TcpState state, long length, long now) {
        if (size >= layer.parameters().maxTimeWaits) {
            return;
        }
        PortBinding binding = new PortBinding(null);
        binding.address(c.binding.address());
        if (c.binding.bound()) {
            layer.ports().inherit(binding, c.binding);
        }
        TimeWait wait = new TimeWait(this, c, state, binding);
        binding.owner(wait);
        layer.table().remove(c);
        layer.table().add(wait);
        size++;
        if (state == TcpState.TIME_WAIT) {
            layer.statistics().tw++;
        }
        schedule(wait, length, now);
    }

    long millisLeft(TimeWait wait) {
        return Math.max(0, wait.expiry - layer.now()) / MILLI;
    }

    void remove(TimeWait wait) {
        unlink(wait);
        layer.table().remove(wait);
        layer.ports().release(wait.binding);
        size--;
        if (first == null) {
            stop();
        }
    }

    /** Whether a new connection from here may take its place (tcp_twsk_unique). */
    boolean mayReuse(TimeWait wait, long now) {
        int policy = layer.parameters().timeWaitReuse;
        boolean allowed = policy == 1 || policy == 2 && wait.localAddress().isLoopback();
        return allowed && wait.state == TcpState.TIME_WAIT && wait.timestamps && now - wait.recentSince > REUSABLE;
    }

    /** A segment for a connection that is in TIME_WAIT. */
    void process(TimeWait wait, Packet packet, Segment s, boolean listening, long now) {
        boolean old = wait.timestamps
                && s.options.timestamps()
                && s.options.value() - wait.recentTimestamp < 0
                && now - wait.recentSince < 24L * 86400 * 1_000_000;
        if (wait.state == TcpState.FIN_WAIT2) {
            finWait2(wait, s, old, now);
            return;
        }
        boolean rst = s.has(Tcp.RST);
        if (!old && s.seq == wait.receiveNext && (s.span() == 0 || rst)) {
            if (!rst) {
                note(wait, s, now);
                schedule(wait, LENGTH, now);
            } else if (!layer.parameters().rfc1337) {
                remove(wait);
            }
            return;
        }
        if (isNewer(wait, s, old) && listening) {
            int initial = wait.next + 65535 + 2;
            remove(wait);
            layer.statistics().twRecycled++;
            layer.listen(packet, s, initial == 0 ? 1 : initial, now);
            return;
        }
        if (rst) {
            return;
        }
        if (old || s.has(Tcp.ACK)) {
            schedule(wait, LENGTH, now);
        }
        answer(wait, s, now);
    }

    /** RFC 6191: whether a SYN cannot be from the old connection. */
    private static boolean isNewer(TimeWait wait, Segment s, boolean old) {
        return (s.flags & (Tcp.SYN | Tcp.ACK | Tcp.RST)) == Tcp.SYN
                && !old
                && (Sequence.after(s.seq, wait.receiveNext)
                        || wait.timestamps && s.options.timestamps() && s.options.value() - wait.recentTimestamp > 0);
    }

    private void finWait2(TimeWait wait, Segment s, boolean old, long now) {
        boolean within =
                !Sequence.before(s.end(), wait.receiveNext) && !Sequence.after(s.seq, wait.receiveNext + wait.window);
        if (old || !within) {
            if (!s.has(Tcp.RST)) {
                answer(wait, s, now);
            }
            return;
        }
        if (s.has(Tcp.RST)) {
            remove(wait);
            return;
        }
        if (s.has(Tcp.SYN) && !Sequence.before(s.seq, wait.receiveNext)) {
            layer.reset(s);
            return;
        }
        if (!s.has(Tcp.ACK) || s.span() == 0 || !Sequence.after(s.end(), wait.receiveNext)) {
            return;
        }
        if (!s.has(Tcp.FIN) || s.end() != wait.receiveNext + 1) {
            layer.statistics().abortOnData++;
            remove(wait);
            layer.reset(s);
            return;
        }
        wait.receiveNext = s.end();
        wait.state = TcpState.TIME_WAIT;
        layer.statistics().tw++;
        note(wait, s, now);
        schedule(wait, LENGTH, now);
        acknowledge(wait, now);
    }

    private static void note(TimeWait wait, Segment s, long now) {
        if (wait.timestamps && s.options.timestamps()) {
            wait.recentTimestamp = s.options.value();
            wait.recentSince = now;
        }
    }

    private void answer(TimeWait wait, Segment s, long now) {
        if (s.length == 0 && now - wait.answered < layer.parameters().invalidRateLimit * MILLI) {
            return;
        }
        wait.answered = now;
        acknowledge(wait, now);
    }

    private void acknowledge(TimeWait wait, long now) {
        layer.sendBare(
                wait,
                wait.next,
                wait.receiveNext,
                Tcp.ACK,
                wait.window >>> wait.scale,
                wait.timestamps,
                wait.timestampAt(now),
                wait.recentTimestamp);
    }

    private void schedule(TimeWait wait, long length, long now) {
        unlink(wait);
        wait.expiry = now + length;
        // Nearly always the last one.
        TimeWait before = last;
        while (before != null && before.expiry > wait.expiry) {
            before = before.previous;
        }
        TimeWait after = before == null ? first : before.following;
        wait.previous = before;
        wait.following = after;
        if (before == null) {
            first = wait;
        } else {
            before.following = wait;
        }
        if (after == null) {
            last = wait;
        } else {
            after.previous = wait;
        }
        if (before == null) {
            at(wait.expiry);
        }
    }

    private void unlink(TimeWait wait) {
        TimeWait before = wait.previous;
        TimeWait after = wait.following;
        if (before != null) {
            before.following = after;
        } else if (first == wait) {
            first = after;
        }
        if (after != null) {
            after.previous = before;
        } else if (last == wait) {
            last = before;
        }
        wait.previous = null;
        wait.following = null;
    }

    @Override
    void due(long now) {
        while (first != null && first.expiry <= now) {
            remove(first);
        }
        if (first != null) {
            at(first.expiry);
        }
    }

    /** Forgets all. */
    void clear() {
        while (first != null) {
            remove(first);
        }
    }
}
