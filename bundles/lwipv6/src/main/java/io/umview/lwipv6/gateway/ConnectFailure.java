package io.umview.lwipv6.gateway;

import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.wire.Icmp;
import io.umview.lwipv6.wire.Icmpv6;

/** Why the host cannot connect. */
enum ConnectFailure {
    /** ECONNREFUSED */
    REFUSED(0, 0),
    /** EHOSTUNREACH, ETIMEDOUT */
    HOST_UNREACHABLE(Icmp.UNREACHABLE_HOST, Icmpv6.UNREACHABLE_ADDRESS),
    /** EACCES, EPERM: a filter */
    PROHIBITED(Icmp.PACKET_FILTERED, Icmpv6.PROHIBITED),
    /** ENETUNREACH, and all else */
    NETWORK_UNREACHABLE(Icmp.UNREACHABLE_NET, Icmpv6.NO_ROUTE);

    private final int code4;
    private final int code6;

    ConnectFailure(int code4, int code6) {
        this.code4 = code4;
        this.code6 = code6;
    }

    /** The code of the ICMP or ICMPv6 message that says so. */
    int code(boolean v4) {
        return v4 ? code4 : code6;
    }

    static ConnectFailure of(NetworkError error) {
        return switch (error) {
            case ECONNREFUSED -> REFUSED;
            case EHOSTUNREACH, ETIMEDOUT -> HOST_UNREACHABLE;
            case EACCES, EPERM -> PROHIBITED;
            default -> NETWORK_UNREACHABLE;
        };
    }
}
