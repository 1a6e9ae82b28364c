package io.umview.lwipv6.transport.tcp;

import io.umview.lwipv6.transport.SocketInfo;

/** The states of RFC 9293, section 3.3.2, under Linux's names and numbers. */
public enum TcpState {
    ESTABLISHED(SocketInfo.ESTABLISHED),
    SYN_SENT(SocketInfo.SYN_SENT),
    SYN_RECV(SocketInfo.SYN_RECV),
    FIN_WAIT1(SocketInfo.FIN_WAIT1),
    FIN_WAIT2(SocketInfo.FIN_WAIT2),
    TIME_WAIT(SocketInfo.TIME_WAIT),
    CLOSE(SocketInfo.CLOSE),
    CLOSE_WAIT(SocketInfo.CLOSE_WAIT),
    LAST_ACK(SocketInfo.LAST_ACK),
    LISTEN(SocketInfo.LISTEN),
    CLOSING(SocketInfo.CLOSING);

    private final int number;

    TcpState(int number) {
        this.number = number;
    }

    /** The number as in linux/tcp_states.h. */
    public int number() {
        return number;
    }

    /** Whether both ends have agreed on sequence numbers. */
    boolean synchronised() {
        return this != CLOSE && this != LISTEN && this != SYN_SENT;
    }

    /** Whether data may still be given to it to be sent. */
    public boolean sends() {
        return this == ESTABLISHED || this == CLOSE_WAIT;
    }

    /** Whether data may still come in. */
    boolean receives() {
        return this == ESTABLISHED || this == FIN_WAIT1 || this == FIN_WAIT2;
    }
}
