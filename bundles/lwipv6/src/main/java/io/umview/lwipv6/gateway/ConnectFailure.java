package io.umview.lwipv6.gateway;

import io.umview.lwipv6.wire.Icmp;
import io.umview.lwipv6.wire.Icmpv6;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;

/** Why the host cannot connect, as far as its errno shows through Java's exceptions. */
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

    static ConnectFailure of(Exception e) {
        if (e instanceof NoRouteToHostException) {
            return HOST_UNREACHABLE;
        }
        if (e instanceof BindException) {
            return PROHIBITED;
        }
        if (e instanceof ConnectException) {
            // NIO throws it for ECONNREFUSED and ETIMEDOUT, with the message of strerror(3).
            String message = String.valueOf(e.getMessage());
            return message.contains("timed out") ? HOST_UNREACHABLE : REFUSED;
        }
        return NETWORK_UNREACHABLE;
    }
}
