package io.umview.lwipv6.transport.tcp;

import org.jspecify.annotations.Nullable;

/** A connection that a peer has asked for, in SYN_RECV: only what the handshake needs. */
final class SynRequest extends Endpoint {
    final Listener listener;
    final Expiry timer;
    private final long cookie;
    int initial;
    int peerInitial;
    int mss;

    /** The peer's shift, or -1 without window scaling. */
    int peerScale;

    /** Our shift. */
    int scale;

    boolean timestamps;
    boolean sack;
    boolean ecn;
    int recentTimestamp;
    int timestampOffset;
    int retransmits;
    long sentAt;
    long answered = Long.MIN_VALUE / 2;

    /** The handshake is complete, but the connection could not be taken yet. */
    boolean completed;

    @Nullable
    SynRequest previous;

    @Nullable
    SynRequest following;

    SynRequest(Listener listener, TcpLayer layer) {
        this.listener = listener;
        timer = new Expiry(this, layer);
        cookie = layer.nextCookie();
    }

    int timestampAt(long now) {
        return (int) (now / 1000) + timestampOffset;
    }

    @Override
    public int state() {
        return TcpState.SYN_RECV.number();
    }

    @Override
    public int timer() {
        return 1;
    }

    @Override
    public int retransmits() {
        return retransmits;
    }

    @Override
    public int uid() {
        return listener.uid();
    }

    @Override
    public long cookie() {
        return cookie;
    }

    /** Sends the answer again, or gives up. */
    static final class Expiry extends LazyTimer {
        private final SynRequest request;

        Expiry(SynRequest request, TcpLayer layer) {
            super(layer);
            this.request = request;
        }

        @Override
        void due(long now) {
            request.listener.requestTimedOut(request, now);
        }
    }
}
