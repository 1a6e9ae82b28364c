package io.umview.lwipv6.fuzz;

import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.testing.Frames;
import io.umview.lwipv6.wire.Arp;
import io.umview.lwipv6.wire.Ethernet;
import io.umview.lwipv6.wire.Icmp;
import io.umview.lwipv6.wire.Icmpv6;
import io.umview.lwipv6.wire.Igmp;
import io.umview.lwipv6.wire.IpAddress;
import io.umview.lwipv6.wire.IpPrefix;
import io.umview.lwipv6.wire.IpProtocol;
import io.umview.lwipv6.wire.Ipv4;
import io.umview.lwipv6.wire.Ipv6;
import io.umview.lwipv6.wire.Ipv6Extension;
import io.umview.lwipv6.wire.Ipv6Fragment;
import io.umview.lwipv6.wire.NdOption;
import io.umview.lwipv6.wire.NeighbourMessage;
import io.umview.lwipv6.wire.RouterMessage;
import io.umview.lwipv6.wire.Tcp;
import io.umview.lwipv6.wire.TcpOptions;
import io.umview.lwipv6.wire.Udp;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Scripts of what peers ordinarily do: what the fuzzer begins with. */
final class FrameSeeds {
    private static final String PEER = "10.0.2.2";
    private static final String OWN = "10.0.2.1";
    private static final String FAR = "10.0.3.2";
    private static final String NEAR = "10.0.3.1";
    private static final String PEER6 = "fe80::2";
    private static final String OWN6 = "2001:db8::1";
    private static final String NEAR6 = "2001:db8:3::1";
    private static final String FAR6 = "2001:db8:3::2";
    private static final int CLIENT = 5555;
    private static final int ETHERNET_HEADER = 14;

    private final Frames frames = new Frames(FuzzedStack.PEER, FuzzedStack.MAC);
    private final ByteArrayOutputStream script = new ByteArrayOutputStream();

    private FrameSeeds(int settings) {
        script.write(settings);
    }

    static Stream<byte[]> all() {
        Stream<byte[]> others = Stream.of(
                echoes(0),
                fragments(),
                neighbours(),
                router(),
                groups(),
                errors(),
                datagrams(1),
                extensions(),
                holes(),
                refused(),
                connecting());
        return Stream.concat(conversations(), others);
    }

    static Stream<byte[]> conversations() {
        return Stream.of(conversation(NEAR, FAR, 0), conversation(NEAR6, FAR6, 8), conversation(NEAR, FAR, 4));
    }

    private FrameSeeds on(int how, byte[] frame) {
        boolean bare = (how & FuzzedStack.BARE) != 0;
        byte[] bytes = bare ? Arrays.copyOfRange(frame, ETHERNET_HEADER, frame.length) : frame;
        script.write(how);
        script.write(bytes.length >> 8);
        script.write(bytes.length);
        script.writeBytes(bytes);
        return this;
    }

    private FrameSeeds frame(byte[] frame) {
        return on(0, frame);
    }

    private byte[] script() {
        return script.toByteArray();
    }

    private static byte[] echoes(int settings) {
        FrameSeeds seed = new FrameSeeds(settings);
        return seed.frame(seed.frames.icmpv4(PEER, OWN, packet -> {
                    packet.append(40);
                    Icmp.prepend(packet, Icmp.ECHO, 0, 1);
                }))
                .frame(seed.frames.icmpv6(PEER6, OWN6, 64, packet -> {
                    packet.append(40);
                    Icmp.prepend(packet, Icmpv6.ECHO_REQUEST, 0, 1);
                }))
                .script();
    }

    private static byte[] fragments() {
        FrameSeeds seed = new FrameSeeds(3);
        for (int offset = 0; offset < 3; offset++) {
            int bits = offset * 3 | (offset < 2 ? Ipv4.MF : 0);
            seed.frame(seed.frames.ipv4(PEER, OWN, IpProtocol.UDP, 64, bits, packet -> packet.append(24)));
            int unit = offset * 3;
            boolean more = offset < 2;
            seed.frame(seed.frames.ipv6(PEER6, OWN6, IpProtocol.FRAGMENT, 64, packet -> {
                packet.append(24);
                Ipv6Fragment.prepend(packet, IpProtocol.UDP, unit, more, 5);
            }));
        }
        return seed.script();
    }

    private static byte[] neighbours() {
        FrameSeeds seed = new FrameSeeds(0);
        IpAddress own = IpAddress.parse(OWN6);
        return seed.frame(seed.frames.ethernet(
                        Ethernet.ETH_P_ARP,
                        packet -> Arp.append(packet, Arp.REQUEST, 0x0202_0000_0306L, 0x0a000203, 0, 0x0a000201)))
                .frame(seed.frames.ethernet(
                        Ethernet.ETH_P_ARP,
                        packet -> Arp.append(
                                packet, Arp.REPLY, 0x0202_0000_0206L, 0x0a000202, 0x0202_0000_0106L, 0x0a000201)))
                .frame(seed.frames.icmpv6("fe80::3", "ff02::1:ff00:1", 255, packet -> {
                    NeighbourMessage.append(packet, Icmpv6.NEIGHBOUR_SOLICITATION, 0, own.high(), own.low());
                    NdOption.append48(packet, NdOption.SOURCE_LINK_ADDRESS, 0x0202_0000_0306L);
                }))
                .frame(seed.frames.icmpv6(PEER6, OWN6, 255, packet -> {
                    NeighbourMessage.append(
                            packet, Icmpv6.NEIGHBOUR_ADVERTISEMENT, 0x6000_0000, own.high(), own.low() + 1);
                    NdOption.append48(packet, NdOption.TARGET_LINK_ADDRESS, 0x0202_0000_0206L);
                }))
                .script();
    }

    private static byte[] router() {
        FrameSeeds seed = new FrameSeeds(2);
        return seed.on(4 << FuzzedStack.WAIT, seed.frames.icmpv6(PEER6, "ff02::1", 255, packet -> {
                    RouterMessage.appendAdvertisement(packet, 64, 0, 1800, 0, 0);
                    NdOption.appendPrefix(packet, IpPrefix.parse("2001:db8:7::/64"), 0xc0, 1000, 1000);
                    NdOption.appendMtu(packet, 1400);
                    NdOption.appendRoute(packet, IpPrefix.parse("2001:db8:8::/48"), 1, 1000);
                    NdOption.appendServers(packet, java.util.List.of(IpAddress.parse(OWN6)), 1000);
                    NdOption.appendSearchList(packet, new byte[] {3, 'o', 'r', 'g', 0}, 1000);
                }))
                .frame(seed.frames.icmpv6(PEER6, OWN6, 255, packet -> {
                    packet.append(32);
                    IpAddress target = IpAddress.parse("fe80::9");
                    packet.put64(0, target.high());
                    packet.put64(8, target.low());
                    packet.put64(16, IpAddress.parse("2001:db8:9::9").high());
                    packet.put64(24, IpAddress.parse("2001:db8:9::9").low());
                    Icmp.prepend(packet, Icmpv6.REDIRECT, 0, 0);
                }))
                .script();
    }

    private static byte[] groups() {
        FrameSeeds seed = new FrameSeeds(0);
        return seed.on(4 << FuzzedStack.WAIT, seed.frames.ipv4(PEER, "224.0.0.1", IpProtocol.IGMP, 1, 0, packet -> {
                    Igmp.append(packet, Igmp.QUERY, 10, 0);
                    packet.append(4);
                    Icmp.seal(packet, 0, 0);
                }))
                .on(
                        FuzzedStack.MENDED | 4 << FuzzedStack.WAIT,
                        seed.frames.ipv6(PEER6, "ff02::1", IpProtocol.HOPOPTS, 1, packet -> {
                            packet.append(24);
                            packet.clear(0, 24);
                            packet.put8(0, Icmpv6.MLD_QUERY);
                            packet.put16(4, 1000);
                            Ipv6Extension.prepend(packet, Ipv6Extension.ROUTER_ALERT_MLD, IpProtocol.ICMPV6);
                        }))
                .script();
    }

    private static byte[] errors() {
        FrameSeeds seed = new FrameSeeds(0);
        IpAddress own = IpAddress.parse(OWN6);
        return seed.frame(seed.frames.icmpv4(PEER, OWN, packet -> {
                    packet.append(16);
                    Ipv4.prepend(packet, new byte[8], 0, 0, 0, 64, IpProtocol.UDP, 0x0a000201, 0x0a000909);
                    Icmp.prepend(packet, Icmp.UNREACHABLE, Icmp.FRAGMENTATION_NEEDED, 1400);
                }))
                .frame(seed.frames.icmpv6(PEER6, OWN6, 255, packet -> {
                    packet.append(24);
                    Ipv6.prepend(packet, 0, 0, IpProtocol.UDP, 64, own.high(), own.low(), own.high(), own.low() + 1);
                    Icmp.prepend(packet, Icmpv6.TOO_BIG, 0, 1300);
                }))
                .script();
    }

    static byte[] datagrams(int settings) {
        FrameSeeds seed = new FrameSeeds(settings);
        Consumer<Packet> udp = packet -> {
            packet.append(20);
            Udp.prepend(packet, CLIENT, FuzzedPrograms.ECHO);
        };
        return seed.on(FuzzedStack.MENDED, seed.frames.ipv4(PEER, OWN, IpProtocol.UDP, 64, 0, udp))
                .on(FuzzedStack.MENDED, seed.frames.ipv6(PEER6, OWN6, IpProtocol.UDP, 64, udp))
                .on(FuzzedStack.MENDED, seed.frames.ipv4(PEER, FAR, IpProtocol.UDP, 64, 0, udp))
                .on(FuzzedStack.MENDED, seed.frames.ipv4(PEER, "10.0.2.255", IpProtocol.UDP, 64, 0, udp))
                .script();
    }

    private static byte[] extensions() {
        FrameSeeds seed = new FrameSeeds(1);
        return seed.frame(seed.frames.ethernet(Ethernet.ETH_P_IP, packet -> {
                    packet.append(8);
                    byte[] options = {7, 11, 4, 0, 0, 0, 0, 0, 0, 0, 0, 1, 68, 12, 5, 1, 0, 0, 0, 0, 0, 0, 0, 0};
                    Ipv4.prepend(packet, options, 0, 0, 0, 64, IpProtocol.UDP, 0x0a000202, 0x0a000309);
                }))
                .frame(seed.frames.ipv6(PEER6, OWN6, IpProtocol.HOPOPTS, 64, packet -> {
                    packet.append(24);
                    byte[] headers = {
                        IpProtocol.DSTOPTS,
                        0,
                        1,
                        4,
                        0,
                        0,
                        0,
                        0,
                        IpProtocol.ROUTING,
                        0,
                        1,
                        4,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0
                    };
                    Ipv6Extension.prepend(packet, headers, IpProtocol.UDP);
                }))
                .script();
    }

    private byte[] segment(String to, String from, int ports, int flags, int sequence, int payload, int options) {
        Consumer<Packet> writer = packet -> {
            packet.append(Tcp.HEADER + options + payload);
            packet.clear(0, packet.length());
            Tcp.emit(packet, ports, sequence, 0, Tcp.HEADER + options, flags, 65535, 0);
            if (options == 4) {
                TcpOptions.emitMss(packet, Tcp.HEADER, 1000);
            } else if (options == 12) {
                TcpOptions.emitTimestamps(packet, Tcp.HEADER, 77, 0);
            } else if (options > 12) {
                TcpOptions.emitMss(packet, Tcp.HEADER, 1000);
                TcpOptions.emitScale(packet, Tcp.HEADER + 4, 7);
                TcpOptions.emitSackPermitted(packet, Tcp.HEADER + 8);
                TcpOptions.emitTimestamps(packet, Tcp.HEADER + 12, 77, 0);
            }
        };
        return to.contains(":")
                ? frames.ipv6(from, to, IpProtocol.TCP, 64, writer)
                : frames.ipv4(from, to, IpProtocol.TCP, 64, 0, writer);
    }

    private FrameSeeds tcp(String to, String from, int ports, int flags, int sequence, int payload, int options) {
        int relative = (flags & Tcp.ACK) != 0 ? FuzzedStack.RELATIVE : 0;
        return on(
                FuzzedStack.BARE | FuzzedStack.MENDED | relative,
                segment(to, from, ports, flags, sequence, payload, options));
    }

    /** A connection is made, data goes to and fro, and it is closed. */
    private static byte[] conversation(String to, String from, int settings) {
        int ports = CLIENT << 16 | FuzzedPrograms.ECHO;
        return new FrameSeeds(settings)
                .tcp(to, from, ports, Tcp.SYN, 1000, 0, settings == 4 ? 4 : 24)
                .tcp(to, from, ports, Tcp.ACK, 0, 0, 12)
                .tcp(to, from, ports, Tcp.ACK | Tcp.PSH, 0, 100, 12)
                .tcp(to, from, ports, Tcp.ACK | Tcp.URG, 0, 900, 0)
                .tcp(to, from, ports, Tcp.ACK | Tcp.FIN, 0, 0, 12)
                .tcp(to, from, ports, Tcp.ACK, 0, 0, 12)
                .script();
    }

    /** What comes first is what should come last. */
    private static byte[] holes() {
        int ports = CLIENT << 16 | FuzzedPrograms.ECHO;
        return new FrameSeeds(0)
                .tcp(NEAR, FAR, ports, Tcp.SYN, 1000, 0, 24)
                .tcp(NEAR, FAR, ports, Tcp.ACK, 0, 0, 12)
                .tcp(NEAR, FAR, ports, Tcp.ACK, 200, 100, 12)
                .tcp(NEAR, FAR, ports, Tcp.ACK, 100, 100, 12)
                .tcp(NEAR, FAR, ports, Tcp.ACK, 0, 150, 12)
                .tcp(NEAR, FAR, ports, Tcp.RST, 0, 0, 0)
                .script();
    }

    private static byte[] refused() {
        return new FrameSeeds(0)
                .tcp(NEAR, FAR, CLIENT << 16 | 9, Tcp.SYN, 1000, 0, 4)
                .script();
    }

    /** The peer of the program that connects. */
    static byte[] connecting() {
        int ports = FuzzedPrograms.PEER_PORT << 16 | FuzzedPrograms.OWN_PORT;
        return new FrameSeeds(2)
                .tcp(NEAR, FAR, ports, Tcp.SYN | Tcp.ACK, 5000, 0, 24)
                .tcp(NEAR, FAR, ports, Tcp.ACK | Tcp.PSH, 0, 700, 12)
                .tcp(NEAR, FAR, ports, Tcp.ACK | Tcp.FIN, 0, 0, 12)
                .script();
    }
}
