package io.umview.lwipv6.transport.tcp;

/** What holds for all of TCP: net.ipv4.tcp_* of tcp(7), with Linux's defaults. May be changed at any time. */
public final class TcpParameters {
    /** ECN (RFC 3168): 0 never, 1 asked for and granted, 2 granted. */
    public int ecn = 2;

    public boolean timestamps = true;
    public boolean sack = true;
    public boolean windowScaling = true;

    /** Reports duplicates (RFC 2883). */
    public boolean dsack = true;

    /** 0 never, 1 when the queue of requests is full, 2 always. */
    public int synCookies = 1;

    /** Retransmissions of SYN. */
    public int synRetries = 6;

    /** Retransmissions of SYN and ACK. */
    public int synAckRetries = 5;

    /** Retransmissions after which the way is found anew. */
    public int retries1 = 3;

    /** Retransmissions after which a connection is given up. */
    public int retries2 = 15;

    /** Retransmissions after which a connection without a socket is given up; 0 is 8. */
    public int orphanRetries = 0;

    /** Connections without a socket. */
    public int maxOrphans = 8192;

    public int maxTimeWaits = 8192;

    /** Seconds that FIN_WAIT2 lasts without a socket. */
    public int finTimeout = 60;

    /** TIME_WAIT gives way to a new connection from here: 0 never, 1 where timestamps make it safe, 2 on loopback only. */
    public int timeWaitReuse = 2;

    /** RST does not end TIME_WAIT (RFC 1337). */
    public boolean rfc1337 = false;

    /** Seconds of silence before the first probe. */
    public int keepAliveTime = 7200;

    /** Seconds between probes. */
    public int keepAliveInterval = 75;

    public int keepAliveProbes = 9;

    /** Milliseconds between answers to segments that are out of the window. */
    public int invalidRateLimit = 500;

    /** Challenge ACKs in a second (RFC 5961, section 10). */
    public int challengeAckLimit = 1000;

    /** The congestion window falls when nothing was sent for long (RFC 5681, section 4.1). */
    public boolean slowStartAfterIdle = true;

    public String congestionControl = "cubic";

    /** Connections that may wait to be accepted (net.core.somaxconn). */
    public int somaxconn = 4096;

    /** A full accept queue resets, instead of ignoring. */
    public boolean abortOnOverflow = false;

    /** Bytes of a receive buffer: at least, at first, at most. */
    public int rmemMin = 4096;

    public int rmemDefault = 131072;
    public int rmemMax = 6 << 20;

    /** Bytes of a send buffer: at least, at first, at most. */
    public int wmemMin = 4096;

    public int wmemDefault = 16384;
    public int wmemMax = 4 << 20;

    /** Most that SO_RCVBUF takes (net.core.rmem_max), before it is doubled. */
    public int socketReceiveMax = 212992;

    /** Most that SO_SNDBUF takes (net.core.wmem_max), before it is doubled. */
    public int socketSendMax = 212992;

    /** TCP_NOTSENT_LOWAT for all, or -1. */
    public int notSentLowWater = -1;

    /** F-RTO (RFC 5682), unless 0. */
    public int frto = 2;

    /** TLP and RACK (RFC 8985), with SACK only. */
    public boolean earlyRetransmit = true;
}
