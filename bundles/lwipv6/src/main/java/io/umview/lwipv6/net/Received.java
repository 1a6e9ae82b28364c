package io.umview.lwipv6.net;

import io.umview.lwipv6.wire.IpAddress;

/** What the IP header of a received packet says. One object is used for all packets: it is valid during the call that has it as an argument. */
public final class Received {
    private long sourceHigh;
    private long sourceLow;
    private long destinationHigh;
    private long destinationLow;
    private int protocol;
    private int hops;
    private int trafficClass;
    private int flowLabel;
    private int interfaceIndex;
    private boolean unicast;

    /** Fills it in. */
    public void set(
            long sourceHigh,
            long sourceLow,
            long destinationHigh,
            long destinationLow,
            int protocol,
            int hops,
            int trafficClass,
            int flowLabel,
            int interfaceIndex,
            boolean unicast) {
        this.sourceHigh = sourceHigh;
        this.sourceLow = sourceLow;
        this.destinationHigh = destinationHigh;
        this.destinationLow = destinationLow;
        this.protocol = protocol;
        this.hops = hops;
        this.trafficClass = trafficClass;
        this.flowLabel = flowLabel;
        this.interfaceIndex = interfaceIndex;
        this.unicast = unicast;
    }

    /** The first half of the source address. */
    public long sourceHigh() {
        return sourceHigh;
    }

    /** The second half of the source address. */
    public long sourceLow() {
        return sourceLow;
    }

    /** The first half of the destination address. */
    public long destinationHigh() {
        return destinationHigh;
    }

    /** The second half of the destination address. */
    public long destinationLow() {
        return destinationLow;
    }

    /** The source address; allocates. */
    public IpAddress source() {
        return new IpAddress(sourceHigh, sourceLow);
    }

    /** The destination address; allocates. */
    public IpAddress destination() {
        return new IpAddress(destinationHigh, destinationLow);
    }

    /** Whether it is IPv4. */
    public boolean isV4() {
        return IpAddress.isV4(sourceHigh, sourceLow);
    }

    /** IPPROTO_* of the transport header. */
    public int protocol() {
        return protocol;
    }

    /** TTL or hop limit. */
    public int hops() {
        return hops;
    }

    /** Type of service or traffic class, with the ECN bits. */
    public int trafficClass() {
        return trafficClass;
    }

    /** IPv6 flow label. */
    public int flowLabel() {
        return flowLabel;
    }

    /** Index of the interface that it came in by. */
    public int interfaceIndex() {
        return interfaceIndex;
    }

    /** Whether it was sent to this host alone, not to a multicast or broadcast address, on the link layer too. */
    public boolean unicast() {
        return unicast;
    }
}
