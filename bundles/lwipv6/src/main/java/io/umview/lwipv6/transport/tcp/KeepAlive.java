package io.umview.lwipv6.transport.tcp;

import io.umview.lwipv6.net.NetworkError;

/** Probes of a connection where nothing happens (RFC 9293, section 3.8.4), and the end of FIN_WAIT2 without a socket. */
final class KeepAlive extends LazyTimer {
    private static final long SECOND = 1_000_000;
    private static final long MILLI = 1000;

    private final ControlBlock c;
    private int probes;

    KeepAlive(ControlBlock c) {
        super(c.layer);
        this.c = c;
    }

    int probes() {
        return probes;
    }

    /** Begins, if SO_KEEPALIVE is set. */
    void start(long now) {
        if (c.settings.keepAlive && c.state.synchronised()) {
            at(now + Math.max(MILLI, idle() - elapsed(now)));
        } else if (c.state != TcpState.FIN_WAIT2 || !c.orphan()) {
            at(NEVER);
        }
    }

    /** The peer was heard of. */
    void heard() {
        probes = 0;
    }

    /** The orphan waits for the peer's FIN. */
    void finWait2(long now) {
        at(now + c.layer.parameters().finTimeout * SECOND);
    }

    private long idle() {
        return (c.settings.keepIdle > 0 ? c.settings.keepIdle : c.layer.parameters().keepAliveTime) * SECOND;
    }

    private long interval() {
        return (c.settings.keepInterval > 0 ? c.settings.keepInterval : c.layer.parameters().keepAliveInterval)
                * SECOND;
    }

    private int count() {
        return c.settings.keepCount > 0 ? c.settings.keepCount : c.layer.parameters().keepAliveProbes;
    }

    private long elapsed(long now) {
        return now - c.lastReceived;
    }

    @Override
    void due(long now) {
        if (!c.alive()) {
            return;
        }
        if (c.orphan() && c.state == TcpState.FIN_WAIT2) {
            c.orphanedFinWait2(now);
            return;
        }
        if (!c.settings.keepAlive) {
            return;
        }
        if (c.sender.outstanding() > 0 || c.sender.unsent() > 0) {
            // Retransmission and window probes do the same.
            at(now + idle());
            return;
        }
        long silent = elapsed(now);
        if (silent < idle()) {
            at(now + idle() - silent);
            return;
        }
        long timeout = c.settings.userTimeout * MILLI;
        if (timeout > 0 ? probes > 0 && silent >= timeout : probes >= count()) {
            c.layer.statistics().abortOnTimeout++;
            c.abort(c.softError == null ? NetworkError.ETIMEDOUT : c.softError, now);
            return;
        }
        c.layer.statistics().keepAlive++;
        probes++;
        c.sender.probeAcknowledged(now);
        at(now + interval());
    }
}
