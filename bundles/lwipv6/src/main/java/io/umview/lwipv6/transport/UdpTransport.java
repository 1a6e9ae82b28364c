package io.umview.lwipv6.transport;

import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.net.Flow;
import io.umview.lwipv6.net.IpOutput;
import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.Received;
import io.umview.lwipv6.net.Transport;
import io.umview.lwipv6.transport.UdpStatistics.Counter;
import io.umview.lwipv6.wire.Udp;
import io.umview.lwipv6.wire.UdpLite;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** UDP (RFC 768) or UDP-Lite (RFC 3828): finds out whose a datagram is, as __udp4_lib_rcv() and its relatives in Linux do. */
public final class UdpTransport implements Transport {
    /** All bytes of a datagram. */
    public static final int ALL = Integer.MAX_VALUE;

    private final IpOutput output;
    private final PortTable ports;
    private final UdpStatistics statistics = new UdpStatistics();
    private final boolean lite;
    private final long secret;

    /**
     * UDP without endpoints.
     *
     * @param lite whether it is UDP-Lite
     * @param random what cannot be foreseen: ephemeral ports, and how SO_REUSEPORT spreads
     */
    public UdpTransport(IpOutput output, boolean lite, RandomGenerator random) {
        this.output = output;
        this.lite = lite;
        this.ports = new PortTable(PortTable.Rules.UDP, random);
        this.secret = random.nextLong();
    }

    /** Who is bound to which port. */
    public PortTable ports() {
        return ports;
    }

    /** What was counted. */
    public UdpStatistics statistics() {
        return statistics;
    }

    @Override
    public boolean receive(Packet packet, Received header) {
        boolean v4 = header.isV4();
        int whole = packet.length();
        if (!(lite ? UdpLite.check(packet) : Udp.check(packet))) {
            return drop(packet, v4, Counter.InErrors);
        }
        int covered = covered(packet, v4);
        if (!verified(packet, header, covered, whole)) {
            statistics.count(Counter.InCsumErrors, v4);
            return drop(packet, v4, Counter.InErrors);
        }
        boolean partial = covered < packet.length();
        int sourcePort = Udp.sourcePort(packet);
        int destinationPort = Udp.destinationPort(packet);
        if (isGroup(header)) {
            return receiveGroup(packet, header, sourcePort, destinationPort, partial ? covered : ALL);
        }
        UdpEndpoint endpoint = find(
                header.destinationHigh(),
                header.destinationLow(),
                destinationPort,
                header.sourceHigh(),
                header.sourceLow(),
                sourcePort,
                header.interfaceIndex(),
                packet);
        if (endpoint == null) {
            statistics.count(Counter.NoPorts, v4);
            if (!header.unicast()) {
                packet.release();
                return true;
            }
            return false;
        }
        if (partial && !endpoint.acceptsCoverage(covered)) {
            if (!lite) {
                statistics.count(Counter.InCsumErrors, v4);
            }
            return drop(packet, v4, Counter.InErrors);
        }
        packet.trimFront(Udp.HEADER);
        endpoint.receive(packet, header, sourcePort, destinationPort);
        return true;
    }

    private boolean drop(Packet packet, boolean v4, Counter counter) {
        statistics.count(counter, v4);
        packet.release();
        return true;
    }

    /**
     * How many bytes the checksum covers. RFC 8200, section 8.1, and RFC 6936: over IPv6 there may be none only where somebody has said
     * that it is all right.
     */
    private int covered(Packet packet, boolean v4) {
        if (lite) {
            return UdpLite.coverage(packet);
        }
        return !v4 && Udp.hasNoChecksum(packet) ? 0 : packet.length();
    }

    private boolean verified(Packet packet, Received header, int covered, int whole) {
        // A partial sum is over everything that IP said; where UDP says less it never came from one of our own.
        boolean trusted = packet.checksum() != Packet.Checksum.UNVERIFIED && covered == whole;
        if (trusted || !lite && Udp.hasNoChecksum(packet)) {
            return true;
        }
        long sourceHigh = header.sourceHigh();
        long sourceLow = header.sourceLow();
        long high = header.destinationHigh();
        long low = header.destinationLow();
        if (!(lite
                ? UdpLite.verify(packet, sourceHigh, sourceLow, high, low)
                : Udp.verify(packet, sourceHigh, sourceLow, high, low))) {
            return false;
        }
        packet.checksum(Packet.Checksum.VERIFIED);
        return true;
    }

    /** Whether several may get it. */
    private static boolean isGroup(Received header) {
        if (header.unicast()) {
            return false;
        }
        return header.isV4() || header.destinationHigh() >>> 56 == 0xff;
    }

    private boolean receiveGroup(Packet packet, Received header, int sourcePort, int destinationPort, int covered) {
        packet.trimFront(Udp.HEADER);
        UdpEndpoint previous = null;
        for (PortBinding at = ports.first(destinationPort); at != null; at = at.next()) {
            if (at.owner() instanceof UdpEndpoint endpoint
                    && endpoint.score(
                                    header.destinationHigh(),
                                    header.destinationLow(),
                                    header.sourceHigh(),
                                    header.sourceLow(),
                                    sourcePort,
                                    header.interfaceIndex())
                            >= 0
                    && endpoint.acceptsMulticast(header)
                    && (covered == ALL || endpoint.acceptsCoverage(covered))) {
                if (previous != null) {
                    previous.receive(packet.retain(), header, sourcePort, destinationPort);
                }
                previous = endpoint;
            }
        }
        if (previous == null) {
            return drop(packet, header.isV4(), Counter.IgnoredMulti);
        }
        previous.receive(packet, header, sourcePort, destinationPort);
        return true;
    }

    /** The endpoint that fits best. Of several that share a port one is chosen by the addresses, always the same for the same peer. */
    private @Nullable UdpEndpoint find(
            long localHigh,
            long localLow,
            int localPort,
            long remoteHigh,
            long remoteLow,
            int remotePort,
            int device,
            @Nullable Packet packet) {
        UdpEndpoint best = null;
        int highest = -1;
        int sharing = 0;
        for (PortBinding at = ports.first(localPort); at != null; at = at.next()) {
            if (at.owner() instanceof UdpEndpoint endpoint) {
                int score = endpoint.score(localHigh, localLow, remoteHigh, remoteLow, remotePort, device);
                if (score > highest) {
                    highest = score;
                    best = endpoint;
                    sharing = at.reusePort() ? 1 : 0;
                } else if (score == highest && score >= 0 && at.reusePort() && sharing > 0) {
                    sharing++;
                }
            }
        }
        if (sharing < 2 || best == null || packet == null) {
            return best;
        }
        int number = best.select(packet);
        if (number < 0 || number >= sharing) {
            number = spread(localHigh ^ localLow, remoteHigh ^ remoteLow, localPort << 16 | remotePort, sharing);
        }
        // Bindings are listed newest first.
        int wanted = sharing - 1 - number;
        for (PortBinding at = ports.first(localPort); at != null; at = at.next()) {
            if (at.reusePort()
                    && at.owner() instanceof UdpEndpoint endpoint
                    && endpoint.score(localHigh, localLow, remoteHigh, remoteLow, remotePort, device) == highest
                    && wanted-- == 0) {
                return endpoint;
            }
        }
        return best;
    }

    private int spread(long local, long remote, int portPair, int count) {
        long mixed = (local * 31 + remote) * 31 + portPair ^ secret;
        mixed = (mixed ^ mixed >>> 32) * 0x9e3779b97f4a7c15L;
        return (int) ((mixed >>> 33) * count >>> 31);
    }

    @Override
    public void error(IcmpError error, Packet quoted, Received header) {
        if (quoted.length() < Udp.HEADER) {
            return;
        }
        int destinationPort = Udp.destinationPort(quoted);
        UdpEndpoint endpoint = find(
                header.sourceHigh(),
                header.sourceLow(),
                Udp.sourcePort(quoted),
                header.destinationHigh(),
                header.destinationLow(),
                destinationPort,
                header.interfaceIndex(),
                null);
        if (endpoint != null) {
            endpoint.error(error, quoted, header, destinationPort);
        }
    }

    /**
     * Sends a datagram, which belongs to UDP from now on.
     *
     * @param payload its window is the payload
     * @param flow a route was found for it
     * @param covered bytes that the checksum is to cover, the header included; {@link #ALL}, or 0 to leave it out, which only IPv4
     *     may without further ado; UDP has no other values
     */
    public @Nullable NetworkError send(Packet payload, Flow flow, int sourcePort, int destinationPort, int covered) {
        boolean fits = lite
                ? UdpLite.prepend(payload, sourcePort, destinationPort, covered, flow.source(), flow.destination())
                : Udp.prepend(payload, sourcePort, destinationPort);
        if (!fits) {
            payload.release();
            return NetworkError.EMSGSIZE;
        }
        if (!lite && covered != 0) {
            Udp.completeLater(payload, flow.source(), flow.destination());
        }
        boolean v4 = flow.destination().isV4();
        NetworkError error = output.send(payload, flow);
        if (error == null) {
            statistics.count(Counter.OutDatagrams, v4);
        } else if (error == NetworkError.ENOBUFS) {
            statistics.count(Counter.SndbufErrors, v4);
        }
        return error;
    }
}
