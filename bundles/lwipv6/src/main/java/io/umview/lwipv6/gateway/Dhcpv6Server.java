package io.umview.lwipv6.gateway;

import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.net.Flow;
import io.umview.lwipv6.net.Received;
import io.umview.lwipv6.wire.Dhcpv6;
import io.umview.lwipv6.wire.DomainName;
import io.umview.lwipv6.wire.IpAddress;
import io.umview.lwipv6.wire.MacAddress;

/** Tells guests their IPv6 name server (RFC 8415, section 18.3.6). Addresses they make up themselves. */
final class Dhcpv6Server {
    /** A DUID made of a link-layer address (section 11.4): type 3, Ethernet. */
    private static final int DUID_LL = 3;

    private static final int ETHERNET = 1;
    private static final int DUID_LENGTH = 4 + MacAddress.LENGTH;
    private static final int LONGEST_DUID = 130;
    private static final int LONGEST_LIST = 512;
    private static final int ROOM = 1024;

    private final GatewayOptions options;
    private final Resolvers resolvers;
    private final DatagramOutput output;
    private final MacAddress mac;
    private final IpAddress own;

    /**
     * A server.
     *
     * @param own the link-local address that it answers from
     */
    Dhcpv6Server(GatewayOptions options, Resolvers resolvers, DatagramOutput output, MacAddress mac, IpAddress own) {
        this.options = options;
        this.resolvers = resolvers;
        this.output = output;
        this.mac = mac;
        this.own = own;
    }

    /**
     * A client asks.
     *
     * @param request the message, without the UDP header; given away
     */
    void receive(Packet request, Received header, int port) {
        if (Dhcpv6.check(request) && Dhcpv6.type(request) == Dhcpv6.INFORMATION_REQUEST && isForUs(request)) {
            Packet reply = output.packet(ROOM);
            Dhcpv6.begin(reply, Dhcpv6.REPLY, Dhcpv6.transaction(request));
            serverIdentifier(reply);
            clientIdentifier(reply, request);
            names(reply);
            Flow flow = output.flow(own, header.source());
            output.send(reply, flow, Dhcpv6.SERVER_PORT, port);
            output.flush();
        }
        request.release();
    }

    private boolean isForUs(Packet request) {
        int server = Dhcpv6.find(request, Dhcpv6.SERVER_IDENTIFIER);
        return server == Dhcpv6.ABSENT
                || Dhcpv6.length(request, server) == DUID_LENGTH
                        && request.get32(server) == (DUID_LL << 16 | ETHERNET)
                        && (long) request.get16(server + 4) << 32 == (mac.bits() & 0xffff_0000_0000L)
                        && request.get32(server + 6) == (int) mac.bits();
    }

    private void serverIdentifier(Packet reply) {
        int value = Dhcpv6.option(reply, Dhcpv6.SERVER_IDENTIFIER, DUID_LENGTH);
        reply.put32(value, DUID_LL << 16 | ETHERNET);
        reply.put(value + 4, mac.bytes(), 0, MacAddress.LENGTH);
    }

    private static void clientIdentifier(Packet reply, Packet request) {
        int client = Dhcpv6.find(request, Dhcpv6.CLIENT_IDENTIFIER);
        if (client != Dhcpv6.ABSENT && Dhcpv6.length(request, client) <= LONGEST_DUID) {
            int length = Dhcpv6.length(request, client);
            reply.put(Dhcpv6.option(reply, Dhcpv6.CLIENT_IDENTIFIER, length), request, client, length);
        }
    }

    private void names(Packet reply) {
        if (options.restricted()) {
            return;
        }
        int value = Dhcpv6.option(reply, Dhcpv6.NAME_SERVERS, 16);
        reply.put64(value, options.nameServer6().high());
        reply.put64(value + 8, options.nameServer6().low());
        byte[] domains = DomainName.encode(resolvers.searchDomains(), LONGEST_LIST);
        if (domains.length > 0) {
            reply.put(Dhcpv6.option(reply, Dhcpv6.DOMAIN_LIST, domains.length), domains, 0, domains.length);
        }
    }
}
