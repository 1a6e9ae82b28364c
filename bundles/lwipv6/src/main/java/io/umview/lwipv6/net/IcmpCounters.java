package io.umview.lwipv6.net;

/** What ICMP counts, in either family: the lines {@code Icmp} and {@code IcmpMsg} of {@code /proc/net/snmp}. */
public final class IcmpCounters {
    private final long[] in = new long[256];
    private final long[] out = new long[256];
    private long received;
    private long errors;
    private long checksumErrors;
    private long sent;
    private long unsent;
    private long limited;

    void received(int type) {
        received++;
        in[type]++;
    }

    void sent(int type) {
        sent++;
        out[type]++;
    }

    void error() {
        errors++;
    }

    void checksumError() {
        errors++;
        checksumErrors++;
    }

    void unsent() {
        unsent++;
    }

    void limited() {
        limited++;
    }

    /** InMsgs */
    public long inMessages() {
        return received;
    }

    /** InErrors */
    public long inErrors() {
        return errors;
    }

    /** InCsumErrors */
    public long inChecksumErrors() {
        return checksumErrors;
    }

    /** OutMsgs */
    public long outMessages() {
        return sent;
    }

    /** OutErrors */
    public long outErrors() {
        return unsent;
    }

    /** OutRateLimitHost and OutRateLimitGlobal together */
    public long outLimited() {
        return limited;
    }

    /** InType: received messages of a type, 0 to 255 */
    public long in(int type) {
        return in[type];
    }

    /** OutType: sent messages of a type, 0 to 255 */
    public long out(int type) {
        return out[type];
    }
}
