package io.umview.lwipv6.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.testing.FakeLink;
import io.umview.lwipv6.testing.Frames;
import io.umview.lwipv6.testing.TestStack;
import io.umview.lwipv6.wire.Ethernet;
import io.umview.lwipv6.wire.Icmp;
import io.umview.lwipv6.wire.Icmpv6;
import io.umview.lwipv6.wire.Igmp;
import io.umview.lwipv6.wire.IpAddress;
import io.umview.lwipv6.wire.IpProtocol;
import io.umview.lwipv6.wire.Ipv4;
import io.umview.lwipv6.wire.Ipv6;
import io.umview.lwipv6.wire.Ipv6Extension;
import io.umview.lwipv6.wire.MacAddress;
import io.umview.lwipv6.wire.Mld;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Groups: what is received, what routers are told, what comes back to the sender. */
class MulticastTest {
    private static final String OWN = "02:02:00:00:01:06";
    private static final String ROUTER = "02:02:00:00:0f:06";
    private static final IpAddress GROUP4 = IpAddress.parse("239.1.2.3");
    private static final IpAddress GROUP6 = IpAddress.parse("ff0e::1:2:3");

    private final TestStack stack = new TestStack();
    private final FakeLink link = FakeLink.ethernet();
    private final Frames frames = new Frames(ROUTER, OWN);
    private final List<byte[]> received = new ArrayList<>();
    private NetworkInterface device;

    /** A record of a report: type, group, sources. */
    private record Told(int type, IpAddress group, List<IpAddress> sources) {}

    @BeforeEach
    void connect() {
        device = stack.add("vd0", link, OWN);
        stack.address(device, "10.0.2.1/24");
        stack.pass(20_000);
        link.drain();
        stack.network().register(IpProtocol.UDP, new Transport() {
            @Override
            public boolean receive(Packet packet, Received header) {
                received.add(TestStack.bytes(packet));
                packet.release();
                return true;
            }

            @Override
            public void error(IcmpError error, Packet quoted, Received header) {}
        });
    }

    @AfterEach
    void everyPacketCameBack() {
        stack.pass(120_000);
        assertThat(stack.pool().inUse()).isZero();
    }

    private List<Told> igmp3() {
        List<Told> told = new ArrayList<>();
        for (byte[] frame : link.drain()) {
            Packet packet = frames.packet(frame);
            if (Ethernet.type(packet, 0) != Ethernet.ETH_P_IP) {
                continue;
            }
            packet.trimFront(Ethernet.LENGTH);
            int at = Ipv4.headerLength(packet, 0);
            if (Ipv4.protocol(packet, 0) != IpProtocol.IGMP || Igmp.type(packet, at) != Igmp.V3_REPORT) {
                continue;
            }
            assertThat(Ipv4.ttl(packet, 0)).isOne();
            assertThat(at).isEqualTo(24);
            assertThat(Icmp.checksumRight(packet, at, 0)).isTrue();
            int count = packet.get16(at + 6);
            at += 8;
            for (int i = 0; i < count; i++) {
                List<IpAddress> sources = new ArrayList<>();
                int number = packet.get16(at + 2);
                for (int j = 0; j < number; j++) {
                    sources.add(IpAddress.v4(packet.get32(at + 8 + 4 * j)));
                }
                told.add(new Told(packet.get8(at), IpAddress.v4(packet.get32(at + 4)), sources));
                at += 8 + 4 * number;
            }
        }
        return told;
    }

    private List<Told> mld2() {
        List<Told> told = new ArrayList<>();
        for (byte[] frame : link.drain()) {
            Packet packet = frames.packet(frame);
            if (Ethernet.type(packet, 0) != Ethernet.ETH_P_IPV6) {
                continue;
            }
            packet.trimFront(Ethernet.LENGTH);
            if (Ipv6.nextHeader(packet, 0) != IpProtocol.HOPOPTS
                    || Icmp.type(packet, Ipv6.LENGTH + 8) != Icmpv6.MLD2_REPORT) {
                continue;
            }
            assertThat(Ipv6Extension.routerAlert(packet, Ipv6.LENGTH)).isZero();
            int at = Ipv6.LENGTH + 8;
            int count = packet.get16(at + 6);
            at += 8;
            for (int i = 0; i < count; i++) {
                List<IpAddress> sources = new ArrayList<>();
                int number = packet.get16(at + 2);
                for (int j = 0; j < number; j++) {
                    sources.add(new IpAddress(packet.get64(at + 20 + 16 * j), packet.get64(at + 28 + 16 * j)));
                }
                told.add(
                        new Told(packet.get8(at), new IpAddress(packet.get64(at + 4), packet.get64(at + 12)), sources));
                at += 20 + 16 * number;
            }
        }
        return told;
    }

    private void query4(Consumer<Packet> writer) {
        link.deliver(frames.ipv4("10.0.2.254", "224.0.0.1", IpProtocol.IGMP, 1, 0, packet -> {
            writer.accept(packet);
            Icmp.seal(packet, 0, 0);
        }));
    }

    @Test
    void joiningAndLeavingIsToldTwice() {
        MulticastMembership membership = device.multicast().join(GROUP4);
        stack.pass(2);
        assertThat(igmp3()).containsExactly(new Told(Mld.CHANGE_TO_EXCLUDE, GROUP4, List.of()));
        stack.pass(1002);
        assertThat(igmp3()).containsExactly(new Told(Mld.CHANGE_TO_EXCLUDE, GROUP4, List.of()));
        stack.pass(10_000);
        assertThat(igmp3()).isEmpty();

        membership.leave();
        stack.pass(2000);
        assertThat(igmp3())
                .containsExactly(
                        new Told(Mld.CHANGE_TO_INCLUDE, GROUP4, List.of()),
                        new Told(Mld.CHANGE_TO_INCLUDE, GROUP4, List.of()));
    }

    @Test
    void theSameForIpv6() {
        device.multicast().join(GROUP6);
        stack.pass(2);

        assertThat(mld2()).containsExactly(new Told(Mld.CHANGE_TO_EXCLUDE, GROUP6, List.of()));
    }

    @Test
    void aGroupIsLeftWhenItsLastUserLeaves() {
        MulticastMembership first = device.multicast().join(GROUP4);
        MulticastMembership second = device.multicast().join(GROUP4);
        stack.pass(5000);
        link.drain();
        first.leave();
        stack.pass(5000);
        assertThat(igmp3()).isEmpty();
        assertThat(device.multicast().find(GROUP4)).isNotNull();
        second.leave();
        stack.pass(2);
        assertThat(igmp3()).hasSize(1);
        assertThat(device.multicast().find(GROUP4)).isNull();
    }

    @Test
    void sourcesOfAllUsersAreMerged() {
        IpAddress a = IpAddress.parse("10.0.2.10");
        IpAddress b = IpAddress.parse("10.0.2.11");
        MulticastMembership first = device.multicast().join(GROUP4);
        first.filter(false, Set.of(a));
        MulticastMembership second = device.multicast().join(GROUP4);
        second.filter(false, Set.of(b));
        MulticastGroup group = first.group();
        assertThat(group.excludes()).isFalse();
        assertThat(group.sources()).containsExactlyInAnyOrder(a, b);
        first.filter(true, Set.of(a, b));
        assertThat(group.excludes()).isTrue();
        assertThat(group.sources()).containsExactly(a);
        stack.pass(10_000);
        link.drain();

        first.filter(true, Set.of(b));
        stack.pass(2);
        assertThat(group.sources()).isEmpty();
        assertThat(igmp3()).containsExactly(new Told(Mld.ALLOW_NEW_SOURCES, GROUP4, List.of(a)));
    }

    @Test
    void aGeneralQueryIsAnsweredWithAllGroupsWithinItsTime() {
        device.multicast().join(GROUP4);
        stack.pass(20_000);
        link.drain();
        query4(packet -> {
            Igmp.append(packet, Igmp.QUERY, 100, 0);
            packet.append(4);
            packet.put32(8, 0);
        });
        stack.pass(10_000);

        assertThat(igmp3()).containsExactly(new Told(Mld.MODE_IS_EXCLUDE, GROUP4, List.of()));
    }

    @Test
    void aQuerierOfVersionTwoGetsReportsOfVersionTwo() {
        device.multicast().join(GROUP4);
        stack.pass(20_000);
        link.drain();
        query4(packet -> Igmp.append(packet, Igmp.QUERY, 100, 0));
        stack.pass(10_000);

        assertThat(device.multicast().version(true)).isEqualTo(2);
        List<Packet> reports = link.drain().stream()
                .map(frames::payload)
                .filter(packet -> Ipv4.check(packet, 0))
                .toList();
        assertThat(reports).hasSize(1);
        assertThat(Igmp.type(reports.get(0), 24)).isEqualTo(Igmp.V2_REPORT);
        assertThat(Ipv4.destination(reports.get(0), 0)).isEqualTo(GROUP4.v4());
        stack.pass(270_000);
        assertThat(device.multicast().version(true)).isEqualTo(3);
    }

    @Test
    void anotherHostsReportSavesOnesOwnInVersionTwo() {
        device.multicast().join(GROUP4);
        stack.pass(20_000);
        query4(packet -> Igmp.append(packet, Igmp.QUERY, 100, 0));
        link.drain();
        link.deliver(frames.ipv4("10.0.2.77", "239.1.2.3", IpProtocol.IGMP, 1, 0, packet -> {
            Igmp.append(packet, Igmp.V2_REPORT, 0, GROUP4.v4());
            Icmp.seal(packet, 0, 0);
        }));
        stack.pass(10_000);

        assertThat(link.drain()).isEmpty();
    }

    @Test
    void onlyGroupsThatWereJoinedAreReceived() {
        byte[] frame = frames.ipv4("10.0.2.9", "239.1.2.3", IpProtocol.UDP, 1, 0, packet -> packet.append(8));
        link.deliver(frame);
        assertThat(received).isEmpty();
        device.multicast().join(GROUP4);
        link.deliver(frame);
        assertThat(received).hasSize(1);
    }

    private void send(IpAddress group, boolean loop) {
        Flow flow = new Flow(IpProtocol.UDP);
        flow.destination(group);
        flow.boundInterface(device.index());
        flow.multicastLoop(loop);
        assertThat(stack.network().send(stack.packet(new byte[12]), flow)).isNull();
        stack.pass(2);
    }

    @Test
    void whoIsInAGroupGetsWhatThisHostSendsToIt() {
        for (IpAddress group : List.of(GROUP4, GROUP6)) {
            received.clear();
            link.drain();
            send(group, true);
            assertThat(received).isEmpty();
            MulticastMembership membership = device.multicast().join(group);
            send(group, true);
            assertThat(received).hasSize(1);
            send(group, false);
            assertThat(received).hasSize(1);
            membership.leave();
            assertThat(link.drain()).filteredOn(frame -> frame.length < 70).hasSizeGreaterThanOrEqualTo(3);
        }
    }

    @Test
    void multicastHasOneHopAndTheLinkAddressOfItsGroup() {
        send(GROUP4, true);
        send(GROUP6, true);

        List<byte[]> sent = link.drain();
        Packet v4 = frames.packet(sent.get(0));
        assertThat(Ethernet.destination(v4, 0))
                .isEqualTo(MacAddress.parse("01:00:5e:01:02:03").bits());
        assertThat(Ipv4.ttl(v4, 14)).isOne();
        Packet v6 = frames.packet(sent.get(1));
        assertThat(Ethernet.destination(v6, 0))
                .isEqualTo(MacAddress.parse("33:33:00:02:00:03").bits());
        assertThat(Ipv6.hopLimit(v6, 14)).isOne();
    }
}
