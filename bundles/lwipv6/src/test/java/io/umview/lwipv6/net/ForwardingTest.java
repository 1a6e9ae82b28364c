package io.umview.lwipv6.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.testing.FakeLink;
import io.umview.lwipv6.testing.FlowRules;
import io.umview.lwipv6.testing.Frames;
import io.umview.lwipv6.testing.TestStack;
import io.umview.lwipv6.wire.Ethernet;
import io.umview.lwipv6.wire.Icmp;
import io.umview.lwipv6.wire.Icmpv6;
import io.umview.lwipv6.wire.IpAddress;
import io.umview.lwipv6.wire.IpProtocol;
import io.umview.lwipv6.wire.Ipv4;
import io.umview.lwipv6.wire.Ipv6;
import io.umview.lwipv6.wire.MacAddress;
import io.umview.lwipv6.wire.Udp;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A router between two links. */
class ForwardingTest {
    private static final String LEFT = "02:02:00:00:01:06";
    private static final String RIGHT = "02:02:00:00:02:06";
    private static final String HOST = "02:02:00:00:03:06";

    private final TestStack stack = new TestStack();
    private final FakeLink leftLink = FakeLink.ethernet();
    private final FakeLink rightLink = FakeLink.ethernet();
    private final Frames frames = new Frames(HOST, LEFT);
    private NetworkInterface left;
    private NetworkInterface right;

    @BeforeEach
    void connect() throws NetworkException {
        left = stack.add("vd0", leftLink, LEFT);
        right = stack.add("vd1", rightLink, RIGHT);
        stack.address(left, "10.0.1.1/24");
        stack.address(right, "10.0.2.1/24");
        stack.address(left, "2001:db8:1::1/64");
        stack.address(right, "2001:db8:2::1/64");
        stack.pass(3000);
        stack.network().forwarding(true, true);
        stack.network().forwarding(false, true);
        know(left, "10.0.1.9");
        know(left, "10.0.1.8");
        know(left, "2001:db8:1::9");
        know(left, "2001:db8:1::8");
        know(right, "10.0.2.9");
        know(right, "2001:db8:2::9");
        stack.pass(3000);
        leftLink.drain();
        rightLink.drain();
    }

    private void know(NetworkInterface device, String address) throws NetworkException {
        stack.network()
                .neighbours()
                .set(device, IpAddress.parse(address), MacAddress.parse(HOST), Neighbour.NUD_PERMANENT, 0, true, true);
    }

    @AfterEach
    void everyPacketCameBack() {
        stack.pass(120_000);
        assertThat(stack.pool().inUse()).isZero();
    }

    private List<Packet> sent(FakeLink link) {
        stack.pass(0);
        return link.drain().stream()
                .filter(frame -> frame.length >= 14)
                .map(frames::payload)
                .collect(Collectors.toList());
    }

    private byte[] v4(String to, int ttl, int fragment, int payload) {
        return frames.ipv4("10.0.1.9", to, IpProtocol.UDP, ttl, fragment, packet -> packet.append(payload));
    }

    private byte[] v6(String to, int hops, int payload) {
        return frames.ipv6("2001:db8:1::9", to, IpProtocol.UDP, hops, packet -> packet.append(payload));
    }

    private byte[] udp(String from, String to, int port) {
        Consumer<Packet> writer = packet -> {
            packet.append(10);
            Udp.prepend(packet, 4000, port);
        };
        return to.contains(":")
                ? frames.ipv6(from, to, IpProtocol.UDP, 64, writer)
                : frames.ipv4(from, to, IpProtocol.UDP, 64, 0, writer);
    }

    @Test
    void rulesLookIntoPackets() throws NetworkException {
        for (boolean v4 : new boolean[] {true, false}) {
            stack.network()
                    .routing()
                    .add(FlowRules.of(
                            v4,
                            10,
                            Rule.FR_ACT_BLACKHOLE,
                            0,
                            IpProtocol.UDP,
                            new PortRange(4000, 4000),
                            new PortRange(7, 9)));
        }
        for (int port : new int[] {6, 7, 9, 10}) {
            leftLink.deliver(udp("10.0.1.9", "10.0.2.9", port));
            leftLink.deliver(udp("2001:db8:1::9", "2001:db8:2::9", port));
        }
        assertThat(sent(rightLink).stream()
                        .map(packet -> packet.get16(packet.length() - 16))
                        .toList())
                .containsExactly(6, 6, 10, 10);
    }

    @Test
    void packetsForOthersArePassedOnWithOneHopLess() {
        leftLink.deliver(v4("10.0.2.9", 64, 0, 100));
        leftLink.deliver(v6("2001:db8:2::9", 64, 100));

        List<Packet> sent = sent(rightLink);
        assertThat(sent).hasSize(2);
        assertThat(Ipv4.ttl(sent.get(0), 0)).isEqualTo(63);
        assertThat(Ipv4.checksumRight(sent.get(0), 0)).isTrue();
        assertThat(Ipv6.hopLimit(sent.get(1), 0)).isEqualTo(63);
    }

    @Test
    void aHostDoesNotForward() {
        stack.network().forwarding(true, false);
        stack.network().forwarding(false, false);
        leftLink.deliver(v4("10.0.2.9", 64, 0, 100));
        leftLink.deliver(v6("2001:db8:2::9", 64, 100));

        assertThat(rightLink.drain()).noneMatch(frame -> frame.length == 14 + 20 + 100 || frame.length == 14 + 140);
    }

    @Test
    void aPacketThatHasTravelledTooLongIsReported() {
        leftLink.deliver(v4("10.0.2.9", 1, 0, 100));
        leftLink.deliver(v6("2001:db8:2::9", 1, 100));

        assertThat(sent(rightLink)).isEmpty();
        List<Packet> errors = sent(leftLink);
        assertThat(Icmp.type(errors.get(0), 20)).isEqualTo(Icmp.TIME_EXCEEDED);
        assertThat(Ipv4.source(errors.get(0), 0))
                .isEqualTo(IpAddress.parse("10.0.1.1").v4());
        assertThat(Icmp.type(errors.get(1), 40)).isEqualTo(Icmpv6.TIME_EXCEEDED);
    }

    @Test
    void aPacketThatIsTooLargeIsReportedWithTheMtuOrFragmented() throws NetworkException {
        right.mtu(1280);
        stack.pass(0);
        rightLink.drain();
        leftLink.deliver(v4("10.0.2.9", 64, Ipv4.DF, 1400));
        leftLink.deliver(v6("2001:db8:2::9", 64, 1400));
        assertThat(sent(rightLink)).isEmpty();
        List<Packet> errors = sent(leftLink);
        assertThat(Icmp.code(errors.get(0), 20)).isEqualTo(Icmp.FRAGMENTATION_NEEDED);
        assertThat(Icmp.rest(errors.get(0), 20)).isEqualTo(1280);
        assertThat(Icmp.type(errors.get(1), 40)).isEqualTo(Icmpv6.TOO_BIG);
        assertThat(Icmp.rest(errors.get(1), 40)).isEqualTo(1280);

        leftLink.deliver(v4("10.0.2.9", 64, 0, 1400));
        List<Packet> pieces = sent(rightLink);
        assertThat(pieces).hasSize(2);
        assertThat(pieces).allMatch(piece -> piece.length() <= 1280 && Ipv4.checksumRight(piece, 0));
    }

    @Test
    void withoutARouteTheSenderIsTold() {
        leftLink.deliver(v4("198.51.100.1", 64, 0, 100));
        leftLink.deliver(v6("2001:db8:77::1", 64, 100));

        List<Packet> errors = sent(leftLink);
        assertThat(Icmp.code(errors.get(0), 20)).isEqualTo(Icmp.UNREACHABLE_NET);
        assertThat(Icmp.type(errors.get(1), 40)).isEqualTo(Icmpv6.UNREACHABLE);
        assertThat(Icmp.code(errors.get(1), 40)).isEqualTo(Icmpv6.NO_ROUTE);
    }

    @Test
    void aSilentHostIsReportedAsUnreachable() {
        leftLink.deliver(v4("10.0.2.77", 64, 0, 100));
        leftLink.deliver(v6("2001:db8:2::77", 64, 100));
        stack.pass(4000);

        List<Packet> errors =
                sent(leftLink).stream().filter(packet -> packet.length() > 100).collect(Collectors.toList());
        assertThat(Icmp.code(errors.get(0), 20)).isEqualTo(Icmp.UNREACHABLE_HOST);
        assertThat(Icmp.code(errors.get(1), 40)).isEqualTo(Icmpv6.UNREACHABLE_ADDRESS);
    }

    @Test
    void aPacketThatLeavesByTheLinkItCameFromMakesARedirect() {
        leftLink.deliver(v4("10.0.1.8", 64, 0, 100));
        leftLink.deliver(v6("2001:db8:1::8", 64, 100));

        List<Packet> sent = sent(leftLink);
        assertThat(sent).hasSize(4);
        assertThat(Icmp.type(sent.get(0), 20)).isEqualTo(Icmp.REDIRECT);
        assertThat(Icmp.rest(sent.get(0), 20))
                .isEqualTo(IpAddress.parse("10.0.1.8").v4());
        assertThat(Icmp.type(sent.get(2), 40)).isEqualTo(Icmpv6.REDIRECT);
    }

    @Test
    void broadcastsAndLinkLocalPacketsAreNotForwarded() {
        byte[] frame = v4("10.0.2.9", 64, 0, 100);
        java.util.Arrays.fill(frame, 0, 6, (byte) 0xff);
        leftLink.deliver(frame);
        leftLink.deliver(frames.ipv6("fe80::9", "2001:db8:2::9", IpProtocol.UDP, 64, packet -> packet.append(100)));
        leftLink.deliver(frames.ipv4("127.0.0.1", "10.0.2.9", IpProtocol.UDP, 64, 0, packet -> packet.append(100)));

        assertThat(sent(rightLink)).isEmpty();
    }

    @Test
    void aLargePacketThatALinkDidNotSegmentIsSegmentedForOneThatDoesNot() {
        Flow flow = new Flow(IpProtocol.TCP);
        flow.destination(IpAddress.parse("10.0.2.9"));
        assertThat(stack.network().route(flow)).isNull();
        Packet packet = stack.packet(new byte[20 + 4000]);
        packet.put32(4, 1000);
        packet.put8(12, 5 << 4);
        packet.put8(13, 0x19);
        packet.segmentation(Packet.Segmentation.TCP4, 1460);
        packet.completeLater(0, 16);
        assertThat(stack.network().send(packet, flow)).isNull();

        List<Packet> segments = sent(rightLink);
        assertThat(segments).extracting(Packet::length).containsExactly(1500, 1500, 20 + 20 + 4000 - 2920);
        assertThat(segments).extracting(segment -> segment.get32(20 + 4)).containsExactly(1000, 2460, 3920);
        assertThat(segments).extracting(segment -> segment.get8(20 + 13)).containsExactly(0x10, 0x10, 0x19);
        for (Packet segment : segments) {
            assertThat(io.umview.lwipv6.buffer.InternetChecksum.finish(
                            Frames.pseudoHeader("10.0.2.1", "10.0.2.9", 6, segment.length() - 20)
                                    + io.umview.lwipv6.buffer.InternetChecksum.sum(segment, 20, segment.length() - 20)))
                    .isZero();
            assertThat(Ipv4.checksumRight(segment, 0)).isTrue();
        }
        assertThat(Ethernet.LENGTH).isEqualTo(14);
    }

    @Test
    void aTransparentInterfaceTakesEverythingButWhatIsOnItsLink() {
        stack.network().forwarding(true, false);
        left.transparent(true);
        java.util.ArrayList<String> destinations = new java.util.ArrayList<>();
        stack.network().register(IpProtocol.UDP, new Transport() {
            @Override
            public boolean receive(Packet packet, Received header) {
                destinations.add(header.destination().toString());
                return false;
            }

            @Override
            public void error(IcmpError error, Packet quoted, Received header) {}
        });
        leftLink.deliver(v4("198.51.100.1", 64, 0, 100));

        assertThat(destinations).containsExactly("198.51.100.1");
        Packet error = sent(leftLink).get(0);
        assertThat(Icmp.code(error, 20)).isEqualTo(Icmp.UNREACHABLE_PORT);
        assertThat(Ipv4.source(error, 0))
                .isEqualTo(IpAddress.parse("198.51.100.1").v4());
    }
}
