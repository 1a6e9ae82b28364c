package io.umview.lwipv6.transport.tcp;

/** Congestion avoidance of RFC 5681, section 3.1. */
final class Reno implements CongestionControl {
    static final String NAME = "reno";

    private int counted;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void acked(CongestionWindow window, int bytes, long now, long rtt) {
        int left = window.slowStart() ? window.growExponentially(bytes) : bytes;
        counted += left;
        while (counted >= window.size()) {
            counted -= window.size();
            window.size(window.size() + window.mss());
        }
    }

    @Override
    public void measured(CongestionWindow window, long rtt, int una, int nxt) {}

    @Override
    public int reduced(CongestionWindow window) {
        counted = 0;
        return window.size() / 2;
    }

    @Override
    public void timedOut() {
        counted = 0;
    }

    @Override
    public void undo() {
        counted = 0;
    }

    @Override
    public void idle(long micros) {}
}
