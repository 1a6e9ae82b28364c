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
import io.umview.lwipv6.wire.Ipv4;
import io.umview.lwipv6.wire.Ipv6;
import io.umview.lwipv6.wire.MacAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Errors that are sent, and errors that come in: who hears of them, and what the path MTU is then. */
class IcmpErrorsTest implements Transport {
    private static final String OWN = "02:02:00:00:01:06";
    private static final String PEER = "02:02:00:00:02:06";

    private final TestStack stack = new TestStack();
    private final FakeLink link = FakeLink.ethernet();
    private final Frames frames = new Frames(PEER, OWN);
    private final List<IcmpError> errors = new ArrayList<>();
    private final List<String> quoted = new ArrayList<>();
    private boolean wanted;
    private boolean sentHere = true;
    private NetworkInterface device;

    @BeforeEach
    void connect() throws NetworkException {
        device = stack.add("vd0", link, OWN);
        stack.address(device, "10.0.2.1/24");
        stack.address(device, "2001:db8::1/64");
        stack.pass(3000);
        stack.route("0.0.0.0/0", "10.0.2.2", device);
        stack.route("::/0", "2001:db8::2", device);
        for (String neighbour : List.of("10.0.2.2", "2001:db8::2")) {
            stack.network()
                    .neighbours()
                    .set(
                            device,
                            IpAddress.parse(neighbour),
                            MacAddress.parse(PEER),
                            Neighbour.NUD_PERMANENT,
                            0,
                            true,
                            true);
        }
        stack.network().register(IpProtocol.UDP, this);
        link.drain();
    }

    @AfterEach
    void everyPacketCameBack() {
        stack.pass(120_000);
        assertThat(stack.pool().inUse()).isZero();
    }

    @Override
    public boolean receive(Packet packet, Received header) {
        if (wanted) {
            packet.release();
        }
        return wanted;
    }

    @Override
    public boolean sent(Packet about, Received header) {
        return sentHere;
    }

    @Override
    public void error(IcmpError error, Packet about, Received header) {
        errors.add(error);
        quoted.add(header.source() + " " + header.destination() + " " + about.get16(0));
    }

    private static void udp(Packet packet) {
        packet.append(12);
        packet.clear(0, 12);
        packet.put16(0, 4711);
        packet.put16(2, 53);
    }

    private List<Packet> sent() {
        stack.pass(0);
        return link.drain().stream().map(frames::payload).collect(Collectors.toList());
    }

    @Test
    void aPortWithoutAListenerIsUnreachable() {
        link.deliver(frames.ipv4("192.0.2.9", "10.0.2.1", IpProtocol.UDP, 64, 0, IcmpErrorsTest::udp));
        link.deliver(frames.ipv6("2001:db8:9::9", "2001:db8::1", IpProtocol.UDP, 64, IcmpErrorsTest::udp));

        List<Packet> sent = sent();
        assertThat(sent).hasSize(2);
        Packet v4 = sent.get(0);
        assertThat(Icmp.type(v4, 20)).isEqualTo(Icmp.UNREACHABLE);
        assertThat(Icmp.code(v4, 20)).isEqualTo(Icmp.UNREACHABLE_PORT);
        assertThat(Ipv4.source(v4, 0)).isEqualTo(0x0a000201);
        assertThat(v4.get16(28 + 20)).isEqualTo(4711);
        Packet v6 = sent.get(1);
        assertThat(Icmp.type(v6, 40)).isEqualTo(Icmpv6.UNREACHABLE);
        assertThat(Icmp.code(v6, 40)).isEqualTo(Icmpv6.UNREACHABLE_PORT);
        assertThat(v6.get16(48 + 40)).isEqualTo(4711);
    }

    @Test
    void aProtocolThatNobodySpeaksIsUnreachable() {
        link.deliver(frames.ipv4("192.0.2.9", "10.0.2.1", 200, 64, 0, IcmpErrorsTest::udp));
        link.deliver(frames.ipv6("2001:db8:9::9", "2001:db8::1", 200, 64, IcmpErrorsTest::udp));

        List<Packet> sent = sent();
        assertThat(Icmp.code(sent.get(0), 20)).isEqualTo(Icmp.UNREACHABLE_PROTOCOL);
        assertThat(Icmp.type(sent.get(1), 40)).isEqualTo(Icmpv6.PARAMETER_PROBLEM);
        assertThat(Icmp.code(sent.get(1), 40)).isEqualTo(Icmpv6.UNKNOWN_NEXT_HEADER);
        assertThat(Icmp.rest(sent.get(1), 40)).isEqualTo(6);
    }

    @Test
    void aRawSocketThatTookItMakesTheProtocolKnown() {
        List<Integer> seen = new ArrayList<>();
        stack.network().raw(new RawReceiver() {
            @Override
            public boolean wants(int protocol, boolean v4) {
                return protocol == 200;
            }

            @Override
            public boolean receive(Packet packet, Received header) {
                seen.add(packet.length());
                return true;
            }

            @Override
            public void error(IcmpError error, Packet about, Received header) {}
        });
        link.deliver(frames.ipv4("192.0.2.9", "10.0.2.1", 200, 64, 0, IcmpErrorsTest::udp));

        assertThat(seen).containsExactly(12);
        assertThat(sent()).isEmpty();
    }

    @Test
    void errorsAreNotSentAboutErrorsGroupsOrLaterFragments() {
        link.deliver(frames.ipv4("192.0.2.9", "10.0.2.255", IpProtocol.UDP, 64, 0, IcmpErrorsTest::udp));
        link.deliver(frames.ipv4("192.0.2.9", "224.0.0.1", 200, 64, 0, IcmpErrorsTest::udp));
        link.deliver(frames.ipv4("0.0.0.0", "10.0.2.1", 200, 64, 0, IcmpErrorsTest::udp));
        link.deliver(frames.ipv6("2001:db8:9::9", "ff02::1", IpProtocol.UDP, 64, IcmpErrorsTest::udp));
        link.deliver(frames.ipv6("::", "2001:db8::1", IpProtocol.UDP, 64, IcmpErrorsTest::udp));

        assertThat(sent()).isEmpty();
    }

    @Test
    void errorsToOneHostAreLimitedToABurstAndOnePerSecond() {
        for (int i = 0; i < 100; i++) {
            link.deliver(frames.ipv4("192.0.2.9", "10.0.2.1", IpProtocol.UDP, 64, 0, IcmpErrorsTest::udp));
        }
        assertThat(sent()).hasSize(6);
        stack.pass(1000);
        for (int i = 0; i < 100; i++) {
            link.deliver(frames.ipv4("192.0.2.9", "10.0.2.1", IpProtocol.UDP, 64, 0, IcmpErrorsTest::udp));
        }
        assertThat(sent()).hasSize(1);
        assertThat(stack.network().statistics().icmp(true).outLimited()).isEqualTo(193);
    }

    private void error4(int type, int code, int rest) {
        link.deliver(frames.icmpv4("10.0.2.2", "10.0.2.1", message -> {
            udp(message);
            Ipv4.prepend(
                    message,
                    new byte[0],
                    0,
                    0,
                    Ipv4.DF,
                    64,
                    IpProtocol.UDP,
                    0x0a000201,
                    IpAddress.parse("192.0.2.9").v4());
            Icmp.prepend(message, type, code, rest);
        }));
    }

    private void error6(int type, int code, int rest) {
        IpAddress own = IpAddress.parse("2001:db8::1");
        IpAddress far = IpAddress.parse("2001:db8:9::9");
        link.deliver(frames.icmpv6("2001:db8::2", "2001:db8::1", 64, message -> {
            udp(message);
            Ipv6.prepend(message, 0, 0, IpProtocol.UDP, 64, own.high(), own.low(), far.high(), far.low());
            Icmp.prepend(message, type, code, rest);
        }));
    }

    @ParameterizedTest
    @CsvSource({
        "3, 0, ENETUNREACH, false",
        "3, 1, EHOSTUNREACH, false",
        "3, 2, ENOPROTOOPT, true",
        "3, 3, ECONNREFUSED, true",
        "3, 4, EMSGSIZE, false",
        "3, 13, EHOSTUNREACH, true",
        "11, 0, EHOSTUNREACH, false",
        "12, 0, EPROTO, true"
    })
    void aTransportHearsOfErrorsOfIpv4(int type, int code, NetworkError meaning, boolean fatal) {
        error4(type, code, 1400);

        assertThat(errors).hasSize(1);
        assertThat(errors.get(0).meaning()).isEqualTo(meaning);
        assertThat(errors.get(0).fatal()).isEqualTo(fatal);
        assertThat(errors.get(0).offender()).isEqualTo(IpAddress.parse("10.0.2.2"));
        assertThat(quoted).containsExactly("10.0.2.1 192.0.2.9 4711");
    }

    @ParameterizedTest
    @CsvSource({
        "1, 0, ENETUNREACH, false",
        "1, 1, EACCES, true",
        "1, 3, EHOSTUNREACH, false",
        "1, 4, ECONNREFUSED, true",
        "2, 0, EMSGSIZE, false",
        "3, 0, EHOSTUNREACH, false",
        "4, 1, EPROTO, true"
    })
    void aTransportHearsOfErrorsOfIpv6(int type, int code, NetworkError meaning, boolean fatal) {
        error6(type, code, 1400);

        assertThat(errors).hasSize(1);
        assertThat(errors.get(0).meaning()).isEqualTo(meaning);
        assertThat(errors.get(0).fatal()).isEqualTo(fatal);
        assertThat(quoted).containsExactly("2001:db8::1 2001:db8:9::9 4711");
    }

    private Flow flow(String destination) {
        Flow flow = new Flow(IpProtocol.UDP);
        flow.destination(IpAddress.parse(destination));
        flow.fragmentable(false);
        assertThat(stack.network().route(flow)).isNull();
        return flow;
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.9", "2001:db8:9::9"})
    void aSmallerPathMtuIsHeededForTenMinutes(String destination) {
        Flow flow = flow(destination);
        assertThat(flow.mtu()).isEqualTo(1500);

        error4(Icmp.UNREACHABLE, Icmp.FRAGMENTATION_NEEDED, 1400);
        error6(Icmpv6.TOO_BIG, 0, 1400);

        assertThat(stack.network().route(flow)).isNull();
        assertThat(flow.mtu()).isEqualTo(1400);
        assertThat(send(flow, 1472)).isEqualTo(NetworkError.EMSGSIZE);
        assertThat(flow(destination.startsWith("1") ? "192.0.2.8" : "2001:db8:9::8")
                        .mtu())
                .isEqualTo(1500);
        stack.pass(601_000);
        assertThat(stack.network().route(flow)).isNull();
        assertThat(flow.mtu()).isEqualTo(1500);
    }

    private @Nullable NetworkError send(Flow flow, int payload) {
        return stack.network().send(stack.packet(new byte[payload]), flow);
    }

    @Test
    void anAbsurdlySmallMtuIsNotBelieved() {
        error4(Icmp.UNREACHABLE, Icmp.FRAGMENTATION_NEEDED, 68);
        error6(Icmpv6.TOO_BIG, 0, 68);

        assertThat(flow("192.0.2.9").mtu()).isEqualTo(552);
        assertThat(flow("2001:db8:9::9").mtu()).isEqualTo(1280);
    }

    @Test
    void aRouterThatDoesNotTellItsMtuMeansTheNextPlateau() {
        link.deliver(frames.icmpv4("10.0.2.2", "10.0.2.1", message -> {
            message.append(8);
            Ipv4.prepend(
                    message,
                    new byte[0],
                    0,
                    0,
                    Ipv4.DF,
                    64,
                    17,
                    0x0a000201,
                    IpAddress.parse("192.0.2.9").v4());
            Ipv4.totalLength(message, 0, 1500);
            Icmp.prepend(message, Icmp.UNREACHABLE, Icmp.FRAGMENTATION_NEEDED, 0);
        }));

        assertThat(flow("192.0.2.9").mtu()).isEqualTo(1492);
    }

    @Test
    void whatIsSentWithDiscoveryIsFragmentedToThePathMtuWithoutDontFragment() {
        Flow flow = flow("192.0.2.9");
        flow.fragmentable(true);
        assertThat(send(flow, 100)).isNull();
        assertThat(Ipv4.fragment(sent().get(0), 0)).isEqualTo(Ipv4.DF);
        error4(Icmp.UNREACHABLE, Icmp.FRAGMENTATION_NEEDED, 1000);
        assertThat(send(flow, 1400)).isNull();

        List<Packet> sent = sent();
        assertThat(sent).hasSize(2);
        assertThat(sent).allMatch(packet -> packet.length() <= 1000);
        assertThat(Ipv4.fragment(sent.get(0), 0)).isEqualTo(Ipv4.MF);
    }

    @Test
    void aRedirectOfTheGatewayInUseIsFollowed() throws NetworkException {
        error4(Icmp.REDIRECT, 1, 0x0a000203);
        Flow flow = flow("192.0.2.9");
        assertThat(send(flow, 8)).isNull();
        stack.pass(0);

        assertThat(stack.network().neighbours().find(device, IpAddress.parse("10.0.2.3")))
                .isNotNull();
    }

    @Test
    void aRedirectToSomewhereElseIsIgnored() {
        error4(Icmp.REDIRECT, 1, IpAddress.parse("203.0.113.1").v4());
        assertThat(send(flow("192.0.2.9"), 8)).isNull();

        assertThat(sent()).hasSize(1);
    }

    @Test
    void anErrorWithoutEnoughOfThePacketIsCountedAndIgnored() {
        link.deliver(frames.icmpv4("10.0.2.2", "10.0.2.1", message -> {
            message.append(4);
            Icmp.prepend(message, Icmp.UNREACHABLE, 1, 0);
        }));

        assertThat(errors).isEmpty();
        assertThat(stack.network().statistics().icmp(true).inErrors()).isOne();
    }

    @Test
    void aWrongChecksumIsCountedAndIgnored() {
        byte[] frame = frames.icmpv4("10.0.2.2", "10.0.2.1", message -> Icmp.prepend(message, Icmp.ECHO, 0, 1));
        frame[frame.length - 1] ^= 1;
        link.deliver(frame);

        assertThat(sent()).isEmpty();
        assertThat(stack.network().statistics().icmp(true).inChecksumErrors()).isOne();
    }

    @Test
    void anErrorAboutAPacketThatWasNotSentChangesNothing() {
        sentHere = false;
        error4(Icmp.UNREACHABLE, Icmp.FRAGMENTATION_NEEDED, 1000);
        assertThat(flow("192.0.2.9").mtu()).isEqualTo(1500);

        link.deliver(frames.icmpv4("10.0.2.2", "10.0.2.1", message -> {
            udp(message);
            Ipv4.prepend(
                    message,
                    new byte[0],
                    0,
                    0,
                    0,
                    64,
                    17,
                    0x0a000299,
                    IpAddress.parse("192.0.2.9").v4());
            Icmp.prepend(message, Icmp.UNREACHABLE, Icmp.UNREACHABLE_PORT, 0);
        }));
        assertThat(errors).hasSize(1);
    }
}
