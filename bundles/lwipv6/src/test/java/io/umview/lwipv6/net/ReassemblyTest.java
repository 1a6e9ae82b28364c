package io.umview.lwipv6.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.testing.FakeLink;
import io.umview.lwipv6.testing.Frames;
import io.umview.lwipv6.testing.TestStack;
import io.umview.lwipv6.wire.Ethernet;
import io.umview.lwipv6.wire.Icmp;
import io.umview.lwipv6.wire.IpProtocol;
import io.umview.lwipv6.wire.Ipv4;
import io.umview.lwipv6.wire.Ipv6;
import io.umview.lwipv6.wire.Ipv6Fragment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Fragments in any order, twice, with gaps and overlaps. */
class ReassemblyTest {
    private static final int PROTOCOL = 253;
    private static final String OWN = "02:02:00:00:01:06";
    private static final String PEER = "02:02:00:00:02:06";

    private final TestStack stack = new TestStack();
    private final FakeLink link = FakeLink.ethernet();
    private final Frames frames = new Frames(PEER, OWN);
    private final List<byte[]> received = new ArrayList<>();

    ReassemblyTest() {
        NetworkInterface device = stack.add("vd0", link, OWN);
        stack.address(device, "10.0.2.1/24");
        stack.address(device, "2001:db8::1/64");
        stack.pass(3000);
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
    }

    /** A part of a payload, from a position on. */
    private record Part(int from, int to) {}

    private byte[] frame(boolean v4, byte[] payload, int from, int to, boolean more) {
        if (v4) {
            return frames.ipv4(
                    "10.0.2.2",
                    "10.0.2.1",
                    PROTOCOL,
                    64,
                    from / 8 | (more ? Ipv4.MF : 0),
                    packet -> append(packet, payload, from, to));
        }
        return frames.ipv6("2001:db8::2", "2001:db8::1", IpProtocol.FRAGMENT, 64, packet -> {
            append(packet, payload, from, to);
            Ipv6Fragment.prepend(packet, PROTOCOL, from, more, 77);
        });
    }

    private static void append(Packet packet, byte[] payload, int from, int to) {
        packet.append(to - from);
        packet.put(0, payload, from, to - from);
    }

    private static byte[] payload(Random random, int length) {
        byte[] payload = new byte[length];
        random.nextBytes(payload);
        return payload;
    }

    private static List<Part> cut(Random random, int length) {
        List<Part> parts = new ArrayList<>();
        for (int at = 0; at < length; ) {
            int size = Math.min(8 * (1 + random.nextInt(180)), length - at);
            parts.add(new Part(at, at + size));
            at += size;
        }
        return parts;
    }

    @Property(tries = 60)
    void whateverTheOrderAndWhateverComesTwiceThePayloadIsTheSame(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 20_000) int length, @ForAll boolean v4) {
        Random random = new Random(seed);
        byte[] payload = payload(random, length);
        List<Part> parts = cut(random, length);
        List<Part> order = new ArrayList<>(parts);
        for (Part part : parts) {
            if (random.nextInt(4) == 0 && parts.size() > 1) {
                order.add(part);
            }
        }
        Collections.shuffle(order, random);
        received.clear();
        for (Part part : order) {
            link.deliver(frame(v4, payload, part.from, part.to, part.to < length));
        }
        stack.pass(120_000);

        assertThat(received).isNotEmpty();
        assertThat(received.get(0)).isEqualTo(payload);
        assertThat(stack.network().reassembly.memory()).isZero();
        assertThat(stack.pool().inUse()).isZero();
    }

    @Property(tries = 60)
    void anOverlapMakesThePacketVoid(@ForAll long seed, @ForAll boolean v4) {
        Random random = new Random(seed);
        int length = 4000;
        byte[] payload = payload(random, length);
        List<Part> parts = new ArrayList<>(cut(random, length));
        if (parts.size() < 2) {
            return;
        }
        int index = 1 + random.nextInt(parts.size() - 1);
        Part overlapped = parts.get(index);
        if (parts.get(index - 1).from == overlapped.from - 8) {
            // It would cover the fragment before, which is no overlap but a duplicate then (inet_frag_queue_insert in
            // Linux).
            return;
        }
        // One that begins in the middle of the fragment before.
        parts.set(index, new Part(overlapped.from - 8, overlapped.to));
        Collections.shuffle(parts, random);
        received.clear();
        for (Part part : parts) {
            link.deliver(frame(v4, payload, part.from, part.to, part.to < length));
        }
        stack.pass(120_000);

        assertThat(received).isEmpty();
        assertThat(stack.pool().inUse()).isZero();
    }

    @Property(tries = 200)
    void randomFragmentsAreNeitherLeakedNorDeliveredWrong(@ForAll long seed, @ForAll boolean v4) {
        Random random = new Random(seed);
        int length = 800;
        byte[] payload = payload(random, length);
        received.clear();
        for (int i = 0; i < 40; i++) {
            int from = 8 * random.nextInt(100);
            int to = Math.min(length, from + 8 * random.nextInt(50));
            link.deliver(frame(v4, payload, from, Math.max(from, to), random.nextInt(6) != 0));
        }
        stack.pass(120_000);

        assertThat(received).allSatisfy(bytes -> assertThat(bytes).isEqualTo(Arrays.copyOf(payload, bytes.length)));
        assertThat(stack.network().reassembly.memory()).isZero();
        assertThat(stack.pool().inUse()).isZero();
    }

    @Test
    void theSenderOfTheFirstFragmentHearsThatTheTimeIsOver() {
        byte[] payload = new byte[1000];
        link.deliver(frames.ethernet(
                Ethernet.ETH_P_ARP,
                packet -> io.umview.lwipv6.wire.Arp.append(packet, 1, 0x0202_0000_0206L, 0x0a000202, 0, 0x0a000201)));
        link.deliver(frame(true, payload, 0, 496, true));
        link.drain();
        stack.pass(29_000);
        assertThat(link.drain()).noneMatch(this::isTimeExceeded);
        stack.pass(2_000);

        assertThat(link.drain()).anyMatch(this::isTimeExceeded);
        assertThat(stack.network().statistics().ip(true).get(IpMib.REASM_TIMEOUT))
                .isOne();
    }

    private boolean isTimeExceeded(byte[] frame) {
        Packet packet = frames.payload(frame);
        return Ipv4.check(packet, 0)
                && Ipv4.protocol(packet, 0) == IpProtocol.ICMP
                && Icmp.type(packet, Ipv4.LENGTH) == Icmp.TIME_EXCEEDED
                && Icmp.code(packet, Ipv4.LENGTH) == Icmp.REASSEMBLY_EXCEEDED;
    }

    @Test
    void memoryForFragmentsIsLimited() {
        byte[] payload = new byte[1400];
        for (int i = 0; i < 5000; i++) {
            int identification = i;
            link.deliver(frames.ethernet(Ethernet.ETH_P_IP, packet -> {
                append(packet, payload, 0, 1400);
                Ipv4.prepend(packet, new byte[0], 0, identification, Ipv4.MF, 64, PROTOCOL, 0x0a000202, 0x0a000201);
            }));
        }

        assertThat(stack.network().reassembly.memory()).isBetween(1, 4 << 20);
        stack.pass(60_000);
        assertThat(stack.pool().inUse()).isZero();
    }

    @Test
    void aPacketInOneFragmentDoesNotMeetOthers() {
        byte[] payload = {1, 2, 3, 4, 5, 6, 7, 8};
        link.deliver(frame(false, payload, 0, 8, false));

        assertThat(received).containsExactly(payload);
    }

    @Test
    void aPacketOfMoreThan64KilobytesIsVoid() {
        byte[] payload = new byte[65_600];
        for (int at = 0; at < payload.length; at += 1400) {
            int to = Math.min(payload.length, at + 1400);
            link.deliver(frame(true, payload, at, to, to < payload.length));
        }
        stack.pass(60_000);

        assertThat(received).isEmpty();
        assertThat(stack.pool().inUse()).isZero();
    }

    @Test
    void anOddLengthInTheMiddleIsAParameterProblemOfIpv6() {
        link.deliver(frame(false, new byte[100], 0, 99, true));
        stack.pass(1);

        assertThat(stack.network().statistics().icmp(false).out(4)).isOne();
        assertThat(Ipv6.LENGTH).isEqualTo(40);
    }
}
