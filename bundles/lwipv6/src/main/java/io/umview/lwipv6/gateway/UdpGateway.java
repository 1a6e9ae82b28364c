package io.umview.lwipv6.gateway;

import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.net.Network;
import io.umview.lwipv6.net.NetworkInterface;
import io.umview.lwipv6.net.Received;
import io.umview.lwipv6.net.Transport;
import io.umview.lwipv6.time.Timer;
import io.umview.lwipv6.time.TimerWheel;
import io.umview.lwipv6.wire.Dhcp;
import io.umview.lwipv6.wire.Dhcpv6;
import io.umview.lwipv6.wire.Dns;
import io.umview.lwipv6.wire.Udp;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** UDP of the gateway's stack: what guests send goes to the services here, or to sockets of the host. */
final class UdpGateway implements Transport {
    /** RFC 4787, section 4.3, recommends five minutes. */
    private static final long IDLE = 300_000_000_000L;

    private static final long SWEEP = 30_000_000_000L;

    /** Beyond that, the session that was not used for longest gives way. */
    private static final int MOST_SESSIONS = 2048;

    private static final int LONGEST_DATAGRAM = 65536;

    private final TimerWheel timers;
    private final HostSockets sockets;
    private final Network network;
    private final NetworkInterface device;
    private final Translation translation;
    private final DatagramOutput output;
    private final DhcpServer dhcp;
    private final Dhcpv6Server dhcpv6;
    private final DnsForwarder dns;
    private final ByteBuffer scratch = ByteBuffer.allocateDirect(LONGEST_DATAGRAM);

    /** From the one that was not used for longest to the latest. */
    private final LinkedHashMap<Endpoint, UdpSession> sessions = new LinkedHashMap<>(16, 0.75f, true);

    private final Map<Endpoint, UdpSession> forwards = new LinkedHashMap<>();
    private @Nullable UdpSession last;
    private final Timer sweeper = new Timer() {
        @Override
        protected void expire() {
            sweep();
        }
    };

    UdpGateway(
            TimerWheel timers,
            HostSockets sockets,
            Network network,
            NetworkInterface device,
            Translation translation,
            DatagramOutput output,
            DhcpServer dhcp,
            Dhcpv6Server dhcpv6,
            DnsForwarder dns) {
        this.timers = timers;
        this.sockets = sockets;
        this.network = network;
        this.device = device;
        this.translation = translation;
        this.output = output;
        this.dhcp = dhcp;
        this.dhcpv6 = dhcpv6;
        this.dns = dns;
    }

    @Override
    public boolean receive(Packet packet, Received header) {
        boolean right = Udp.check(packet)
                && (packet.checksum() != Packet.Checksum.UNVERIFIED
                        || header.isV4() && Udp.hasNoChecksum(packet)
                        || Udp.verify(
                                packet,
                                header.sourceHigh(),
                                header.sourceLow(),
                                header.destinationHigh(),
                                header.destinationLow()));
        if (!right) {
            packet.release();
            return true;
        }
        int port = Udp.destinationPort(packet);
        if (port == Dhcp.SERVER_PORT && header.isV4() && (!header.unicast() || isGateway(header))) {
            packet.trimFront(Udp.HEADER);
            dhcp.receive(packet);
            return true;
        }
        if (port == Dhcpv6.SERVER_PORT && !header.isV4()) {
            int from = Udp.sourcePort(packet);
            packet.trimFront(Udp.HEADER);
            dhcpv6.receive(packet, header, from);
            return true;
        }
        if (!header.unicast()) {
            packet.release();
            return true;
        }
        if (port == Dns.PORT && translation.isNameServer(header.destinationHigh(), header.destinationLow())) {
            int from = Udp.sourcePort(packet);
            packet.trimFront(Udp.HEADER);
            dns.query(packet, header, from);
            return true;
        }
        if (!pass(packet, header, port)) {
            packet.prepend(-packet.networkHeader());
            network.unreachable(device, packet, ConnectFailure.NETWORK_UNREACHABLE.code(header.isV4()));
        }
        packet.release();
        return true;
    }

    @Override
    public void error(IcmpError error, Packet quoted, Received header) {
        // The guest does not want what it got: there is no way to tell whom it came from.
    }

    /** Leads datagrams that come to a port of the host to a guest's. */
    void forward(InetSocketAddress host, Endpoint guest) throws IOException {
        if (forwards.containsKey(guest)) {
            throw new IOException("two forwards to UDP port " + guest.port() + " of " + guest.address());
        }
        boolean v4 = guest.address().isV4();
        boolean sameFamily = host.getAddress() instanceof Inet4Address == v4;
        if (!sameFamily && !host.getAddress().isAnyLocalAddress()) {
            throw new IOException("datagrams are not forwarded to the other family of addresses");
        }
        InetSocketAddress local = sameFamily ? host : new InetSocketAddress(host.getPort());
        forwards.put(guest, session(sockets.datagrams(v4, local), guest));
    }

    /** Lets go of all sockets. */
    void close() {
        timers.cancel(sweeper);
        sessions.values().forEach(UdpSession::close);
        forwards.values().forEach(UdpSession::close);
        sessions.clear();
        forwards.clear();
        dns.close();
    }

    private boolean isGateway(Received header) {
        return translation.isGateway(header.destination());
    }

    /** Passes on a datagram, which remains the caller's; false if there is no way. */
    private boolean pass(Packet packet, Received header, int port) {
        UdpSession session = sessionOf(header, Udp.sourcePort(packet));
        if (session == null) {
            return false;
        }
        packet.trimFront(Udp.HEADER);
        return session.send(packet, header.destinationHigh(), header.destinationLow(), port, now());
    }

    private @Nullable UdpSession sessionOf(Received header, int port) {
        UdpSession session = last;
        if (session != null && session.guest().is(header.sourceHigh(), header.sourceLow(), port)) {
            return session;
        }
        if (session != null) {
            // Counts as used until now.
            sessions.get(session.guest());
        }
        Endpoint guest = new Endpoint(header.source(), port);
        session = forwards.get(guest);
        if (session == null) {
            session = sessions.get(guest);
        }
        if (session == null) {
            try {
                session = session(sockets.datagrams(header.isV4(), null), guest);
            } catch (HostException e) {
                return null;
            }
            add(session);
        }
        last = session;
        return session;
    }

    private void add(UdpSession session) {
        if (sessions.isEmpty()) {
            timers.set(sweeper, SWEEP);
        }
        if (sessions.size() == MOST_SESSIONS) {
            Iterator<UdpSession> oldest = sessions.values().iterator();
            oldest.next().close();
            oldest.remove();
        }
        sessions.put(session.guest(), session);
    }

    private UdpSession session(HostDatagrams socket, Endpoint guest) {
        return new UdpSession(guest, socket, translation, output, scratch, now());
    }

    private long now() {
        return timers.clock().nanos();
    }

    private void sweep() {
        long now = now();
        List<UdpSession> idle = new ArrayList<>();
        for (UdpSession session : sessions.values()) {
            if (now - session.used() >= IDLE) {
                idle.add(session);
            }
        }
        for (UdpSession session : idle) {
            sessions.remove(session.guest());
            session.close();
            if (last == session) {
                last = null;
            }
        }
        if (!sessions.isEmpty()) {
            timers.set(sweeper, SWEEP);
        }
    }
}
