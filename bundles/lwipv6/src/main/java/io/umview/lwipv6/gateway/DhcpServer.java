package io.umview.lwipv6.gateway;

import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.net.Flow;
import io.umview.lwipv6.time.Clock;
import io.umview.lwipv6.wire.Dhcp;
import io.umview.lwipv6.wire.DomainName;
import io.umview.lwipv6.wire.IpAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Gives guests their IPv4 addresses (RFC 2131, section 4.3). It is the only one on its link, and so knows what is right. */
final class DhcpServer {
    private static final int LEASE = 86_400;
    private static final int OFFERED = 60;
    private static final int DECLINED = 3600;
    private static final int LONGEST_OPTION = 255;
    private static final int ROOM = 1024;

    private final GatewayOptions options;
    private final Resolvers resolvers;
    private final DatagramOutput output;
    private final Clock clock;
    private final Leases leases;
    private final int server;
    private final int mask;

    DhcpServer(GatewayOptions options, Resolvers resolvers, DatagramOutput output, Clock clock) {
        this.options = options;
        this.resolvers = resolvers;
        this.output = output;
        this.clock = clock;
        server = options.gateway4().v4();
        mask = -1 << (32 - options.network4().length());
        leases = new Leases(options.firstGuest().v4(), options.network4().last().v4() - 1);
    }

    /**
     * A client asks.
     *
     * @param request the message, without the UDP header; given away
     */
    void receive(Packet request) {
        boolean right =
                Dhcp.check(request) && Dhcp.operation(request) == Dhcp.BOOTREQUEST && Dhcp.relayAddress(request) == 0;
        if (right) {
            switch (Dhcp.type(request)) {
                case Dhcp.DISCOVER -> discover(request);
                case Dhcp.REQUEST -> request(request);
                case Dhcp.DECLINE -> decline(request);
                case Dhcp.RELEASE -> leases.release(client(request));
                case Dhcp.INFORM -> inform(request);
                default -> {}
            }
        }
        request.release();
    }

    private void discover(Packet request) {
        int wanted = Dhcp.address(request, Dhcp.REQUESTED_ADDRESS);
        int address = leases.offer(client(request), wanted, now(), now() + OFFERED);
        if (address != 0) {
            lease(request, Dhcp.OFFER, address);
        }
    }

    /** RFC 2131, section 4.3.2: the client selects an offer, comes back after a reboot, or wants to keep what it has. */
    private void request(Packet request) {
        int chosen = Dhcp.address(request, Dhcp.SERVER_IDENTIFIER);
        if (chosen != 0 && chosen != server) {
            leases.release(client(request));
            return;
        }
        int current = Dhcp.clientAddress(request);
        int wanted = current != 0 ? current : Dhcp.address(request, Dhcp.REQUESTED_ADDRESS);
        if (leases.confirm(client(request), wanted, now(), now() + LEASE)) {
            lease(request, Dhcp.ACK, wanted);
        } else {
            Packet reply = begin(request, Dhcp.NAK);
            Dhcp.option32(reply, Dhcp.SERVER_IDENTIFIER, server);
            Dhcp.end(reply);
            send(reply, IpAddress.BROADCAST4);
        }
    }

    private void decline(Packet request) {
        leases.decline(client(request), Dhcp.address(request, Dhcp.REQUESTED_ADDRESS), now() + DECLINED);
    }

    /** The client has an address and wants to know the rest. */
    private void inform(Packet request) {
        int address = Dhcp.clientAddress(request);
        if (address != 0) {
            Packet reply = begin(request, Dhcp.ACK);
            Dhcp.addresses(reply, address, 0, server);
            configuration(reply, request);
            Dhcp.end(reply);
            send(reply, IpAddress.v4(address));
        }
    }

    private void lease(Packet request, int type, int address) {
        int current = Dhcp.clientAddress(request);
        Packet reply = begin(request, type);
        Dhcp.addresses(reply, current, address, server);
        Dhcp.option32(reply, Dhcp.LEASE_TIME, LEASE);
        Dhcp.option32(reply, Dhcp.RENEWAL_TIME, LEASE / 2);
        Dhcp.option32(reply, Dhcp.REBINDING_TIME, LEASE / 8 * 7);
        configuration(reply, request);
        Dhcp.end(reply);
        // Section 4.1 allows a broadcast where a client cannot be reached yet, and this way nobody has to know its
        // address.
        send(reply, current != 0 ? IpAddress.v4(current) : IpAddress.BROADCAST4);
    }

    private void configuration(Packet reply, Packet request) {
        Dhcp.option32(reply, Dhcp.SERVER_IDENTIFIER, server);
        Dhcp.option32(reply, Dhcp.SUBNET_MASK, mask);
        Dhcp.option32(reply, Dhcp.BROADCAST_ADDRESS, options.network4().last().v4());
        if (!options.restricted()) {
            Dhcp.option32(reply, Dhcp.ROUTER, server);
            Dhcp.option32(reply, Dhcp.DOMAIN_NAME_SERVER, options.nameServer4().v4());
        }
        if (wants(request, Dhcp.INTERFACE_MTU)) {
            Dhcp.option16(reply, Dhcp.INTERFACE_MTU, options.mtu());
        }
        List<String> domains = resolvers.searchDomains();
        byte[] search = DomainName.encode(domains, LONGEST_OPTION);
        if (search.length > 0 && wants(request, Dhcp.DOMAIN_SEARCH)) {
            Dhcp.option(reply, Dhcp.DOMAIN_SEARCH, search);
        }
        if (!domains.isEmpty() && DomainName.isValid(domains.get(0)) && wants(request, Dhcp.DOMAIN_NAME)) {
            Dhcp.option(reply, Dhcp.DOMAIN_NAME, domains.get(0).getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    private static boolean wants(Packet request, int option) {
        int list = Dhcp.find(request, Dhcp.PARAMETER_REQUEST_LIST);
        if (list != Dhcp.ABSENT) {
            for (int i = 0; i < Dhcp.length(request, list); i++) {
                if (request.get8(list + i) == option) {
                    return true;
                }
            }
        }
        return false;
    }

    /** What tells clients apart: the identifier that they have chosen, or else their link-layer address. */
    private static Object client(Packet request) {
        int identifier = Dhcp.find(request, Dhcp.CLIENT_IDENTIFIER);
        if (identifier == Dhcp.ABSENT) {
            return Dhcp.hardwareAddress(request);
        }
        byte[] bytes = new byte[Dhcp.length(request, identifier)];
        request.get(identifier, bytes, 0, bytes.length);
        return ByteBuffer.wrap(bytes);
    }

    private Packet begin(Packet request, int type) {
        Packet reply = output.packet(ROOM);
        Dhcp.beginReply(reply, request, type);
        return reply;
    }

    private void send(Packet reply, IpAddress destination) {
        Flow flow = output.flow(options.gateway4(), destination);
        output.send(reply, flow, Dhcp.SERVER_PORT, Dhcp.CLIENT_PORT);
        output.flush();
    }

    private long now() {
        return clock.nanos() / 1_000_000_000;
    }
}
