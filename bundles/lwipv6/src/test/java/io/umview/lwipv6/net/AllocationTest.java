package io.umview.lwipv6.net;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.umview.lwipv6.buffer.InternetChecksum;
import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.buffer.PacketPool;
import io.umview.lwipv6.link.Link;
import io.umview.lwipv6.testing.TestLoop;
import io.umview.lwipv6.testing.TestStack;
import io.umview.lwipv6.wire.Icmp;
import io.umview.lwipv6.wire.Icmpv6;
import io.umview.lwipv6.wire.IpAddress;
import io.umview.lwipv6.wire.IpProtocol;
import io.umview.lwipv6.wire.MacAddress;
import java.lang.management.ManagementFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A packet on its way, in or out, local or through, allocates nothing once everything is known. */
class AllocationTest {
    private static final int WARM_UP = 20_000;
    private static final int MEASURED = 10_000;

    private final TestLoop loop = new TestLoop();
    private final TestStack near = new TestStack(loop, 1);
    private final TestStack far = new TestStack(loop, 2);
    private long replies;

    /** A cable between two stacks that copies into packets of the other end, and nothing else. */
    private static final class Cable implements Link {
        private @Nullable Cable peer;
        private @Nullable Receiver receiver;

        @Override
        public Framing framing() {
            return Framing.ETHERNET;
        }

        @Override
        public int mtu() {
            return 1500;
        }

        @Override
        public boolean mtu(int bytes) {
            return true;
        }

        @Override
        public void open(Receiver newReceiver) {
            receiver = newReceiver;
        }

        @Override
        public boolean send(Packet packet) {
            Receiver to = peer == null ? null : peer.receiver;
            if (to != null) {
                PacketPool pool = to.pool();
                Packet copy = pool.take(packet.length());
                copy.append(packet.length());
                copy.put(0, packet, 0, packet.length());
                packet.release();
                to.receive(copy);
            } else {
                packet.release();
            }
            return true;
        }

        @Override
        public void close() {}
    }

    AllocationTest() throws NetworkException {
        Cable a = new Cable();
        Cable b = new Cable();
        a.peer = b;
        b.peer = a;
        NetworkInterface here = near.add("vd0", a, "02:02:00:00:01:06");
        NetworkInterface there = far.add("vd0", b, "02:02:00:00:02:06");
        near.address(here, "10.0.2.1/24");
        near.address(here, "2001:db8::1/64");
        far.address(there, "10.0.2.2/24");
        far.address(there, "2001:db8::2/64");
        loop.pass(3000);
        for (String address : new String[] {"10.0.2.2", "2001:db8::2"}) {
            know(near, here, address, "02:02:00:00:02:06");
        }
        for (String address : new String[] {"10.0.2.1", "2001:db8::1"}) {
            know(far, there, address, "02:02:00:00:01:06");
        }
        Transport counter = new Transport() {
            @Override
            public boolean receive(Packet packet, Received header) {
                replies++;
                packet.release();
                return true;
            }

            @Override
            public void error(IcmpError error, Packet quoted, Received header) {}
        };
        near.network().register(IpProtocol.ICMP, counter);
        near.network().register(IpProtocol.ICMPV6, counter);
    }

    private static void know(TestStack stack, NetworkInterface device, String address, String mac)
            throws NetworkException {
        stack.network()
                .neighbours()
                .set(device, IpAddress.parse(address), MacAddress.parse(mac), Neighbour.NUD_PERMANENT, 0, true, true);
    }

    private void ping(Flow flow, boolean v4) {
        Packet packet = near.pool().take(64);
        packet.append(56);
        Icmp.prepend(packet, v4 ? Icmp.ECHO : Icmpv6.ECHO_REQUEST, 0, 1);
        long pseudo = v4
                ? 0
                : InternetChecksum.pseudoHeader(
                        flow.source().high(),
                        flow.source().low(),
                        flow.destination().high(),
                        flow.destination().low(),
                        IpProtocol.ICMPV6,
                        packet.length());
        Icmp.seal(packet, 0, pseudo);
        near.network().send(packet, flow);
        loop.settle();
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.2.2", "2001:db8::2", "127.0.0.1", "::1"})
    void echoesAllocateNothing(String destination) {
        Flow flow = new Flow(destination.indexOf(':') < 0 ? IpProtocol.ICMP : IpProtocol.ICMPV6);
        flow.destination(IpAddress.parse(destination));
        assertThat(near.network().route(flow)).isNull();
        boolean v4 = flow.destination().isV4();
        for (int i = 0; i < WARM_UP; i++) {
            ping(flow, v4);
        }
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        replies = 0;
        long before = threads.getThreadAllocatedBytes(thread);
        for (int i = 0; i < MEASURED; i++) {
            ping(flow, v4);
        }
        long allocated = threads.getThreadAllocatedBytes(thread) - before;

        assertThat(replies).isEqualTo(MEASURED);
        // What measuring itself costs, and no more: less than a byte for each packet.
        assertThat(allocated).isLessThan(MEASURED);
    }
}
