package io.umview.lwipv6.transport.tcp;

/** What programs set for a socket, and connections that a listener accepts inherit: options of socket(7) and tcp(7). */
public final class Settings implements Cloneable {
    /** Not set. */
    public static final int UNSET = -1;

    public boolean noDelay;
    public boolean cork;
    public boolean keepAlive;

    /** Seconds; 0 is the default of {@link TcpParameters}. */
    public int keepIdle;

    /** Seconds; 0 is the default of {@link TcpParameters}. */
    public int keepInterval;

    /** Probes; 0 is the default of {@link TcpParameters}. */
    public int keepCount;

    /** Milliseconds; 0 is none. */
    public int userTimeout;

    /** SO_SNDBUF as getsockopt(2) has it; {@link #sendBufferLocked} if a program has set it. */
    public int sendBuffer;

    public boolean sendBufferLocked;

    /** SO_RCVBUF as getsockopt(2) has it; {@link #receiveBufferLocked} if a program has set it. */
    public int receiveBuffer;

    public boolean receiveBufferLocked;

    /** SO_RCVLOWAT. */
    public int receiveLowWater = 1;

    /** TCP_MAXSEG, or 0. */
    public int maxSegment;

    /** TCP_SYNCNT, or 0. */
    public int synRetries;

    /** TCP_LINGER2 in seconds: 0 the default, negative not at all. */
    public int finTimeout;

    /** TCP_WINDOW_CLAMP in bytes, or 0. */
    public int windowClamp;

    /** TCP_NOTSENT_LOWAT in bytes, or 0 for the default. */
    public int notSentLowWater;

    /** TCP_DEFER_ACCEPT in seconds. */
    public int deferAccept;

    /** SO_LINGER in seconds, or {@link #UNSET}. */
    public int linger = UNSET;

    public boolean outOfBandInline;

    /** TCP_CONGESTION, or empty for the default of {@link TcpParameters}. */
    public String congestionControl = "";

    /** IP_TOS or IPV6_TCLASS, without the ECN bits. */
    public int trafficClass;

    /** IP_TTL or IPV6_UNICAST_HOPS, or {@link #UNSET}. */
    public int hops = UNSET;

    /** ICMP errors end connections (IP_RECVERR). */
    public boolean receiveErrors;

    /** SO_MARK. */
    public int mark;

    /** What parameters of the stack say. */
    public Settings(TcpParameters parameters) {
        sendBuffer = parameters.wmemDefault;
        receiveBuffer = parameters.rmemDefault;
    }

    @Override
    public Settings clone() {
        try {
            return (Settings) super.clone();
        } catch (CloneNotSupportedException e) {
            throw new AssertionError(e);
        }
    }
}
