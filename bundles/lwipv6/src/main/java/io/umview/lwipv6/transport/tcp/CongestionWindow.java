package io.umview.lwipv6.transport.tcp;

/** What congestion control decides on, in bytes (RFC 5681, section 2). */
final class CongestionWindow {
    /** RFC 6928. */
    static final int INITIAL_SEGMENTS = 10;

    static final int INFINITE = Integer.MAX_VALUE / 2;

    private static final int LARGEST = 1 << 29;

    private int mss = 536;
    private int size = INITIAL_SEGMENTS * 536;
    private int threshold = INFINITE;

    int mss() {
        return mss;
    }

    /** The segments have another size from now on; as many as before are under way. */
    void mss(int bytes) {
        if (bytes != mss) {
            size = (int) Math.max(bytes, (long) size * bytes / mss);
            mss = bytes;
        }
    }

    int size() {
        return size;
    }

    void size(int bytes) {
        size = Math.max(mss, Math.min(bytes, LARGEST));
    }

    int segments() {
        return size / mss;
    }

    int threshold() {
        return threshold;
    }

    void threshold(int bytes) {
        threshold = Math.max(2 * mss, bytes);
    }

    boolean slowStart() {
        return size < threshold;
    }

    /**
     * Slow start with appropriate byte counting (RFC 3465).
     *
     * @return how many of the acknowledged bytes are left over for congestion avoidance
     */
    int growExponentially(int acked) {
        int step = Math.min(acked, threshold - size);
        size(size + step);
        return acked - step;
    }
}
