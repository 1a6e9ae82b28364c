package io.umview.lwipv6.net;

/** What went over an interface: the first members of struct rtnl_link_stats64. */
public final class InterfaceCounters {
    long receivedPackets;
    long receivedBytes;
    long receiveErrors;
    long receiveDropped;
    long receiveLengthErrors;
    long receivedWithoutHandler;
    long multicast;
    long sentPackets;
    long sentBytes;
    long sendErrors;
    long sendDropped;
    long carrierErrors;

    /** rx_packets */
    public long receivedPackets() {
        return receivedPackets;
    }

    /** rx_bytes, link-layer headers included */
    public long receivedBytes() {
        return receivedBytes;
    }

    /** rx_errors */
    public long receiveErrors() {
        return receiveErrors;
    }

    /** rx_dropped */
    public long receiveDropped() {
        return receiveDropped;
    }

    /** rx_length_errors */
    public long receiveLengthErrors() {
        return receiveLengthErrors;
    }

    /** rx_nohandler: of a protocol that nobody here speaks */
    public long receivedWithoutHandler() {
        return receivedWithoutHandler;
    }

    /** multicast: received frames for groups */
    public long multicast() {
        return multicast;
    }

    /** tx_packets */
    public long sentPackets() {
        return sentPackets;
    }

    /** tx_bytes, link-layer headers included */
    public long sentBytes() {
        return sentBytes;
    }

    /** tx_errors */
    public long sendErrors() {
        return sendErrors;
    }

    /** tx_dropped */
    public long sendDropped() {
        return sendDropped;
    }

    /** tx_carrier_errors */
    public long carrierErrors() {
        return carrierErrors;
    }
}
