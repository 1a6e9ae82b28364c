package io.umview.lwipv6.transport.tcp;

import org.jspecify.annotations.Nullable;

/** How a connection finds out what the path bears (TCP_CONGESTION). */
interface CongestionControl {
    /** The name as TCP_CONGESTION has it. */
    String name();

    /**
     * Acknowledged bytes, while nothing is lost and the window is what limits sending.
     *
     * @param rtt smoothed round-trip time in microseconds
     */
    void acked(CongestionWindow window, int bytes, long now, long rtt);

    /**
     * An acknowledgment that tells a round-trip time, before it lets the window grow.
     *
     * @param rtt in microseconds, not smoothed
     * @param una SND.UNA after it
     */
    void measured(CongestionWindow window, long rtt, int una, int nxt);

    /** The path is congested: what the window is to be, in bytes. */
    int reduced(CongestionWindow window);

    /** A timeout: what was learnt about the path does not hold any more. */
    void timedOut();

    /** The reduction was without cause. */
    void undo();

    /** Nothing was sent for a while. */
    void idle(long micros);

    /** The one with a name, or null. */
    static @Nullable CongestionControl of(String name) {
        return switch (name) {
            case Cubic.NAME -> new Cubic();
            case Reno.NAME -> new Reno();
            default -> null;
        };
    }
}
