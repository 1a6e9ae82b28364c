package io.umview.lwipv6.transport;

import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.net.Received;
import io.umview.lwipv6.net.Transport;
import io.umview.lwipv6.wire.Icmp;
import io.umview.lwipv6.wire.Icmpv6;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Ping sockets of one family (icmp(7)): echo replies go to the socket whose identifier they have. */
public final class PingTransport implements Transport {
    private final boolean v4;
    private final PortTable identifiers;

    /** Without sockets. */
    public PingTransport(boolean v4, RandomGenerator random) {
        this.v4 = v4;
        this.identifiers = new PortTable(PortTable.Rules.UDP, random);
        identifiers.range(1, 0xffff);
    }

    /** Who has which identifier. */
    public PortTable identifiers() {
        return identifiers;
    }

    /** Type of the message that ping sockets send. */
    public int request() {
        return v4 ? Icmp.ECHO : Icmpv6.ECHO_REQUEST;
    }

    /** IPPROTO_ICMP or IPPROTO_ICMPV6. */
    public int protocol() {
        return v4 ? SocketList.IPPROTO_ICMP : SocketList.IPPROTO_ICMPV6;
    }

    @Override
    public boolean receive(Packet packet, Received header) {
        if (Icmp.check(packet, 0)
                && Icmp.type(packet, 0) == (v4 ? Icmp.ECHO_REPLY : Icmpv6.ECHO_REPLY)
                && header.isV4() == v4) {
            PingEndpoint endpoint = find(
                    Icmp.identifier(packet, 0),
                    header.destinationHigh(),
                    header.destinationLow(),
                    header.interfaceIndex());
            if (endpoint != null) {
                endpoint.receive(packet, header);
                return true;
            }
        }
        packet.release();
        return true;
    }

    @Override
    public void error(IcmpError error, Packet quoted, Received header) {
        if (!Icmp.check(quoted, 0) || Icmp.type(quoted, 0) != request() || header.isV4() != v4) {
            return;
        }
        PingEndpoint endpoint =
                find(Icmp.identifier(quoted, 0), header.sourceHigh(), header.sourceLow(), header.interfaceIndex());
        if (endpoint != null) {
            endpoint.error(error, quoted, header);
        }
    }

    private @Nullable PingEndpoint find(int identifier, long localHigh, long localLow, int device) {
        for (PortBinding at = identifiers.first(identifier); at != null; at = at.next()) {
            if (at.owner() instanceof PingEndpoint endpoint && endpoint.matches(localHigh, localLow, device)) {
                return endpoint;
            }
        }
        return null;
    }
}
