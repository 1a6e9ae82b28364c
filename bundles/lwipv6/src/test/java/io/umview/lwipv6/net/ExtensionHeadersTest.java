package io.umview.lwipv6.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.testing.FakeLink;
import io.umview.lwipv6.testing.Frames;
import io.umview.lwipv6.testing.TestStack;
import io.umview.lwipv6.wire.Icmp;
import io.umview.lwipv6.wire.Icmpv6;
import io.umview.lwipv6.wire.IpAddress;
import io.umview.lwipv6.wire.IpProtocol;
import io.umview.lwipv6.wire.Ipv6;
import io.umview.lwipv6.wire.Ipv6Extension;
import io.umview.lwipv6.wire.Ipv6Fragment;
import io.umview.lwipv6.wire.MacAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 8200, section 4. */
class ExtensionHeadersTest {
    private static final int PROTOCOL = 253;

    private final TestStack stack = new TestStack();
    private final FakeLink link = FakeLink.ethernet();
    private final Frames frames = new Frames("02:02:00:00:02:06", "02:02:00:00:01:06");
    private final List<byte[]> received = new ArrayList<>();
    private NetworkInterface device;

    @BeforeEach
    void connect() throws NetworkException {
        device = stack.add("vd0", link, "02:02:00:00:01:06");
        stack.address(device, "2001:db8::1/64");
        stack.pass(20_000);
        stack.network()
                .neighbours()
                .set(
                        device,
                        IpAddress.parse("2001:db8::2"),
                        MacAddress.parse("02:02:00:00:02:06"),
                        Neighbour.NUD_PERMANENT,
                        0,
                        true,
                        true);
        stack.network().register(PROTOCOL, new Transport() {
            @Override
            public boolean receive(Packet packet, Received header) {
                received.add(TestStack.bytes(packet));
                packet.release();
                return true;
            }

            @Override
            public void error(IcmpError error, Packet quoted, Received header) {}
        });
        link.drain();
    }

    private void deliver(String to, int first, byte[] headers) {
        link.deliver(frames.ipv6("2001:db8::2", to, first, 64, packet -> {
            packet.append(4);
            packet.put32(0, 0x01020304);
            Ipv6Extension.prepend(packet, headers, PROTOCOL);
        }));
    }

    private List<Packet> errors() {
        stack.pass(0);
        return link.drain().stream().map(frames::payload).toList();
    }

    @Test
    void headersAreSkippedThatAreOfNoConcern() {
        byte[] headers = {
            IpProtocol.DSTOPTS,
            0,
            0x1e,
            2,
            0,
            0,
            1,
            0, // hop-by-hop: an unknown option that may be skipped
            IpProtocol.ROUTING,
            0,
            1,
            4,
            0,
            0,
            0,
            0, // destination: padding
            IpProtocol.DSTOPTS,
            0,
            0,
            0,
            0,
            0,
            0,
            0, // routing: nothing left
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0 // destination: Pad1
        };
        deliver("2001:db8::1", IpProtocol.HOPOPTS, headers);

        assertThat(received).containsExactly(new byte[] {1, 2, 3, 4});
        assertThat(errors()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        // type of the option, destination, whether it is reported
        "0x5e, 2001:db8::1, false",
        "0x9e, 2001:db8::1, true",
        "0x9e, ff02::1, true",
        "0xde, 2001:db8::1, true",
        "0xde, ff02::1, false"
    })
    void unknownOptionsAreTreatedAsTheirTypeSays(String type, String destination, boolean reported) {
        byte[] headers = {0, 0, (byte) Integer.decode(type).intValue(), 4, 0, 0, 0, 0};
        deliver(destination, IpProtocol.DSTOPTS, headers);

        assertThat(received).isEmpty();
        List<Packet> errors = errors();
        assertThat(errors).hasSize(reported ? 1 : 0);
        if (reported) {
            assertThat(Icmp.type(errors.get(0), 40)).isEqualTo(Icmpv6.PARAMETER_PROBLEM);
            assertThat(Icmp.code(errors.get(0), 40)).isEqualTo(Icmpv6.UNKNOWN_OPTION);
            assertThat(Icmp.rest(errors.get(0), 40)).isEqualTo(42);
        }
    }

    @Test
    void aRoutingHeaderWithSegmentsLeftIsRefused() {
        byte[] headers = {0, 2, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
        deliver("2001:db8::1", IpProtocol.ROUTING, headers);

        assertThat(received).isEmpty();
        Packet error = errors().get(0);
        assertThat(Icmp.type(error, 40)).isEqualTo(Icmpv6.PARAMETER_PROBLEM);
        assertThat(Icmp.rest(error, 40)).isEqualTo(42);
    }

    @Test
    void hopByHopOptionsComeFirstOrNotAtAll() {
        byte[] headers = {IpProtocol.HOPOPTS, 0, 1, 4, 0, 0, 0, 0, 0, 0, 1, 4, 0, 0, 0, 0};
        deliver("2001:db8::1", IpProtocol.DSTOPTS, headers);

        assertThat(received).isEmpty();
        Packet error = errors().get(0);
        assertThat(Icmp.code(error, 40)).isEqualTo(Icmpv6.UNKNOWN_NEXT_HEADER);
        assertThat(Icmp.rest(error, 40)).isEqualTo(40);
    }

    @Test
    void aHeaderThatIsCutOffIsDropped() {
        byte[] headers = {0, 9, 1, 4, 0, 0, 0, 0};
        link.deliver(frames.ipv6("2001:db8::2", "2001:db8::1", IpProtocol.DSTOPTS, 64, packet -> {
            packet.append(8);
            packet.put(0, headers, 0, 8);
        }));

        assertThat(received).isEmpty();
        assertThat(errors()).isEmpty();
        assertThat(stack.network().statistics().ip(false).get(IpMib.IN_HDR_ERRORS))
                .isOne();
    }

    private Flow flow() {
        Flow flow = new Flow(PROTOCOL);
        flow.destination(IpAddress.parse("2001:db8::2"));
        byte[] headers = {IpProtocol.DSTOPTS, 0, 5, 2, 0, 0, 1, 0, 0, 0, 1, 4, 0, 0, 0, 0};
        flow.extensions(IpProtocol.HOPOPTS, headers);
        return flow;
    }

    @Test
    void headersThatAProgramWantsAreSent() {
        Flow flow = flow();
        flow.flowLabel(0x12345);
        flow.trafficClass(0xb8);
        flow.hops(7);
        assertThat(stack.network().send(stack.packet(new byte[] {9}), flow)).isNull();

        Packet sent = errors().get(0);
        assertThat(Ipv6.nextHeader(sent, 0)).isEqualTo(IpProtocol.HOPOPTS);
        assertThat(Ipv6.flowLabel(sent, 0)).isEqualTo(0x12345);
        assertThat(Ipv6.trafficClass(sent, 0)).isEqualTo(0xb8);
        assertThat(Ipv6.hopLimit(sent, 0)).isEqualTo(7);
        assertThat(Ipv6Extension.nextHeader(sent, 40)).isEqualTo(IpProtocol.DSTOPTS);
        assertThat(Ipv6Extension.nextHeader(sent, 48)).isEqualTo(PROTOCOL);
        assertThat(sent.get8(56)).isEqualTo(9);
    }

    @Test
    void fragmentsBeginWithTheHeadersThatEveryHopLooksAt() {
        Flow flow = flow();
        assertThat(stack.network().send(stack.packet(new byte[3000]), flow)).isNull();

        List<Packet> sent = errors();
        assertThat(sent).hasSize(3);
        for (Packet piece : sent) {
            assertThat(piece.length()).isLessThanOrEqualTo(1500);
            assertThat(Ipv6.nextHeader(piece, 0)).isEqualTo(IpProtocol.HOPOPTS);
            assertThat(Ipv6Extension.nextHeader(piece, 40)).isEqualTo(IpProtocol.FRAGMENT);
            assertThat(Ipv6Fragment.nextHeader(piece, 48)).isEqualTo(IpProtocol.DSTOPTS);
        }
        assertThat(Ipv6Fragment.more(sent.get(2), 48)).isFalse();
    }
}
