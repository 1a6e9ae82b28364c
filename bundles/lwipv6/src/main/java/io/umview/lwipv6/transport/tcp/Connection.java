package io.umview.lwipv6.transport.tcp;

import io.umview.lwipv6.net.Flow;
import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.transport.PortBinding;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A connection, as its socket uses it and as it shows itself. For the stack's thread only. */
public final class Connection extends ControlBlock {
    private static final long MILLI = 1000;

    private final long cookie;

    Connection(TcpLayer layer, Settings settings, Flow flow, PortBinding binding, int initialSequence) {
        super(layer, settings, flow, binding, initialSequence);
        cookie = layer.nextCookie();
    }

    /** Whom to tell of changes. */
    public void observe(TcpEvents observer) {
        events = observer;
    }

    /** The state; {@link TcpState#CLOSE} after its end, TIME_WAIT included. */
    public TcpState phase() {
        return state;
    }

    /** What was set for it; options take effect as they are read, those of buffers by {@link #resized}. */
    public Settings settings() {
        return settings;
    }

    /** Whether its port was chosen by bind(2), and stays bound after the connection until it is closed. */
    public void keepPort(boolean keep) {
        portKept = keep;
    }

    /** Where it is bound. */
    public PortBinding binding() {
        return binding;
    }

    /** From where to where. */
    public Flow flow() {
        return flow;
    }

    /** The pending error, which stays. */
    public @Nullable NetworkError pendingError() {
        return error;
    }

    /** Takes the pending error. */
    public @Nullable NetworkError takeError() {
        NetworkError pending = error;
        error = null;
        return pending;
    }

    /** SHUT_RD 1 and SHUT_WR 2, by the program or the peer. */
    public int shutdownBits() {
        return shutdown;
    }

    /** Whether the send buffer has room worth waking somebody for; if not, it is told when it has. */
    public boolean writable() {
        return hasSpace();
    }

    /** Whether nothing is left to be acknowledged, or never will be; if not, it is told when some of it is. */
    public boolean drained() {
        boolean done = !alive() || sender.ring().size() == 0;
        noSpace |= !done;
        return done;
    }

    /** Free memory of the send buffer. */
    public ByteBuffer sendBuffer(int wanted) {
        ByteBuffer part = sender.ring().writable(wanted);
        if (part.remaining() < wanted) {
            noSpace |= sender.ring().space() - part.remaining() <= 0;
        }
        return part;
    }

    /** So many bytes of {@link #sendBuffer} are to be sent. */
    public void sent(int bytes, boolean more) {
        sender.ring().commit(bytes);
        push(more);
    }

    /** Sends what may be sent. */
    public void push(boolean more) {
        if (alive() && state != TcpState.SYN_SENT && state != TcpState.SYN_RECV) {
            sender.output(layer.readClock(), more);
            layer.flush();
        }
    }

    /** Sends an urgent byte. */
    public void sendUrgent(byte value) {
        ByteBuffer part = sender.ring().writable(1);
        part.put(part.position(), value);
        sender.ring().commit(1);
        sender.urgentByte();
        push(false);
    }

    /** Received bytes, in one piece; up to an urgent byte. */
    public ByteBuffer incoming() {
        return receiver.readable();
    }

    /** So many bytes were taken. */
    public void taken(int bytes) {
        receiver.taken(bytes, layer.readClock());
        layer.flush();
    }

    /** Bytes that may be taken, up to an urgent byte (SIOCINQ). */
    public int inQueue() {
        return receiver.inQueue();
    }

    /** Bytes that may be taken. */
    public int unread() {
        return receiver.unread();
    }

    /** Bytes that are not acknowledged (SIOCOUTQ). */
    public int outQueue() {
        return sender.ring().size();
    }

    /** Bytes that were never sent (SIOCOUTQNSD). */
    public int unsent() {
        return sender.unsent();
    }

    /** Whether the urgent byte is there to be taken. */
    public boolean urgentThere() {
        return receiver.urgent.there();
    }

    /** Whether the urgent byte was announced and has not come yet. */
    public boolean urgentAnnounced() {
        return receiver.urgent.announcedOnly();
    }

    /** The urgent byte, or -1. */
    public int urgent(boolean peek) {
        return peek ? receiver.urgent.peek() : receiver.urgent.take();
    }

    /** Whether what is read next is the urgent byte (SIOCATMARK). */
    public boolean atMark() {
        return receiver.atMark();
    }

    /** SO_SNDBUF, SO_RCVBUF or TCP_WINDOW_CLAMP have changed. */
    public void resized() {
        sender.ring().limit(settings.sendBuffer);
        receiver.resize();
    }

    /** SO_KEEPALIVE or an option of it has changed. */
    public void keepAliveChanged() {
        if (alive()) {
            keepAlive.start(layer.readClock());
        }
    }

    /** TCP_MAXSEG has changed. */
    public void segmentLimited() {
        maxSegmentChanged();
    }

    /** TCP_QUICKACK. */
    public void quickAcknowledgments(boolean on) {
        if (alive()) {
            receiver.acknowledger.quickMode(on, layer.readClock());
            layer.flush();
        }
    }

    /** What TCP_QUICKACK says. */
    public boolean quickAcknowledgments() {
        return !receiver.acknowledger.interactive();
    }

    /** The largest payload of segments (TCP_MAXSEG). */
    public int segmentSize() {
        return sender.window.mss();
    }

    /**
     * TCP_CONGESTION.
     *
     * @return false if there is none of that name
     */
    public boolean congestionControl(String name) {
        CongestionControl control = CongestionControl.of(name);
        if (control != null) {
            sender.recovery.control(control);
        }
        return control != null;
    }

    /** shutdown(2), SHUT_WR 2 or SHUT_RD 1 or both. */
    public void shutdown(int bits) {
        shutdown |= bits;
        if ((bits & SEND_SHUTDOWN) != 0) {
            endStream();
        }
        changed();
        layer.flush();
    }

    /** tcp_close_state() and tcp_send_fin(). */
    private void endStream() {
        switch (state) {
            case ESTABLISHED, SYN_RECV -> become(TcpState.FIN_WAIT1);
            case CLOSE_WAIT -> become(TcpState.LAST_ACK);
            default -> {
                return;
            }
        }
        sender.queueFin();
        sender.output(layer.readClock(), false);
    }

    /** Disconnects at once: connect(2) with AF_UNSPEC, or shutdown(2) while connecting. */
    public void disconnect(NetworkError why) {
        long now = layer.readClock();
        boolean wasSynchronised = state.synchronised();
        if (wasSynchronised && !quietlyGone()) {
            sendReset(now);
        }
        if (alive()) {
            abortQuietly(why);
        }
        receiver.discard();
        layer.flush();
    }

    /** Whether the peer needs no RST (tcp_need_reset). */
    private boolean quietlyGone() {
        return switch (state) {
            case ESTABLISHED, CLOSE_WAIT, FIN_WAIT1, FIN_WAIT2, SYN_RECV -> false;
            case LAST_ACK, CLOSING -> sender.nxt() == sender.una();
            default -> true;
        };
    }

    /** close(2). */
    public void close() {
        events = TcpEvents.NONE;
        long now = layer.readClock();
        shutdown = BOTH_SHUTDOWN;
        if (!alive()) {
            receiver.discard();
            layer.ports().release(binding);
            return;
        }
        boolean unread = receiver.unread() > 0;
        becomeOrphan();
        if (unread && state != TcpState.SYN_SENT) {
            // RFC 2525, section 2.17: the peer is to know that not all was read.
            layer.statistics().abortOnClose++;
            abort(NetworkError.ECONNRESET, now);
        } else if (settings.linger == 0) {
            layer.statistics().abortOnData++;
            disconnect(NetworkError.ECONNRESET);
        } else if (state == TcpState.SYN_SENT) {
            done();
        } else {
            if (layer.tooManyOrphans()) {
                layer.statistics().abortOnMemory++;
                abort(NetworkError.ECONNRESET, now);
            } else {
                receiver.discard();
                endStream();
                if (state == TcpState.FIN_WAIT2) {
                    orphanedFinWait2(now);
                }
            }
        }
        layer.flush();
    }

    private void becomeOrphan() {
        orphan = true;
        layer.orphans(1);
    }

    // --- what it shows of itself

    @Override
    public int state() {
        return state.number();
    }

    @Override
    public long cookie() {
        return cookie;
    }

    @Override
    public int receiveQueue() {
        return receiver.unread();
    }

    @Override
    public int sendQueue() {
        return sender.ring().size();
    }

    @Override
    public int timer() {
        if (sender.timer.persisting()) {
            return 4;
        }
        if (sender.timer.retransmitting()) {
            return 1;
        }
        return keepAlive.deadline() != LazyTimer.NEVER ? 2 : 0;
    }

    @Override
    public long timerMillis() {
        LazyTimer running = timer() == 2 ? keepAlive : sender.timer;
        return running.deadline() == LazyTimer.NEVER ? 0 : Math.max(0, running.deadline() - layer.now()) / MILLI;
    }

    @Override
    public int retransmits() {
        return sender.timer.persisting() ? sender.timer.probes() : sender.timer.retransmits();
    }

    @Override
    public int shutdown() {
        return shutdown;
    }

    @Override
    public int receiveBuffer() {
        return settings.receiveBuffer;
    }

    @Override
    public int sendBuffer() {
        return settings.sendBuffer;
    }

    @Override
    public int mark() {
        return settings.mark;
    }

    @Override
    public int uid() {
        return events.uid();
    }

    @Override
    public long inode() {
        return events.inode();
    }

    @Override
    public byte[] tcpInfo() {
        return TcpInfo.of(this);
    }

    @Override
    public String congestionControl() {
        return sender.recovery.control().name();
    }

    @Override
    public boolean abort() {
        if (!alive()) {
            return false;
        }
        abort(NetworkError.ECONNABORTED, layer.readClock());
        layer.flush();
        return true;
    }
}
