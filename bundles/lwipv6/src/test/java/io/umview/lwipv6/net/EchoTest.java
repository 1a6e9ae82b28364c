package io.umview.lwipv6.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.umview.lwipv6.buffer.InternetChecksum;
import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.testing.FakeLink;
import io.umview.lwipv6.testing.TestLoop;
import io.umview.lwipv6.testing.TestStack;
import io.umview.lwipv6.wire.Icmp;
import io.umview.lwipv6.wire.Icmpv6;
import io.umview.lwipv6.wire.IpAddress;
import io.umview.lwipv6.wire.IpProtocol;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two stacks on one cable, and one with itself: echo requests and what comes back. */
class EchoTest implements Transport {
    private final TestLoop loop = new TestLoop();
    private final TestStack near = new TestStack(loop, 1);
    private final TestStack far = new TestStack(loop, 2);
    private final List<byte[]> replies = new ArrayList<>();
    private final List<IcmpError> errors = new ArrayList<>();
    private NetworkInterface nearDevice;
    private NetworkInterface farDevice;

    @BeforeEach
    void connect() {
        FakeLink nearLink = FakeLink.ethernet();
        FakeLink farLink = FakeLink.ethernet();
        nearLink.connect(farLink);
        nearDevice = near.add("vd0", nearLink, "02:02:00:00:01:06");
        farDevice = far.add("vd0", farLink, "02:02:00:00:02:06");
        near.address(nearDevice, "10.0.2.1/24");
        far.address(farDevice, "10.0.2.2/24");
        near.address(nearDevice, "2001:db8::1/64");
        far.address(farDevice, "2001:db8::2/64");
        loop.pass(3000);
        near.network().register(IpProtocol.ICMP, this);
        near.network().register(IpProtocol.ICMPV6, this);
    }

    @AfterEach
    void everyPacketCameBack() {
        loop.pass(120_000);
        assertThat(near.pool().inUse()).isZero();
        assertThat(far.pool().inUse()).isZero();
    }

    @Override
    public boolean receive(Packet packet, Received header) {
        replies.add(TestStack.bytes(packet));
        packet.release();
        return true;
    }

    @Override
    public void error(IcmpError error, Packet quoted, Received header) {
        errors.add(error);
    }

    private NetworkError ping(String to, byte[] payload) {
        IpAddress destination = IpAddress.parse(to);
        boolean v4 = destination.isV4();
        Flow flow = new Flow(v4 ? IpProtocol.ICMP : IpProtocol.ICMPV6);
        flow.destination(destination);
        if (destination.isLinkLocal()) {
            flow.boundInterface(nearDevice.index());
        }
        NetworkError error = near.network().route(flow);
        if (error != null) {
            return error;
        }
        Packet packet = near.packet(payload);
        Icmp.prepend(packet, v4 ? Icmp.ECHO : Icmpv6.ECHO_REQUEST, 0, 0x1234_0001);
        long pseudo = v4
                ? 0
                : InternetChecksum.pseudoHeader(
                        flow.source().high(),
                        flow.source().low(),
                        destination.high(),
                        destination.low(),
                        IpProtocol.ICMPV6,
                        packet.length());
        Icmp.seal(packet, 0, pseudo);
        return near.network().send(packet, flow);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.2.2",
                "2001:db8::2",
                "fe80::2:ff:fe00:206",
                "127.0.0.1",
                "127.1.2.3",
                "::1",
                "10.0.2.1",
                "2001:db8::1",
                "fe80::2:ff:fe00:106"
            })
    void anEchoRequestIsAnswered(String address) {
        byte[] payload = {1, 2, 3, 4, 5};

        assertThat(ping(address, payload)).isNull();
        loop.pass(10);

        assertThat(replies).hasSize(1);
        assertThat(Arrays.copyOfRange(replies.get(0), 8, 13)).isEqualTo(payload);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.2.2", "2001:db8::2"})
    void aLargeOneIsFragmentedBothWays(String address) {
        byte[] payload = new byte[40_000];
        for (int i = 0; i < payload.length; i++) {
            payload[i] = (byte) (i * 31 >> 3);
        }

        assertThat(ping(address, payload)).isNull();
        loop.pass(10);

        assertThat(replies).hasSize(1);
        assertThat(Arrays.copyOfRange(replies.get(0), 8, 40_008)).isEqualTo(payload);
        boolean v4 = address.indexOf('.') > 0;
        assertThat(far.network().statistics().ip(v4).get(IpMib.REASM_OKS)).isOne();
        assertThat(far.network().statistics().ip(v4).get(IpMib.FRAG_OKS)).isOne();
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.2.77", "2001:db8::77"})
    void aHostThatDoesNotAnswerIsUnreachableAfterThreeSeconds(String address) {
        assertThat(ping(address, new byte[8])).isNull();
        loop.pass(2900);
        assertThat(errors).isEmpty();
        loop.pass(200);

        assertThat(errors).extracting(IcmpError::meaning).containsExactly(NetworkError.EHOSTUNREACH);
    }

    @Test
    void withoutARouteTheNetworkIsUnreachable() {
        assertThat(ping("192.0.2.1", new byte[8])).isEqualTo(NetworkError.ENETUNREACH);
        assertThat(ping("2001:db8:1::1", new byte[8])).isEqualTo(NetworkError.ENETUNREACH);
    }

    @Test
    void aMulticastEchoIsAnsweredByAllNodesWithTheirOwnAddress() {
        Flow flow = new Flow(IpProtocol.ICMPV6);
        flow.destination(IpAddress.ALL_NODES);
        flow.boundInterface(nearDevice.index());
        assertThat(near.network().route(flow)).isNull();
        Packet packet = near.packet(new byte[8]);
        Icmp.prepend(packet, Icmpv6.ECHO_REQUEST, 0, 1);
        IcmpErrors.seal6(packet, flow);
        near.network().send(packet, flow);
        loop.pass(10);

        assertThat(replies).hasSize(2);
    }
}
