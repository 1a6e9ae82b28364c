package io.umview.lwipv6.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.buffer.PacketPool;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** What is written is read again; what is cut off or random is refused, and nothing throws behind a check. */
class WireTest {
    private final PacketPool pool = new PacketPool();

    private Packet empty() {
        return pool.take(1500);
    }

    private Packet of(byte[] bytes) {
        Packet packet = pool.take(bytes.length);
        packet.append(bytes.length);
        packet.put(0, bytes, 0, bytes.length);
        return packet;
    }

    @Property
    void ethernet(@ForAll long destination, @ForAll long source, @ForAll @IntRange(max = 0xffff) int type) {
        Packet packet = empty();
        long to = new MacAddress(destination).bits();
        long from = new MacAddress(source).bits();
        Ethernet.prepend(packet, to, from, type);

        assertThat(Ethernet.check(packet)).isTrue();
        assertThat(Ethernet.destination(packet, 0)).isEqualTo(to);
        assertThat(Ethernet.source(packet, 0)).isEqualTo(from);
        assertThat(Ethernet.type(packet, 0)).isEqualTo(type);
    }

    @Property
    void arp(
            @ForAll @IntRange(max = 0xffff) int operation,
            @ForAll long a,
            @ForAll int b,
            @ForAll long c,
            @ForAll int d) {
        Packet packet = empty();
        long sender = new MacAddress(a).bits();
        long target = new MacAddress(c).bits();
        Arp.append(packet, operation, sender, b, target, d);

        assertThat(Arp.check(packet, 0)).isTrue();
        assertThat(Arp.operation(packet, 0)).isEqualTo(operation);
        assertThat(Arp.senderHardware(packet, 0)).isEqualTo(sender);
        assertThat(Arp.senderProtocol(packet, 0)).isEqualTo(b);
        assertThat(Arp.targetHardware(packet, 0)).isEqualTo(target);
        assertThat(Arp.targetProtocol(packet, 0)).isEqualTo(d);
        packet.truncate(Arp.LENGTH - 1);
        assertThat(Arp.check(packet, 0)).isFalse();
    }

    @Property
    void ipv4(
            @ForAll @IntRange(max = 255) int tos,
            @ForAll @IntRange(max = 0xffff) int identification,
            @ForAll @IntRange(max = 0xffff) int fragment,
            @ForAll @IntRange(min = 1, max = 255) int ttl,
            @ForAll @IntRange(max = 255) int protocol,
            @ForAll int source,
            @ForAll int destination,
            @ForAll @IntRange(max = 10) int options,
            @ForAll @IntRange(max = 1000) int payload) {
        Packet packet = empty();
        packet.append(payload);
        Ipv4.prepend(packet, new byte[4 * options], tos, identification, fragment, ttl, protocol, source, destination);

        assertThat(Ipv4.check(packet, 0)).isTrue();
        assertThat(Ipv4.checksumRight(packet, 0)).isTrue();
        assertThat(Ipv4.headerLength(packet, 0)).isEqualTo(20 + 4 * options);
        assertThat(Ipv4.totalLength(packet, 0)).isEqualTo(20 + 4 * options + payload);
        assertThat(Ipv4.tos(packet, 0)).isEqualTo(tos);
        assertThat(Ipv4.identification(packet, 0)).isEqualTo(identification);
        assertThat(Ipv4.fragment(packet, 0)).isEqualTo(fragment);
        assertThat(Ipv4.ttl(packet, 0)).isEqualTo(ttl);
        assertThat(Ipv4.protocol(packet, 0)).isEqualTo(protocol);
        assertThat(Ipv4.source(packet, 0)).isEqualTo(source);
        assertThat(Ipv4.destination(packet, 0)).isEqualTo(destination);
        Ipv4.decrementTtl(packet, 0);
        assertThat(Ipv4.ttl(packet, 0)).isEqualTo(ttl - 1);
        assertThat(Ipv4.checksumRight(packet, 0)).isTrue();
        Ipv4.tos(packet, 0, tos ^ 3);
        assertThat(Ipv4.tos(packet, 0)).isEqualTo(tos ^ 3);
        assertThat(Ipv4.checksumRight(packet, 0)).isTrue();
        packet.truncate(packet.length() - 1);
        assertThat(Ipv4.check(packet, 0)).isFalse();
    }

    @Property
    void ipv6(
            @ForAll @IntRange(max = 255) int trafficClass,
            @ForAll @IntRange(max = 0xfffff) int label,
            @ForAll @IntRange(max = 255) int next,
            @ForAll @IntRange(max = 255) int hops,
            @ForAll long a,
            @ForAll long b,
            @ForAll long c,
            @ForAll long d,
            @ForAll @IntRange(max = 1000) int payload) {
        Packet packet = empty();
        packet.append(payload);
        Ipv6.prepend(packet, trafficClass, label, next, hops, a, b, c, d);

        assertThat(Ipv6.check(packet, 0)).isTrue();
        assertThat(Ipv6.trafficClass(packet, 0)).isEqualTo(trafficClass);
        assertThat(Ipv6.flowLabel(packet, 0)).isEqualTo(label);
        assertThat(Ipv6.nextHeader(packet, 0)).isEqualTo(next);
        assertThat(Ipv6.hopLimit(packet, 0)).isEqualTo(hops);
        assertThat(Ipv6.payloadLength(packet, 0)).isEqualTo(payload);
        assertThat(Ipv6.sourceHigh(packet, 0)).isEqualTo(a);
        assertThat(Ipv6.sourceLow(packet, 0)).isEqualTo(b);
        assertThat(Ipv6.destinationHigh(packet, 0)).isEqualTo(c);
        assertThat(Ipv6.destinationLow(packet, 0)).isEqualTo(d);
        Ipv6.trafficClass(packet, 0, 0xa5);
        assertThat(Ipv6.trafficClass(packet, 0)).isEqualTo(0xa5);
        assertThat(Ipv6.flowLabel(packet, 0)).isEqualTo(label);
        packet.truncate(packet.length() - 1);
        assertThat(Ipv6.check(packet, 0)).isFalse();
    }

    @Property
    void fragmentHeader(
            @ForAll @IntRange(max = 255) int next,
            @ForAll @IntRange(max = 0x1fff) int units,
            @ForAll boolean more,
            @ForAll int identification) {
        Packet packet = empty();
        Ipv6Fragment.prepend(packet, next, units * 8, more, identification);

        assertThat(Ipv6Fragment.check(packet, 0)).isTrue();
        assertThat(Ipv6Fragment.nextHeader(packet, 0)).isEqualTo(next);
        assertThat(Ipv6Fragment.fragmentOffset(packet, 0)).isEqualTo(units * 8);
        assertThat(Ipv6Fragment.more(packet, 0)).isEqualTo(more);
        assertThat(Ipv6Fragment.identification(packet, 0)).isEqualTo(identification);
    }

    @Property
    void icmp(
            @ForAll @IntRange(max = 255) int type,
            @ForAll @IntRange(max = 255) int code,
            @ForAll int rest,
            @ForAll byte[] payload) {
        Packet packet = of(payload);
        Icmp.prepend(packet, type, code, rest);
        Icmp.seal(packet, 0, 0);

        assertThat(Icmp.check(packet, 0)).isTrue();
        assertThat(Icmp.checksumRight(packet, 0, 0)).isTrue();
        assertThat(Icmp.type(packet, 0)).isEqualTo(type);
        assertThat(Icmp.code(packet, 0)).isEqualTo(code);
        assertThat(Icmp.rest(packet, 0)).isEqualTo(rest);
        assertThat(Icmp.identifier(packet, 0)).isEqualTo(rest >>> 16);
        assertThat(Icmp.sequence(packet, 0)).isEqualTo(rest & 0xffff);
    }

    @Property
    void neighbourDiscoveryOptions(
            @ForAll long mac,
            @ForAll @IntRange(max = 128) int length,
            @ForAll long high,
            @ForAll long low,
            @ForAll @IntRange(min = 0) int valid,
            @ForAll @IntRange(min = 0) int preferred) {
        IpAddress address = new IpAddress(high | 1L << 60, low);
        Packet packet = empty();
        NdOption.append48(packet, NdOption.SOURCE_LINK_ADDRESS, new MacAddress(mac).bits());
        NdOption.appendMtu(packet, 1400);
        NdOption.appendPrefix(packet, new IpPrefix(address, length), NdOption.ON_LINK, valid, preferred);
        NdOption.appendServers(packet, List.of(address, address), valid);
        NdOption.appendRoute(packet, new IpPrefix(address, length), 3, valid);

        assertThat(NdOption.check(packet, 0)).isTrue();
        assertThat(NdOption.linkAddress(packet, 0, NdOption.SOURCE_LINK_ADDRESS))
                .isEqualTo(new MacAddress(mac).bits());
        assertThat(NdOption.linkAddress(packet, 0, NdOption.TARGET_LINK_ADDRESS))
                .isEqualTo(-1);
        int prefix = NdOption.find(packet, 0, NdOption.PREFIX_INFORMATION);
        assertThat(new IpPrefix(NdOption.prefix(packet, prefix), NdOption.prefixLength(packet, prefix)))
                .isEqualTo(new IpPrefix(address, length));
        assertThat(NdOption.lifetime(packet, prefix)).isEqualTo(valid);
        assertThat(NdOption.preferredLifetime(packet, prefix)).isEqualTo(preferred);
        int route = NdOption.find(packet, 0, NdOption.ROUTE_INFORMATION);
        assertThat(NdOption.routePrefix(packet, route).masked(length)).isEqualTo(address.masked(length));
        assertThat(NdOption.flags(packet, route) >>> 3).isEqualTo(3);
        assertThat(NdOption.length(packet, NdOption.find(packet, 0, NdOption.RDNSS)))
                .isEqualTo(40);
        packet.truncate(packet.length() - 1);
        assertThat(NdOption.check(packet, 0)).isFalse();
    }

    @Property
    void anOptionOfLengthZeroIsRefused(@ForAll @Size(min = 8, max = 64) byte[] bytes) {
        bytes[1] = 0;
        assertThat(NdOption.check(of(bytes), 0)).isFalse();
    }

    /** Everything that a check has let through can be read; jqwik reports whatever throws. */
    @Property(tries = 3000)
    void randomBytesNeverThrowBehindACheck(@ForAll long seed, @ForAll @IntRange(max = 200) int size) {
        Random random = new Random(seed);
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        if (size > 1 && random.nextBoolean()) {
            bytes[0] = (byte) (random.nextBoolean() ? 0x45 + random.nextInt(11) : 0x60);
            bytes[random.nextInt(4) == 0 ? 1 : 0] |= 0;
            if (size > 3) {
                bytes[2] = 0;
                bytes[3] = (byte) random.nextInt(256);
            }
            if (size > 5) {
                bytes[4] = 0;
            }
        }
        Packet packet = of(bytes);
        if (Ipv4.check(packet, 0)) {
            if (Ipv4Options.fault(packet, 0) == 0) {
                Ipv4Options.record(packet, 0, 1, 2);
                Ipv4Options.sourceRouted(packet, 0);
                assertThat(Ipv4Options.fault(packet, 0)).isZero();
                Ipv4Options.keepCopied(packet, 0);
            }
            Ipv4.checksumRight(packet, 0);
        }
        if (Ipv6Extension.check(packet, 0)) {
            int fault = Ipv6Extension.fault(packet, 0);
            if (fault < 0) {
                Ipv6Extension.routerAlert(packet, 0);
            } else {
                assertThat(fault & 0xffff).isLessThan(size);
            }
        }
        if (NdOption.check(packet, 0)) {
            NdOption.find(packet, 0, NdOption.RDNSS);
        }
        if (Igmp.check(packet, 0) && Igmp.isV3Query(packet, 0)) {
            for (int i = 0; i < Igmp.sources(packet, 0); i++) {
                Igmp.source(packet, 0, i);
            }
        }
        if (Mld.check(packet, 0) && Mld.isV2Query(packet, 0)) {
            for (int i = 0; i < Mld.sources(packet, 0); i++) {
                Mld.source(packet, 0, i);
            }
        }
        Arp.check(packet, 0);
        SegmentedTcp.check(packet, 0);
        NeighbourMessage.check(packet, 0);
        NeighbourMessage.checkRedirect(packet, 0);
        RouterMessage.checkAdvertisement(packet, 0);
        packet.release();
    }

    @Property
    void addressesAreWrittenAsRfc5952RecommendsAndReadAgain(@ForAll long high, @ForAll long low, @ForAll int holes)
            throws UnknownHostException {
        long mask = 0;
        for (int i = 0; i < 4; i++) {
            mask |= (holes >> i & 1) == 0 ? 0xffffL << 16 * i : 0;
        }
        IpAddress address = new IpAddress(high & mask, low & ~mask);
        assertThat(IpAddress.parse(address.toString())).isEqualTo(address);
        if (!address.isV4()) {
            assertThat(InetAddress.getByName(address.toString())).isEqualTo(InetAddress.getByAddress(bytes(address)));
        }
    }

    private static byte[] bytes(IpAddress address) {
        byte[] bytes = new byte[16];
        for (int i = 0; i < 8; i++) {
            bytes[i] = (byte) (address.high() >>> 56 - 8 * i);
            bytes[8 + i] = (byte) (address.low() >>> 56 - 8 * i);
        }
        return bytes;
    }

    @Example
    void textsOfAddresses() {
        assertThat(IpAddress.parse("2001:db8:0:0:1:0:0:1")).hasToString("2001:db8::1:0:0:1");
        assertThat(IpAddress.parse("2001:0db8:0:1:1:1:1:1")).hasToString("2001:db8:0:1:1:1:1:1");
        assertThat(IpAddress.parse("::")).hasToString("::");
        assertThat(IpAddress.parse("::1")).hasToString("::1");
        assertThat(IpAddress.parse("1::")).hasToString("1::");
        assertThat(IpAddress.parse("64:ff9b::192.0.2.1")).hasToString("64:ff9b::c000:201");
        assertThat(IpAddress.parse("::ffff:192.0.2.1")).hasToString("192.0.2.1");
        for (String wrong : List.of(
                "",
                "1",
                "1.2.3",
                "1.2.3.4.5",
                "1.2.3.256",
                "1.2.3.-1",
                ":",
                ":::",
                "1:2",
                "1::2::3",
                "12345::",
                "1:2:3:4:5:6:7:8:9",
                "1:2:3:4:5:6:7::8:9",
                "g::",
                "::1.2.3",
                "1.2.3.4:1::")) {
            assertThatThrownBy(() -> IpAddress.parse(wrong))
                    .as(wrong)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("not an IP address");
        }
    }

    @Example
    void linkLayerAddresses() {
        MacAddress mac = MacAddress.parse("02:02:47:11:08:06");
        assertThat(mac).hasToString("02:02:47:11:08:06");
        assertThat(MacAddress.of(mac.bytes())).isEqualTo(mac);
        assertThat(mac.eui64()).isEqualTo(0x0002_47ff_fe11_0806L);
        assertThat(mac.isGroup()).isFalse();
        assertThat(MacAddress.BROADCAST.isGroup()).isTrue();
        assertThatThrownBy(() -> MacAddress.parse("02:02:47:11:08")).isInstanceOf(IllegalArgumentException.class);
    }

    @Example
    void prefixes() {
        IpPrefix prefix = IpPrefix.parse("10.1.2.3/20");
        assertThat(prefix).hasToString("10.1.0.0/20");
        assertThat(prefix.last()).isEqualTo(IpAddress.parse("10.1.15.255"));
        assertThat(prefix.contains(IpAddress.parse("10.1.15.9"))).isTrue();
        assertThat(prefix.contains(IpAddress.parse("10.1.16.9"))).isFalse();
        assertThat(IpPrefix.ALL6.contains(IpAddress.parse("10.1.16.9"))).isFalse();
        assertThat(IpPrefix.ALL6.contains(IpAddress.parse("2001:db8::1"))).isTrue();
        assertThat(IpPrefix.parse("2001:db8::1")).isEqualTo(IpPrefix.host(IpAddress.parse("2001:db8::1")));
        assertThatThrownBy(() -> IpPrefix.parse("10.0.0.0/33")).isInstanceOf(IllegalArgumentException.class);
    }

    @Example
    void recordedRoutesAndTimes() {
        byte[] options = {7, 11, 4, 0, 0, 0, 0, 0, 0, 0, 0, 1, 68, 12, 5, 1, 0, 0, 0, 0, 0, 0, 0, 0};
        Packet packet = empty();
        Ipv4.prepend(packet, options, 0, 0, 0, 64, 17, 1, 2);
        List<Integer> pointers = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            Ipv4Options.record(packet, 0, 0x0a000000 + i, 1000 * i);
            pointers.add(packet.get8(20 + 2));
        }

        assertThat(pointers).containsExactly(8, 12, 12);
        assertThat(packet.get32(20 + 3)).isEqualTo(0x0a000001);
        assertThat(packet.get32(20 + 7)).isEqualTo(0x0a000002);
        assertThat(packet.get32(32 + 4)).isEqualTo(0x0a000001);
        assertThat(packet.get32(32 + 8)).isEqualTo(1000);
        assertThat(packet.get8(32 + 3) >>> 4).isEqualTo(2);
    }

    @Example
    void codesOfResponseTimes() {
        assertThat(Igmp.decode(100)).isEqualTo(100);
        assertThat(Igmp.decode(0x80)).isEqualTo(128);
        assertThat(Igmp.decode(0xff)).isEqualTo(31744);
        assertThat(Mld.decode(10000)).isEqualTo(10000);
        assertThat(Mld.decode(0x8000)).isEqualTo(32768);
    }
}
