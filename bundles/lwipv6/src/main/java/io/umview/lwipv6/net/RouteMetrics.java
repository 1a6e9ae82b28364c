package io.umview.lwipv6.net;

/** Metrics of a route, RTA_METRICS: {@code RTAX_*} with values, 0 where none is set. */
public final class RouteMetrics {
    public static final int RTAX_LOCK = 1;
    public static final int RTAX_MTU = 2;
    public static final int RTAX_WINDOW = 3;
    public static final int RTAX_RTT = 4;
    public static final int RTAX_RTTVAR = 5;
    public static final int RTAX_SSTHRESH = 6;
    public static final int RTAX_CWND = 7;
    public static final int RTAX_ADVMSS = 8;
    public static final int RTAX_REORDERING = 9;
    public static final int RTAX_HOPLIMIT = 10;
    public static final int RTAX_INITCWND = 11;
    public static final int RTAX_FEATURES = 12;
    public static final int RTAX_RTO_MIN = 13;
    public static final int RTAX_INITRWND = 14;
    public static final int RTAX_QUICKACK = 15;

    /** The largest {@code RTAX_*}; 16 (RTAX_CC_ALGO) is a name and not a number. */
    public static final int RTAX_MAX = 17;

    /** No metrics. */
    public static final RouteMetrics NONE = new RouteMetrics(new int[RTAX_MAX + 1]);

    private final int[] values;

    private RouteMetrics(int[] values) {
        this.values = values;
    }

    /** The same with another value for one metric. */
    public RouteMetrics with(int metric, int value) {
        int[] changed = values.clone();
        changed[metric] = value;
        return new RouteMetrics(changed);
    }

    /** The value of a metric. */
    public int get(int metric) {
        return values[metric];
    }

    /** Whether no metric is set. */
    public boolean isEmpty() {
        for (int value : values) {
            if (value != 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RouteMetrics metrics && java.util.Arrays.equals(values, metrics.values);
    }

    @Override
    public int hashCode() {
        return java.util.Arrays.hashCode(values);
    }
}
