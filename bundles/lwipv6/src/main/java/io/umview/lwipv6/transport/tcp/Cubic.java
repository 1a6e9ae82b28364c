package io.umview.lwipv6.transport.tcp;

/** CUBIC (RFC 9438), whose first slow start ends with {@link HyStart}. Windows are in segments here, time in seconds, as in the RFC. */
final class Cubic implements CongestionControl {
    static final String NAME = "cubic";

    private static final double C = 0.4;
    private static final double BETA = 0.7;
    private static final double ALPHA = 3 * (1 - BETA) / (1 + BETA);
    private static final double MICROS = 1e6;

    private final HyStart start = new HyStart();

    /** W_max. */
    private double largest;

    /** cwnd_prior. */
    private double prior;

    private double largestBefore;
    private double priorBefore;

    /** When the current epoch began, or 0 if it begins with the next acknowledgment. */
    private long epoch;

    /** K. */
    private double timeToLargest;

    /** What the curve turns at in this epoch. */
    private double origin;

    /** W_est. */
    private double estimate;

    /** The window with its fraction. */
    private double exact;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void acked(CongestionWindow window, int bytes, long now, long rtt) {
        int left = window.slowStart() ? window.growExponentially(start.growth(bytes)) : bytes;
        if (left == 0) {
            return;
        }
        double size = (double) window.size() / window.mss();
        double acked = (double) left / window.mss();
        if (epoch == 0) {
            begin(size, now);
        }
        if (Math.abs(exact - size) >= 1) {
            exact = size;
        }
        double elapsed = (now - epoch) / MICROS;
        estimate += (estimate >= prior ? 1 : ALPHA) * acked / size;
        if (curve(elapsed) < estimate) {
            // Section 4.3: no slower than Reno would be.
            exact = Math.max(exact, estimate);
        } else {
            double target = Math.max(size, Math.min(curve(elapsed + rtt / MICROS), 1.5 * size));
            exact += (target - size) * acked / size;
        }
        window.size((int) Math.min(Integer.MAX_VALUE, exact * window.mss()));
    }

    @Override
    public void measured(CongestionWindow window, long rtt, int una, int nxt) {
        boolean first = window.threshold() == CongestionWindow.INFINITE;
        if (first && start.acknowledged(rtt, una, nxt)) {
            window.threshold(window.size());
            start.reset();
        }
    }

    private void begin(double size, long now) {
        epoch = now;
        estimate = size;
        exact = size;
        if (size < largest) {
            timeToLargest = Math.cbrt((largest - size) / C);
            origin = largest;
        } else {
            timeToLargest = 0;
            origin = size;
        }
    }

    /** Section 4.2: W_cubic. */
    private double curve(double time) {
        double offset = time - timeToLargest;
        return C * offset * offset * offset + origin;
    }

    @Override
    public int reduced(CongestionWindow window) {
        largestBefore = largest;
        priorBefore = prior;
        double size = (double) window.size() / window.mss();
        // Section 4.7: fast convergence.
        largest = size < largest ? size * (1 + BETA) / 2 : size;
        prior = size;
        epoch = 0;
        start.reset();
        return (int) (window.size() * BETA);
    }

    @Override
    public void timedOut() {
        epoch = 0;
    }

    @Override
    public void undo() {
        largest = largestBefore;
        prior = priorBefore;
        epoch = 0;
    }

    @Override
    public void idle(long micros) {
        // Section 5.8: time without sending does not count.
        if (epoch != 0) {
            epoch += micros;
        }
    }
}
