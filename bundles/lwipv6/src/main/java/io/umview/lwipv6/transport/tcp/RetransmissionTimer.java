package io.umview.lwipv6.transport.tcp;

import io.umview.lwipv6.net.NetworkError;

/**
 * When something is sent without an acknowledgment asking for it: retransmission (RFC 6298, section 5), tail loss probe and reordering
 * timeout (RFC 8985), zero-window probe (RFC 9293, section 3.8.6.1), and when a connection is given up (RFC 1122, section 4.2.3.5).
 */
final class RetransmissionTimer extends LazyTimer {
    private static final long MILLI = 1000;
    private static final long DELAYED_ACK = 200 * MILLI;
    private static final long SLACK = 2 * MILLI;

    /** Exponential backoff ends after so many retransmissions, from 200 ms to 120 s. */
    private static final int EXPONENTIAL = 9;

    private static final int ORPHAN_RETRIES = 8;

    private final ControlBlock c;
    private final Sender sender;
    private long retransmitAt = NEVER;
    private long probeAt = NEVER;
    private long reorderAt = NEVER;
    private long persistAt = NEVER;

    /** Retransmissions of the same data in a row, and since when. */
    private int retransmits;

    private long since;

    /** Window probes without an answer, and since when. */
    private int probes;

    private int probeBackoff;
    private long probing;

    RetransmissionTimer(ControlBlock c, Sender sender) {
        super(c.layer);
        this.c = c;
        this.sender = sender;
    }

    int retransmits() {
        return retransmits;
    }

    int probes() {
        return probes;
    }

    boolean persisting() {
        return persistAt != NEVER;
    }

    boolean retransmitting() {
        return retransmitAt != NEVER || probeAt != NEVER || reorderAt != NEVER;
    }

    /** A SYN was sent. */
    void synSent(long now) {
        retransmitAt = now + sender.rtt.timeout();
        arm();
    }

    /** The handshake is done. */
    void established() {
        retransmitAt = NEVER;
        retransmits = 0;
        arm();
    }

    /** Something new, or something again, was sent. */
    void sent(long now) {
        persistAt = NEVER;
        if (retransmitAt == NEVER) {
            retransmitAt = now + sender.rtt.timeout();
        }
        scheduleProbe(now);
        arm();
    }

    /** Nothing could be sent. If nothing is under way either, no acknowledgment will change that. */
    void nothingSent(long now) {
        boolean waits = sender.unsent() > 0 || sender.finQueued() && !sender.finSent();
        if (waits && sender.outstanding() == 0 && persistAt == NEVER) {
            persistAt = now + sender.rtt.base();
            arm();
        }
    }

    /** An acknowledgment has come; {@code advanced} if of something new. */
    void acknowledged(boolean advanced, long now) {
        probes = 0;
        if (sender.outstanding() == 0) {
            retransmitAt = NEVER;
            probeAt = NEVER;
            reorderAt = NEVER;
        }
        if (advanced) {
            retransmits = 0;
            sender.rtt.resetBackoff();
            if (sender.outstanding() > 0) {
                retransmitAt = now + sender.rtt.timeout();
                scheduleProbe(now);
            }
        } else if (probeAt != NEVER && !sender.recovery.mayProbe()) {
            probeAt = NEVER;
        }
        arm();
    }

    /** The window is open. */
    void windowOpened() {
        probeBackoff = 0;
        persistAt = NEVER;
        arm();
    }

    void reorderAt(long time) {
        reorderAt = time;
    }

    private void scheduleProbe(long now) {
        if (!sender.recovery.mayProbe()) {
            probeAt = NEVER;
            return;
        }
        RttEstimator rtt = sender.rtt;
        long timeout = RttEstimator.INITIAL_RTO;
        if (rtt.known()) {
            timeout = 2 * rtt.smoothed() + (sender.board.size() == 1 ? DELAYED_ACK : SLACK);
        }
        probeAt = Math.min(now + timeout, retransmitAt);
    }

    private void arm() {
        at(Math.min(Math.min(retransmitAt, probeAt), Math.min(reorderAt, persistAt)));
    }

    @Override
    void due(long now) {
        if (reorderAt <= now) {
            reorderAt = NEVER;
            sender.recovery.reorderingTimeout(now);
            sender.output(now, false);
        } else if (probeAt <= now) {
            probeAt = NEVER;
            sender.recovery.probe(now);
            retransmitAt = now + sender.rtt.timeout();
        } else if (retransmitAt <= now) {
            retransmitAt = NEVER;
            retransmit(now);
        } else if (persistAt <= now) {
            persistAt = NEVER;
            persist(now);
        }
        if (c.alive()) {
            arm();
        }
    }

    private void retransmit(long now) {
        if (c.state == TcpState.SYN_SENT || c.state == TcpState.SYN_RECV) {
            retransmitSyn(now);
            return;
        }
        if (sender.outstanding() == 0) {
            return;
        }
        if (retransmits == 0) {
            since = sender.board.size() > 0 ? sender.board.time(0) : now;
        }
        boolean closed = sender.peerWindow() == 0;
        if (closed ? now - c.lastReceived > RttEstimator.MAX_RTO && timedOut(now) : timedOut(now)) {
            c.layer.statistics().abortOnTimeout++;
            c.abortQuietly(c.softError == null ? NetworkError.ETIMEDOUT : c.softError);
            return;
        }
        if (retransmits >= c.layer.parameters().retries1) {
            c.reroute();
        }
        retransmits++;
        sender.recovery.timeout();
        sender.rtt.backOff();
        retransmitAt = now + sender.rtt.timeout();
        if (c.settings.userTimeout > 0) {
            retransmitAt = Math.max(now + SLACK, Math.min(retransmitAt, since + c.settings.userTimeout * MILLI));
        }
        sender.output(now, false);
        if (sender.outstanding() > 0 && sender.recovery.inFlight() == 0 && sender.board.size() > 0) {
            // The peer has closed its window over what was sent: the first segment probes it.
            sender.retransmit(0, 0, now);
        }
    }

    private void retransmitSyn(long now) {
        int limit = c.settings.synRetries > 0 ? c.settings.synRetries : c.layer.parameters().synRetries;
        if (retransmits == 0) {
            since = now;
        }
        long timeout = c.settings.userTimeout * MILLI;
        if (retransmits >= limit || timeout > 0 && retransmits > 0 && now - since >= timeout) {
            c.layer.statistics().abortOnTimeout++;
            c.abortQuietly(c.softError == null ? NetworkError.ETIMEDOUT : c.softError);
            return;
        }
        retransmits++;
        c.layer.statistics().synRetrans++;
        c.layer.statistics().retransSegs++;
        sender.totalRetransmits++;
        sender.rtt.backOff();
        retransmitAt = now + sender.rtt.timeout();
        c.handshake.sendSyn(now);
    }

    private boolean timedOut(long now) {
        if (retransmits == 0) {
            return false;
        }
        if (c.settings.userTimeout > 0) {
            return now - since >= c.settings.userTimeout * MILLI;
        }
        int limit = retries();
        long timeout = RttEstimator.MIN_RTO * ((2L << Math.min(limit, EXPONENTIAL)) - 1)
                + Math.max(0, limit - EXPONENTIAL) * RttEstimator.MAX_RTO;
        return now - since >= timeout;
    }

    private int retries() {
        TcpParameters parameters = c.layer.parameters();
        if (!c.orphan()) {
            return parameters.retries2;
        }
        return parameters.orphanRetries > 0 ? parameters.orphanRetries : ORPHAN_RETRIES;
    }

    private void persist(long now) {
        if (sender.outstanding() > 0) {
            return;
        }
        if (probes == 0) {
            probing = now;
        }
        long timeout = c.settings.userTimeout * MILLI;
        if (timeout > 0 ? probes > 0 && now - probing >= timeout : probes >= retries()) {
            c.layer.statistics().abortOnTimeout++;
            c.abortQuietly(c.softError == null ? NetworkError.ETIMEDOUT : c.softError);
            return;
        }
        if (sender.probe(now)) {
            sent(now);
            return;
        }
        probes++;
        if (sender.unsent() == 0 && !sender.finQueued()) {
            return;
        }
        probeBackoff = Math.min(probeBackoff + 1, EXPONENTIAL + 1);
        persistAt = now + Math.min(RttEstimator.MAX_RTO, sender.rtt.base() << probeBackoff);
    }
}
