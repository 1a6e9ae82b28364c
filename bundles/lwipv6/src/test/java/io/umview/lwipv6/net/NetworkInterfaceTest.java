package io.umview.lwipv6.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.link.Link;
import io.umview.lwipv6.testing.FakeLink;
import io.umview.lwipv6.testing.Frames;
import io.umview.lwipv6.testing.TestStack;
import io.umview.lwipv6.wire.Ethernet;
import io.umview.lwipv6.wire.IpAddress;
import io.umview.lwipv6.wire.IpPrefix;
import io.umview.lwipv6.wire.IpProtocol;
import io.umview.lwipv6.wire.MacAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NetworkInterfaceTest {
    private final TestStack stack = new TestStack();
    private final FakeLink link = FakeLink.ethernet();
    private final Frames frames = new Frames("02:02:00:00:02:06", "02:02:00:00:01:06");

    private NetworkInterface add() {
        return stack.add("vd0", link, "02:02:00:00:01:06");
    }

    @Test
    void flagsShowWhatKindOfInterfaceItIs() throws NetworkException {
        NetworkInterface device = stack.stack().addInterface("vd0", link);
        assertThat(device.flags()).isEqualTo(NetworkInterface.IFF_BROADCAST | NetworkInterface.IFF_MULTICAST);
        assertThat(device.macAddress().bits() >>> 32).isEqualTo(0x0202);
        assertThat(device.macAddress().bits() & 0xff).isEqualTo(6);
        device.up(true);
        assertThat(device.flags())
                .isEqualTo(NetworkInterface.IFF_BROADCAST
                        | NetworkInterface.IFF_MULTICAST
                        | NetworkInterface.IFF_UP
                        | NetworkInterface.IFF_RUNNING
                        | NetworkInterface.IFF_LOWER_UP);
        link.carrier(false);
        assertThat(device.flags() & NetworkInterface.IFF_RUNNING).isZero();
        assertThat(device.operationalState()).isEqualTo(NetworkInterface.IF_OPER_DOWN);
        NetworkInterface tunnel = stack.stack().addInterface("tn0", FakeLink.ip());
        assertThat(tunnel.hardwareType()).isEqualTo(NetworkInterface.ARPHRD_NONE);
        assertThat(tunnel.flags() & NetworkInterface.IFF_POINTOPOINT).isNotZero();
    }

    @Test
    void namesAreUniqueAndRight() throws NetworkException {
        NetworkInterface device = add();
        for (String wrong : List.of("", ".", "..", "a/b", "a b", "a:b", "abcdefghijklmnop")) {
            assertThatThrownBy(() -> device.name(wrong)).as(wrong).hasMessage("EINVAL");
        }
        assertThatThrownBy(() -> device.name("lo0")).hasMessage("EEXIST");
        device.name("eth0");
        assertThat(stack.network().interfaces().byName("eth0")).isSameAs(device);
        assertThat(stack.network().interfaces().byName("vd0")).isNull();
    }

    @Test
    void theMtuHasLimitsAndBelow1280ThereIsNoIpv6() throws NetworkException {
        NetworkInterface device = add();
        stack.pass(3000);
        assertThatThrownBy(() -> device.mtu(67)).hasMessage("EINVAL");
        device.mtu(1000);
        assertThat(device.addresses()).isEmpty();
        device.mtu(1500);
        stack.pass(3000);
        assertThat(device.addresses()).hasSize(1);
    }

    @Test
    void ipv6CanBeDisabledAndEnabled() {
        NetworkInterface device = add();
        stack.pass(3000);
        device.ipv6().set(Ipv6Setting.DISABLE_IPV6, 1);
        assertThat(device.addresses()).isEmpty();
        assertThatThrownBy(() ->
                        stack.network().addresses().add(device, AddressRequest.of(IpAddress.parse("2001:db8::1"), 64)))
                .hasMessage("EACCES");
        device.ipv6().set(Ipv6Setting.DISABLE_IPV6, 0);
        stack.pass(3000);
        assertThat(device.addresses()).hasSize(1);
    }

    @Test
    void removingAnInterfaceTakesEverythingWithIt() throws NetworkException {
        NetworkInterface device = add();
        stack.address(device, "10.0.2.1/24");
        stack.pass(3000);
        stack.route("0.0.0.0/0", "10.0.2.2", device);
        List<String> gone = new ArrayList<>();
        stack.network().observe(new NetworkObserver() {
            @Override
            public void interfaceRemoved(NetworkInterface what) {
                gone.add(what.name());
            }
        });
        stack.network().interfaces().remove(device);

        assertThat(gone).containsExactly("vd0");
        assertThat(link.isClosed()).isTrue();
        assertThat(stack.network().routing().routes(true)).noneMatch(route -> route.uses(device));
        assertThat(stack.network().routing().routes(false)).noneMatch(route -> route.uses(device));
        assertThat(stack.network().addresses().find(IpAddress.parse("10.0.2.1")))
                .isNull();
        assertThat(stack.network().neighbours().all()).isEmpty();
        Flow flow = new Flow(IpProtocol.UDP);
        flow.destination(IpAddress.parse("10.0.2.9"));
        assertThat(stack.network().route(flow)).isEqualTo(NetworkError.ENETUNREACH);
        stack.pass(100_000);
        assertThatThrownBy(() -> stack.network()
                        .interfaces()
                        .remove(stack.network().interfaces().loopback()))
                .hasMessage("EOPNOTSUPP");
    }

    @Test
    void tapsSeeFramesInAndOut() {
        NetworkInterface device = add();
        stack.address(device, "10.0.2.1/24");
        stack.pass(20_000);
        List<String> seen = new ArrayList<>();
        FrameTap tap = (where, frame, outgoing) -> seen.add((outgoing ? "out " : "in ")
                + Integer.toHexString(Ethernet.type(frame, 0)) + " " + frame.networkHeader());
        device.addTap(tap);
        link.deliver(
                frames.icmpv4("10.0.2.2", "10.0.2.1", message -> io.umview.lwipv6.wire.Icmp.prepend(message, 8, 0, 1)));
        stack.pass(0);
        device.removeTap(tap);
        link.deliver(
                frames.icmpv4("10.0.2.2", "10.0.2.1", message -> io.umview.lwipv6.wire.Icmp.prepend(message, 8, 0, 1)));

        assertThat(seen).containsExactly("in 800 14", "out 806 14");
    }

    @Test
    void onLoopbackTapsSeeTheEthernetHeaderThatLinuxShows() {
        NetworkInterface loopback = stack.network().interfaces().loopback();
        List<String> seen = new ArrayList<>();
        loopback.addTap((where, frame, outgoing) -> seen.add(
                Ethernet.source(frame, 0) + " " + Integer.toHexString(Ethernet.type(frame, 0)) + " " + frame.length()));
        Flow flow = new Flow(253);
        flow.destination(IpAddress.LOOPBACK6);
        stack.network().send(stack.packet(new byte[10]), flow);
        stack.loop().settle();

        assertThat(seen).startsWith("0 86dd 64", "0 86dd 64");
    }

    @Test
    void framesForOthersAreShownInPromiscuousModeOnly() throws NetworkException {
        NetworkInterface device = add();
        Frames others = new Frames("02:02:00:00:02:06", "02:02:00:00:09:06");
        List<Long> seen = new ArrayList<>();
        device.addTap((where, frame, outgoing) -> {
            if (!outgoing) {
                seen.add(Ethernet.destination(frame, 0));
            }
        });
        byte[] frame = others.ipv4("10.0.2.2", "10.0.2.9", 17, 64, 0, packet -> packet.append(8));
        link.deliver(frame);
        assertThat(seen).isEmpty();
        device.flags(NetworkInterface.IFF_PROMISC, NetworkInterface.IFF_PROMISC);
        assertThat(link.isPromiscuous()).isTrue();
        link.deliver(frame);
        assertThat(seen).containsExactly(MacAddress.parse("02:02:00:00:09:06").bits());
        assertThat(stack.network().statistics().ip(true).get(IpMib.IN_RECEIVES)).isZero();
        device.flags(0, NetworkInterface.IFF_PROMISC);
        assertThat(link.isPromiscuous()).isFalse();
        assertThat(device.flags() & NetworkInterface.IFF_PROMISC).isZero();
    }

    @Test
    void rawFramesAreSentAsTheyAre() {
        NetworkInterface device = add();
        stack.pass(3000);
        link.drain();
        byte[] frame = frames.ipv4("10.0.2.2", "10.0.2.9", 17, 64, 0, packet -> packet.append(8));
        assertThat(device.sendFrame(stack.packet(frame))).isNull();
        assertThat(link.poll()).isEqualTo(frame);
        assertThat(device.sendFrame(stack.packet(new byte[1600]))).isEqualTo(NetworkError.EMSGSIZE);
        assertThat(device.sendFrame(stack.packet(new byte[5]), MacAddress.BROADCAST, 0x88b5))
                .isNull();
        Packet sent = frames.packet(java.util.Objects.requireNonNull(link.poll()));
        assertThat(Ethernet.type(sent, 0)).isEqualTo(0x88b5);
        device.up(false);
        assertThat(device.sendFrame(stack.packet(frame))).isEqualTo(NetworkError.ENETDOWN);
        assertThat(stack.pool().inUse()).isZero();
    }

    @Test
    void checksumsAreCompletedForALinkThatDoesNotDoIt() {
        for (Link.Offload offload : new Link.Offload[] {Link.Offload.NONE, Link.Offload.ALL}) {
            TestStack other = new TestStack();
            FakeLink cable = FakeLink.offloading(offload);
            NetworkInterface device = other.add("vd0", cable, "02:02:00:00:01:06");
            other.address(device, "10.0.2.1/24");
            other.pass(20_000);
            cable.drain();
            Flow flow = new Flow(IpProtocol.UDP);
            flow.destination(IpAddress.parse("10.0.2.255"));
            flow.broadcast(true);
            Packet packet = other.packet(new byte[12]);
            packet.put16(6, 0x1111);
            packet.completeLater(0, 6);
            assertThat(other.network().send(packet, flow)).isNull();
            Packet sent = frames.packet(java.util.Objects.requireNonNull(cable.poll()));

            assertThat(sent.get16(14 + 20 + 6)).isEqualTo(offload.checksum() ? 0x1111 : 0xeeee);
        }
    }

    @Test
    void countersCountFramesWithTheirHeaders() {
        NetworkInterface device = add();
        stack.pass(20_000);
        long before = device.counters().receivedBytes();
        link.deliver(frames.ipv4("10.0.2.2", "10.0.2.9", 17, 64, 0, packet -> packet.append(8)));
        link.deliver(new byte[5]);
        link.deliver(frames.ethernet(0x88b5, packet -> packet.append(10)));

        assertThat(device.counters().receivedPackets()).isEqualTo(3);
        assertThat(device.counters().receivedBytes() - before).isEqualTo(14 + 28 + 5 + 24);
        assertThat(device.counters().receiveLengthErrors()).isOne();
        assertThat(device.counters().receivedWithoutHandler()).isOne();
        assertThat(device.counters().sentPackets()).isPositive();
    }

    @Test
    void aTunnelAsksForNobody() throws NetworkException {
        FakeLink tunnelLink = FakeLink.ip();
        NetworkInterface tunnel = stack.add("tn0", tunnelLink, "00:00:00:00:00:00");
        stack.network()
                .addresses()
                .add(tunnel, AddressRequest.of(IpAddress.parse("10.9.0.1"), 32).towards(IpAddress.parse("10.9.0.2")));
        stack.pass(20_000);
        tunnelLink.drain();
        assertThat(stack.network().routing().routes(true))
                .anyMatch(route -> route.destination().equals(IpPrefix.parse("10.9.0.2/32"))
                        && route.device() == tunnel
                        && IpAddress.parse("10.9.0.1").equals(route.preferredSource()));
        Flow flow = new Flow(IpProtocol.UDP);
        flow.destination(IpAddress.parse("10.9.0.2"));
        assertThat(stack.network().send(stack.packet(new byte[8]), flow)).isNull();

        assertThat(java.util.Objects.requireNonNull(tunnelLink.poll()))
                .hasSize(28)
                .startsWith(0x45);
    }

    @Test
    void theMtuOfLoopbackIsWhatALengthFieldCanSay() {
        for (String address : List.of("127.0.0.1", "::1")) {
            Flow flow = new Flow(IpProtocol.TCP);
            flow.destination(IpAddress.parse(address));
            assertThat(stack.network().route(flow)).isNull();
            assertThat(flow.local()).isTrue();
            assertThat(flow.mtu()).isEqualTo(address.equals("::1") ? 65536 : 65535);
            assertThat(flow.offload()).isEqualTo(Link.Offload.ALL);
        }
    }

    @Test
    void aClosedStackHasNoTimersLeft() {
        NetworkInterface device = add();
        stack.address(device, "10.0.2.1/24");
        stack.network().advertiser().advertise(device, Advertisement.of(IpPrefix.parse("2001:db8:5::/64"), List.of()));
        stack.pass(3000);
        Flow flow = new Flow(IpProtocol.UDP);
        flow.destination(IpAddress.parse("10.0.2.9"));
        stack.network().send(stack.packet(new byte[8]), flow);
        device.multicast().join(IpAddress.parse("239.1.2.3"));
        stack.stack().close();
        stack.loop().settle();

        assertThat(stack.loop().timers().delay()).isEqualTo(-1);
        assertThat(link.isClosed()).isTrue();
        assertThat(stack.pool().inUse()).isZero();
    }
}
