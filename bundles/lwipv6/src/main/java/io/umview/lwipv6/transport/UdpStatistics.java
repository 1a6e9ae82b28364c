package io.umview.lwipv6.transport;

/** Counters of UDP, with the names of /proc/net/snmp and snmp6 (RFC 4113, and what Linux adds), for each family. */
public final class UdpStatistics {
    private final long[] v4 = new long[Counter.values().length];
    private final long[] v6 = new long[Counter.values().length];

    /** How often something happened. */
    public long get(Counter counter, boolean ofV4) {
        return (ofV4 ? v4 : v6)[counter.ordinal()];
    }

    /** It has happened once more. */
    public void count(Counter counter, boolean ofV4) {
        (ofV4 ? v4 : v6)[counter.ordinal()]++;
    }

    /** What is counted, in the order of /proc/net/snmp. */
    public enum Counter {
        /** Datagrams that were read. */
        InDatagrams,
        /** Datagrams to a port where nobody was. */
        NoPorts,
        /** Datagrams that could not be delivered for other reasons. */
        InErrors,
        /** Datagrams sent. */
        OutDatagrams,
        /** Datagrams that found the receive buffer full. */
        RcvbufErrors,
        /** Datagrams that found the send buffer full. */
        SndbufErrors,
        /** Datagrams with a wrong checksum. */
        InCsumErrors,
        /** Multicast datagrams that nobody wanted. */
        IgnoredMulti,
        /** Datagrams for which there was no memory. */
        MemErrors
    }
}
