package io.umview.lwipv6.testing;

import io.umview.lwipv6.buffer.InternetChecksum;
import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.buffer.PacketPool;
import io.umview.lwipv6.wire.Ethernet;
import io.umview.lwipv6.wire.Icmp;
import io.umview.lwipv6.wire.IpAddress;
import io.umview.lwipv6.wire.IpProtocol;
import io.umview.lwipv6.wire.Ipv4;
import io.umview.lwipv6.wire.Ipv6;
import io.umview.lwipv6.wire.MacAddress;
import java.util.function.Consumer;

/** Frames written by hand, as a peer on an Ethernet link sends them. */
public final class Frames {
    private static final byte[] NO_OPTIONS = {};

    private final PacketPool pool = new PacketPool();
    private final long source;
    private final long destination;

    /** Frames from one station to another. */
    public Frames(String source, String destination) {
        this.source = MacAddress.parse(source).bits();
        this.destination = MacAddress.parse(destination).bits();
    }

    /** A frame with a payload that {@code writer} appends. */
    public byte[] ethernet(int type, Consumer<Packet> writer) {
        Packet packet = pool.take(2000);
        writer.accept(packet);
        return finish(packet, destination, type);
    }

    private byte[] finish(Packet packet, long to, int type) {
        Ethernet.prepend(packet, to, source, type);
        byte[] bytes = TestStack.bytes(packet);
        packet.release();
        return bytes;
    }

    /** An IPv4 packet with a payload that {@code writer} appends. */
    public byte[] ipv4(String from, String to, int protocol, int ttl, int fragment, Consumer<Packet> writer) {
        Packet packet = pool.take(2000);
        writer.accept(packet);
        int destinationAddress = IpAddress.parse(to).v4();
        Ipv4.prepend(
                packet,
                NO_OPTIONS,
                0,
                0x1234,
                fragment,
                ttl,
                protocol,
                IpAddress.parse(from).v4(),
                destinationAddress);
        boolean multicast = destinationAddress >>> 28 == 0xe;
        long mac = multicast ? MacAddress.multicast4(destinationAddress) : destination;
        return finish(packet, mac, Ethernet.ETH_P_IP);
    }

    /** An ICMPv6 message that {@code writer} appends; its checksum is computed. */
    public byte[] icmpv6(String from, String to, int hops, Consumer<Packet> writer) {
        return ipv6(from, to, IpProtocol.ICMPV6, hops, message -> {
            writer.accept(message);
            Icmp.seal(message, 0, pseudoHeader(from, to, IpProtocol.ICMPV6, message.length()));
        });
    }

    /** An ICMP message that {@code writer} appends; its checksum is computed. */
    public byte[] icmpv4(String from, String to, Consumer<Packet> writer) {
        return ipv4(from, to, IpProtocol.ICMP, 64, 0, message -> {
            writer.accept(message);
            Icmp.seal(message, 0, 0);
        });
    }

    /** The sum over a pseudo header. */
    public static long pseudoHeader(String from, String to, int protocol, int length) {
        IpAddress a = IpAddress.parse(from);
        IpAddress b = IpAddress.parse(to);
        return InternetChecksum.pseudoHeader(a.high(), a.low(), b.high(), b.low(), protocol, length);
    }

    /** An IPv6 packet with a payload that {@code writer} appends. */
    public byte[] ipv6(String from, String to, int nextHeader, int hops, Consumer<Packet> writer) {
        Packet packet = pool.take(2000);
        writer.accept(packet);
        IpAddress a = IpAddress.parse(from);
        IpAddress b = IpAddress.parse(to);
        Ipv6.prepend(packet, 0, 0, nextHeader, hops, a.high(), a.low(), b.high(), b.low());
        long mac = b.isMulticast() ? MacAddress.multicast6(b.low()) : destination;
        return finish(packet, mac, Ethernet.ETH_P_IPV6);
    }

    /** Bytes as a packet, to look at with the classes of {@code wire}. */
    public Packet packet(byte[] bytes) {
        Packet packet = pool.take(bytes.length);
        packet.append(bytes.length);
        packet.put(0, bytes, 0, bytes.length);
        return packet;
    }

    /** A frame as a packet without its Ethernet header. */
    public Packet payload(byte[] frame) {
        Packet packet = packet(frame);
        packet.trimFront(Ethernet.LENGTH);
        return packet;
    }
}
