package io.umview.lwipv6.fuzz;

import io.umview.lwipv6.Stack;
import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.net.Ipv6Setting;
import io.umview.lwipv6.net.Neighbour;
import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.net.NetworkInterface;
import io.umview.lwipv6.testing.Checksums;
import io.umview.lwipv6.testing.FakeLink;
import io.umview.lwipv6.testing.TestStack;
import io.umview.lwipv6.transport.UdpStatistics.Counter;
import io.umview.lwipv6.wire.IpAddress;
import io.umview.lwipv6.wire.MacAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A stack that does what a script says. The first byte of a script has settings; then come records: a byte of {@link #BARE} and others, two
 * with the length of a frame, and the frame.
 */
final class FuzzedStack {
    /** The frame comes over the link without link-layer headers. */
    static final int BARE = 1;

    /** Its checksums are computed anew. */
    static final int MENDED = 2;

    /** TCP's numbers in it count from what the stack sent last. */
    static final int RELATIVE = 4;

    /** Bits from here on: how long it takes until the next one comes. */
    static final int WAIT = 3;

    static final String PEER = "02:02:00:00:02:06";
    static final String MAC = "02:02:00:00:01:06";
    private static final int FORWARDING = 1;
    private static final int PATIENT = 2;
    private static final int COOKIES = 4;
    private static final int ECN = 8;

    private static final int[] MILLIS = {0, 1, 50, 300, 1500, 10_000, 70_000, 700_000};

    /** More than any reassembly, neighbour, route, prefix or connection lasts. */
    private static final int AGE = 20_000_000;

    private final TestStack host = new TestStack();
    private final Stack stack = host.stack();
    private final FakeLink link = FakeLink.ethernet();
    private final FakeLink bare = FakeLink.ip();
    private final FuzzedPrograms programs;
    private final RelativeNumbers numbers = new RelativeNumbers();

    FuzzedStack() {
        stack.network().defaults6().set(Ipv6Setting.ACCEPT_DAD, 0);
        stack.network().defaults6().set(Ipv6Setting.ACCEPT_RA, 2);
        NetworkInterface device = host.add("vd0", link, MAC);
        NetworkInterface tunnel = host.add("tn0", bare, MAC);
        host.address(device, "10.0.2.1/24");
        host.address(device, "2001:db8::1/64");
        host.address(tunnel, "10.0.3.1/24");
        host.address(tunnel, "2001:db8:3::1/64");
        host.pass(10);
        try {
            for (String peer : List.of("10.0.2.2", "fe80::2")) {
                stack.network()
                        .neighbours()
                        .set(
                                device,
                                IpAddress.parse(peer),
                                MacAddress.parse(PEER),
                                Neighbour.NUD_PERMANENT,
                                0,
                                true,
                                true);
            }
            programs = new FuzzedPrograms(stack);
        } catch (NetworkException e) {
            throw new AssertionError(e);
        }
        sent();
    }

    /** Does what a script says; what cannot be understood ends it. */
    void run(byte[] script) {
        ByteBuffer rest = ByteBuffer.wrap(script);
        if (!rest.hasRemaining()) {
            return;
        }
        int settings = rest.get();
        stack.network().forwarding(true, (settings & FORWARDING) != 0);
        stack.network().forwarding(false, (settings & FORWARDING) != 0);
        stack.tcp().parameters().synCookies = (settings & COOKIES) != 0 ? 2 : 1;
        stack.tcp().parameters().ecn = (settings & ECN) != 0 ? 1 : 2;
        while (rest.remaining() > 3) {
            int how = rest.get();
            int length = rest.getShort() & 0xffff;
            byte[] frame = new byte[Math.min(length, rest.remaining())];
            rest.get(frame);
            deliver(how, frame);
        }
        if ((settings & PATIENT) != 0) {
            host.pass(AGE);
        }
    }

    private void deliver(int how, byte[] frame) {
        boolean withoutHeader = (how & BARE) != 0;
        int network = withoutHeader ? 0 : 14;
        if ((how & RELATIVE) != 0) {
            numbers.addTo(frame, network);
        }
        if ((how & MENDED) != 0) {
            mend(frame, network);
        }
        (withoutHeader ? bare : link).deliver(frame);
        host.pass(MILLIS[how >> WAIT & MILLIS.length - 1]);
        programs.work();
        host.pass(0);
        sent();
    }

    private void mend(byte[] frame, int network) {
        if (frame.length > network) {
            Packet packet = host.packet(Arrays.copyOfRange(frame, network, frame.length));
            Checksums.mend(packet);
            packet.get(0, frame, network, packet.length());
            packet.release();
        }
    }

    private void sent() {
        link.drain().forEach(frame -> numbers.sent(frame, 14));
        bare.drain().forEach(frame -> numbers.sent(frame, 0));
    }

    /** Ends programs and stack. */
    void close() {
        programs.close();
        stack.tcp().close();
        stack.close();
        host.pass(0);
    }

    /** Counters of TCP, by their names in /proc/net/snmp and /proc/net/netstat. */
    Map<String, Long> tcp() {
        Map<String, Long> counters = new HashMap<>();
        stack.tcp().statistics().snmp(counters::put);
        stack.tcp().statistics().extended(counters::put);
        return counters;
    }

    /** Datagrams that programs have received. */
    long datagrams(boolean v4) {
        return stack.sockets().udp().statistics().get(Counter.InDatagrams, v4);
    }

    int packetsInUse() {
        return host.pool().inUse();
    }

    long bytesInUse() {
        return stack.tcp().bufferBytes();
    }
}
