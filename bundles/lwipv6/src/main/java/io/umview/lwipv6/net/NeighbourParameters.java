package io.umview.lwipv6.net;

/** How neighbours of one family on one interface are found: NDTPA_* of rtnetlink, times in milliseconds. */
public final class NeighbourParameters {
    /** RFC 4861, section 10: REACHABLE_TIME */
    int baseReachableTime = 30_000;

    /** RFC 4861, section 10: RETRANS_TIMER */
    int retransmission = 1000;

    /** RFC 4861, section 10: DELAY_FIRST_PROBE_TIME */
    int delayFirstProbe = 5000;

    /** RFC 4861, section 10: MAX_UNICAST_SOLICIT */
    int unicastProbes = 3;

    /** RFC 4861, section 10: MAX_MULTICAST_SOLICIT */
    int multicastProbes = 3;

    /** How long a neighbour that nobody uses is kept if there are many. */
    int garbageAfter = 60_000;

    /** How many packets wait for one neighbour. */
    int queueLength = 101;

    /** NDTPA_BASE_REACHABLE_TIME */
    public int baseReachableTime() {
        return baseReachableTime;
    }

    /** Sets NDTPA_BASE_REACHABLE_TIME. */
    public void baseReachableTime(int milliseconds) {
        baseReachableTime = Math.max(1, milliseconds);
    }

    /** NDTPA_RETRANS_TIME */
    public int retransmission() {
        return retransmission;
    }

    /** Sets NDTPA_RETRANS_TIME. */
    public void retransmission(int milliseconds) {
        retransmission = Math.max(1, milliseconds);
    }

    /** NDTPA_DELAY_PROBE_TIME */
    public int delayFirstProbe() {
        return delayFirstProbe;
    }

    /** Sets NDTPA_DELAY_PROBE_TIME. */
    public void delayFirstProbe(int milliseconds) {
        delayFirstProbe = Math.max(0, milliseconds);
    }

    /** NDTPA_UCAST_PROBES */
    public int unicastProbes() {
        return unicastProbes;
    }

    /** Sets NDTPA_UCAST_PROBES. */
    public void unicastProbes(int count) {
        unicastProbes = Math.max(0, count);
    }

    /** NDTPA_MCAST_PROBES */
    public int multicastProbes() {
        return multicastProbes;
    }

    /** Sets NDTPA_MCAST_PROBES. */
    public void multicastProbes(int count) {
        multicastProbes = Math.max(0, count);
    }

    /** NDTPA_GC_STALETIME */
    public int garbageAfter() {
        return garbageAfter;
    }

    /** Sets NDTPA_GC_STALETIME. */
    public void garbageAfter(int milliseconds) {
        garbageAfter = Math.max(0, milliseconds);
    }

    /** NDTPA_QUEUE_LEN */
    public int queueLength() {
        return queueLength;
    }

    /** Sets NDTPA_QUEUE_LEN. */
    public void queueLength(int packets) {
        queueLength = Math.max(1, packets);
    }
}
