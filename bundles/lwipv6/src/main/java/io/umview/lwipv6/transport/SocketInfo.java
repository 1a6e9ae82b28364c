package io.umview.lwipv6.transport;

import io.umview.lwipv6.wire.IpAddress;
import org.jspecify.annotations.Nullable;

/** What an internet socket, or a TCP connection without one, shows of itself to ss(8), netstat(8) and /proc/net. */
public interface SocketInfo {
    /** States of {@link #state}, numbers as in linux/tcp_states.h. UDP and raw sockets are ESTABLISHED if connected, else CLOSE. */
    int ESTABLISHED = 1;

    int SYN_SENT = 2;
    int SYN_RECV = 3;
    int FIN_WAIT1 = 4;
    int FIN_WAIT2 = 5;
    int TIME_WAIT = 6;
    int CLOSE = 7;
    int CLOSE_WAIT = 8;
    int LAST_ACK = 9;
    int LISTEN = 10;
    int CLOSING = 11;

    /** AF_INET or AF_INET6, as given to socket(2). */
    int domain();

    /** IPPROTO_*; of a raw socket what it was opened for. */
    int protocol();

    /** One of the states above. */
    int state();

    /** The local address; unspecified if not bound. */
    IpAddress localAddress();

    /** The local port; of a raw socket the protocol, of a ping socket the identifier. */
    int localPort();

    /** The peer's address; unspecified if not connected. */
    IpAddress peerAddress();

    /** The peer's port, or 0. */
    int peerPort();

    /** Bytes received and not yet read; of a listener the connections that wait to be accepted. */
    default int receiveQueue() {
        return 0;
    }

    /** Bytes to be sent or not yet acknowledged; of a listener the backlog. */
    default int sendQueue() {
        return 0;
    }

    /** Which timer runs: 0 none, 1 retransmission, 2 keep-alive, 3 TIME_WAIT or the request's, 4 zero-window probe. */
    default int timer() {
        return 0;
    }

    /** Milliseconds until the timer of {@link #timer} expires. */
    default long timerMillis() {
        return 0;
    }

    /** How often something was retransmitted or probed in a row. */
    default int retransmits() {
        return 0;
    }

    /** The user whose it is. */
    default int uid() {
        return 0;
    }

    /** The inode that programs see at their descriptor; 0 for what has no descriptor any more. */
    default long inode() {
        return 0;
    }

    /** A number, not 0, that no other socket of the stack has had. */
    long cookie();

    /** Index of the interface that it is bound to, or 0. */
    default int boundInterface() {
        return 0;
    }

    /** SO_MARK. */
    default int mark() {
        return 0;
    }

    /** IPV6_V6ONLY. */
    default boolean v6Only() {
        return false;
    }

    /** IP_TOS, 8 bits. */
    default int typeOfService() {
        return 0;
    }

    /** IPV6_TCLASS, 8 bits. */
    default int trafficClass() {
        return 0;
    }

    /** RCV_SHUTDOWN 1, SEND_SHUTDOWN 2. */
    default int shutdown() {
        return 0;
    }

    /** Memory in bytes that received data occupies. */
    default int receiveMemory() {
        return receiveQueue();
    }

    /** SO_RCVBUF. */
    default int receiveBuffer() {
        return 212992;
    }

    /** Memory in bytes that data to be sent occupies. */
    default int sendMemory() {
        return sendQueue();
    }

    /** SO_SNDBUF. */
    default int sendBuffer() {
        return 212992;
    }

    /** Datagrams or segments that were dropped for want of space. */
    default int drops() {
        return 0;
    }

    /** What TCP_INFO gives, native byte order; null for what is not TCP. */
    default byte @Nullable [] tcpInfo() {
        return null;
    }

    /** TCP_CONGESTION; null for what is not TCP. */
    default @Nullable String congestionControl() {
        return null;
    }

    /** The bits of struct inet_diag_sockopt (linux/inet_diag.h), the first byte in the lowest ones. */
    default int socketOptions() {
        return 0;
    }

    /** Whether its port was asked for with bind(2), not chosen for it. */
    default boolean portAskedFor() {
        return true;
    }

    /**
     * Ends it with ECONNABORTED for its owner, as {@code ss -K} asks.
     *
     * @return false if it cannot be ended so
     */
    default boolean abort() {
        return false;
    }
}
