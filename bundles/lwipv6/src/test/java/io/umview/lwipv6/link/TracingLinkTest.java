package io.umview.lwipv6.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.buffer.PacketPool;
import io.umview.lwipv6.time.ManualClock;
import io.umview.lwipv6.wire.Arp;
import io.umview.lwipv6.wire.Ethernet;
import io.umview.lwipv6.wire.Icmp;
import io.umview.lwipv6.wire.Icmpv6;
import io.umview.lwipv6.wire.IpAddress;
import io.umview.lwipv6.wire.IpProtocol;
import io.umview.lwipv6.wire.Ipv4;
import io.umview.lwipv6.wire.Ipv6;
import io.umview.lwipv6.wire.Ipv6Fragment;
import io.umview.lwipv6.wire.NeighbourMessage;
import io.umview.lwipv6.wire.Tcp;
import io.umview.lwipv6.wire.Udp;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class TracingLinkTest {
    private static final int A = IpAddress.parse("10.0.0.1").v4();
    private static final int B = IpAddress.parse("10.0.0.2").v4();
    private static final IpAddress A6 = IpAddress.parse("fe80::1");
    private static final IpAddress B6 = IpAddress.parse("ff02::1:ff00:2");

    private final PacketPool pool = new PacketPool();

    @Test
    void everyPacketHasALineWithTimeAndDirection() {
        List<String> lines = new ArrayList<>();
        ManualLoop loop = new ManualLoop();
        Cable cable = new Cable(Link.Framing.ETHERNET);
        ManualClock clock = new ManualClock(1_000_000_000_000L + 1_234_567_000L);
        Station station = new Station(loop, new TracingLink(cable.left(), "sw0", clock, lines::add));
        Station peer = new Station(loop, cable.right());

        station.send(2, 1, 46);
        peer.send(1, 2, 46);
        loop.run();

        assertThat(lines).hasSize(2);
        assertThat(lines.get(0))
                .matches("\\d\\d:\\d\\d:41\\.234567 sw0 out "
                        + "00:00:00:00:00:01 > 00:00:00:00:00:02 ethertype 0x88b5, length 60");
        assertThat(lines.get(1)).contains(" sw0 in  00:00:00:00:00:02 > ");
        assertThat(peer.frames).hasSize(1);
    }

    @Test
    void arp() {
        assertThat(frame(Ethernet.ETH_P_ARP, packet -> Arp.append(packet, Arp.REQUEST, 7, A, 0, B)))
                .endsWith(" ARP who-has 10.0.0.2 tell 10.0.0.1");
        assertThat(frame(Ethernet.ETH_P_ARP, packet -> Arp.append(packet, Arp.REPLY, 7, A, 9, B)))
                .endsWith(" ARP 10.0.0.1 is-at 00:00:00:00:00:07");
    }

    @Test
    void tcpWithItsFlagsAndSegmentation() {
        Packet packet = pool.take(3020);
        packet.append(3020);
        packet.clear(0, 3020);
        packet.put16(0, 1234);
        packet.put16(2, 80);
        packet.put32(4, -1);
        packet.put32(8, 77);
        packet.put8(12, 0x50);
        packet.put8(13, Tcp.SYN | Tcp.ACK);
        packet.put16(14, 512);
        packet.segmentation(Packet.Segmentation.TCP4, 1448);
        Ipv4.prepend(packet, new byte[0], 0, 1, Ipv4.DF, 64, IpProtocol.TCP, A, B);
        assertThat(PacketText.of(packet, Link.Framing.IP))
                .isEqualTo("IP 10.0.0.1.1234 > 10.0.0.2.80: Flags [S.], seq 4294967295, ack 77, win 512, length 3000"
                        + " (in segments of 1448)");
        assertThat(packet.length()).isEqualTo(3040);
    }

    @Test
    void udpAndFragments() {
        Packet packet = pool.take(100);
        packet.append(100);
        Udp.prepend(packet, 53, 5353);
        Ipv4.prepend(packet, new byte[0], 0, 1, 0, 64, IpProtocol.UDP, A, B);
        assertThat(PacketText.of(packet, Link.Framing.IP)).isEqualTo("IP 10.0.0.1.53 > 10.0.0.2.5353: UDP, length 100");
        Ipv4.fragment(packet, 0, Ipv4.MF | 185);
        assertThat(PacketText.of(packet, Link.Framing.IP))
                .isEqualTo("IP 10.0.0.1 > 10.0.0.2: fragment of 1 at 1480, more follow, length 108");

        Packet six = pool.take(100);
        six.append(100);
        Ipv6Fragment.prepend(six, IpProtocol.UDP, 1480, false, -1);
        Ipv6.prepend(six, 0, 0, IpProtocol.FRAGMENT, 64, A6.high(), A6.low(), B6.high(), B6.low());
        assertThat(PacketText.of(six, Link.Framing.IP))
                .isEqualTo("IP6 fe80::1 > ff02::1:ff00:2: fragment of 4294967295 at 1480, the last, length 100");
    }

    @Test
    void echoesAndNeighbours() {
        Packet packet = pool.take(56);
        packet.append(56);
        Icmp.prepend(packet, Icmp.ECHO, 0, 7 << 16 | 3);
        Ipv4.prepend(packet, new byte[0], 0, 1, 0, 64, IpProtocol.ICMP, A, B);
        assertThat(PacketText.of(packet, Link.Framing.IP))
                .isEqualTo("IP 10.0.0.1 > 10.0.0.2: ICMP echo request, id 7, seq 3, length 64");

        Packet six = pool.take(24);
        NeighbourMessage.append(six, Icmpv6.NEIGHBOUR_SOLICITATION, 0, A6.high(), 2);
        Ipv6.prepend(six, 0, 0, IpProtocol.ICMPV6, 255, A6.high(), A6.low(), B6.high(), B6.low());
        assertThat(PacketText.of(six, Link.Framing.IP))
                .isEqualTo("IP6 fe80::1 > ff02::1:ff00:2: ICMP6 neighbour solicitation, who has fe80::2, length 24");
    }

    @Property
    void anythingHasALineAndStaysAsItIs(
            @ForAll @Size(max = 100) byte[] bytes, @ForAll @IntRange(max = 4) int type, @ForAll Link.Framing framing) {
        Packet packet = pool.take(bytes.length);
        packet.append(bytes.length);
        packet.put(0, bytes, 0, bytes.length);
        if (bytes.length > 20) {
            int[] types = {Ethernet.ETH_P_IP, Ethernet.ETH_P_IPV6, Ethernet.ETH_P_ARP, 0, 0xffff};
            packet.put16(12, types[type]);
            packet.put8(14, type == 1 ? 0x60 : 0x45);
        }
        byte[] before = Station.bytes(packet);
        assertThat(PacketText.of(packet, framing)).isNotBlank().doesNotContain("\n");
        assertThat(Station.bytes(packet)).isEqualTo(before);
    }

    private String frame(int type, Consumer<Packet> contents) {
        Packet packet = pool.take(100);
        contents.accept(packet);
        Ethernet.prepend(packet, 9, 7, type);
        return PacketText.of(packet, Link.Framing.ETHERNET);
    }
}
