package io.umview.lwipv6.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.testing.Checksums;
import io.umview.lwipv6.testing.FakeLink;
import io.umview.lwipv6.testing.Frames;
import io.umview.lwipv6.testing.TestStack;
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
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Whatever comes in: nothing throws, nothing is lost, and the stack still answers. */
class MalformedFramesTest {
    private static final String OWN = "02:02:00:00:01:06";
    private static final String PEER = "02:02:00:00:02:06";

    /**
     * Milliseconds: long enough even if a router has set the longest times that are believed. Three solicitations of an hour each fail,
     * and so do three more for whom is to be told of it.
     */
    private static final long PATIENCE = 40_000_000;

    private final TestStack stack = new TestStack();
    private final FakeLink link = FakeLink.ethernet().forgetful();
    private final FakeLink bare = FakeLink.ip().forgetful();
    private final Frames frames = new Frames(PEER, OWN);

    MalformedFramesTest() {
        NetworkInterface device = stack.add("vd0", link, OWN);
        NetworkInterface tunnel = stack.add("tn0", bare, OWN);
        stack.address(device, "10.0.2.1/24");
        stack.address(device, "2001:db8::1/64");
        stack.address(tunnel, "10.0.3.1/24");
        stack.pass(3000);
        stack.network().forwarding(true, true);
        stack.network().forwarding(false, true);
        device.ipv6().set(Ipv6Setting.ACCEPT_RA, 2);
    }

    private List<byte[]> samples() {
        IpAddress own = IpAddress.parse("2001:db8::1");
        return List.of(
                frames.ethernet(
                        Ethernet.ETH_P_ARP,
                        packet -> Arp.append(packet, Arp.REQUEST, 0x0202_0000_0206L, 0x0a000202, 0, 0x0a000201)),
                frames.icmpv4("10.0.2.2", "10.0.2.1", packet -> {
                    packet.append(40);
                    Icmp.prepend(packet, Icmp.ECHO, 0, 1);
                }),
                frames.icmpv4("10.0.2.2", "10.0.2.1", packet -> {
                    packet.append(16);
                    Ipv4.prepend(packet, new byte[8], 0, 0, 0, 64, 17, 0x0a000201, 0x0a000909);
                    Icmp.prepend(packet, Icmp.UNREACHABLE, 4, 1400);
                }),
                frames.ipv4("10.0.2.2", "224.0.0.1", IpProtocol.IGMP, 1, 0, packet -> {
                    Igmp.append(packet, Igmp.QUERY, 10, 0);
                    packet.append(8);
                    Icmp.seal(packet, 0, 0);
                }),
                frames.ipv4("10.0.2.2", "10.0.3.9", 17, 64, Ipv4.MF, packet -> packet.append(64)),
                frames.ethernet(Ethernet.ETH_P_IP, packet -> {
                    packet.append(8);
                    byte[] options = {7, 11, 4, 0, 0, 0, 0, 0, 0, 0, 0, 1, 68, 12, 5, 1, 0, 0, 0, 0, 0, 0, 0, 0};
                    Ipv4.prepend(packet, options, 0, 0, 0, 64, 17, 0x0a000202, 0x0a000309);
                }),
                frames.icmpv6("fe80::2", "ff02::1:ff00:1", 255, packet -> {
                    NeighbourMessage.append(packet, Icmpv6.NEIGHBOUR_SOLICITATION, 0, own.high(), own.low());
                    NdOption.append48(packet, NdOption.SOURCE_LINK_ADDRESS, 0x0202_0000_0206L);
                }),
                frames.icmpv6("fe80::2", "ff02::1", 255, packet -> {
                    RouterMessage.appendAdvertisement(packet, 64, 0, 1800, 0, 0);
                    NdOption.appendPrefix(packet, IpPrefix.parse("2001:db8:7::/64"), 0xc0, 1000, 1000);
                    NdOption.appendMtu(packet, 1400);
                    NdOption.appendRoute(packet, IpPrefix.parse("2001:db8:8::/48"), 1, 1000);
                    NdOption.appendServers(packet, List.of(own), 1000);
                    NdOption.appendSearchList(packet, NameServers.encode("example.org"), 1000);
                }),
                frames.ipv6("fe80::2", "2001:db8::1", IpProtocol.HOPOPTS, 64, packet -> {
                    packet.append(24);
                    Ipv6Fragment.prepend(packet, 17, 0, true, 5);
                    byte[] headers = {
                        IpProtocol.DSTOPTS,
                        0,
                        5,
                        2,
                        0,
                        0,
                        1,
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
                    Ipv6Extension.prepend(packet, headers, IpProtocol.FRAGMENT);
                }),
                frames.icmpv6("fe80::2", "2001:db8::1", 255, packet -> {
                    packet.append(24);
                    Ipv6.prepend(packet, 0, 0, 17, 64, own.high(), own.low(), own.high(), own.low() + 1);
                    Icmp.prepend(packet, Icmpv6.TOO_BIG, 0, 1300);
                }));
    }

    /** Corrupts checksum-protected messages and computes the checksum anew, so that they get through to the parsers. */
    private byte[] damage(byte[] sample, Random random) {
        byte[] frame = sample.clone();
        int changes = random.nextInt(6);
        for (int i = 0; i < changes; i++) {
            frame[random.nextInt(frame.length)] = (byte) random.nextInt();
        }
        if (random.nextInt(3) == 0) {
            frame = Arrays.copyOf(frame, random.nextInt(frame.length + 20));
        }
        if (random.nextInt(3) != 0) {
            mend(frame);
        }
        return frame;
    }

    private void mend(byte[] frame) {
        if (frame.length < 14) {
            return;
        }
        Packet packet = frames.payload(frame);
        Checksums.mend(packet);
        packet.get(0, frame, 14, packet.length());
    }

    @Property(tries = 300)
    void damagedFramesDoNoHarm(@ForAll long seed) {
        Random random = new Random(seed);
        List<byte[]> samples = samples();
        for (int i = 0; i < 60; i++) {
            byte[] frame = damage(samples.get(random.nextInt(samples.size())), random);
            link.deliver(frame);
            if (frame.length > 14) {
                bare.deliver(Arrays.copyOfRange(frame, 14, frame.length));
            }
        }
        stack.pass(PATIENCE);
        assertThat(stack.pool().inUse()).isZero();
    }

    @Property(tries = 200)
    void randomBytesDoNoHarm(@ForAll long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 60; i++) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            if (bytes.length > 14 && random.nextBoolean()) {
                int type = random.nextBoolean() ? 0x0800 : random.nextBoolean() ? 0x86dd : 0x0806;
                bytes[12] = (byte) (type >> 8);
                bytes[13] = (byte) type;
                bytes[14] = (byte) (type == 0x0800 ? 0x45 + random.nextInt(4) : 0x60);
                System.arraycopy(new byte[] {2, 2, 0, 0, 1, 6}, 0, bytes, 0, 6);
            }
            link.deliver(bytes);
            bare.deliver(bytes);
        }
        stack.pass(PATIENCE);
        assertThat(stack.pool().inUse()).isZero();
    }
}
