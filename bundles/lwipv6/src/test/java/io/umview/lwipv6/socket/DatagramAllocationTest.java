package io.umview.lwipv6.socket;

import static io.umview.lwipv6.socket.Domain.*;
import static io.umview.lwipv6.socket.Messages.*;
import static io.umview.lwipv6.socket.SocketOption.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import io.umview.lwipv6.Stack;
import io.umview.lwipv6.buffer.PacketPool;
import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.testing.TestLoop;
import io.umview.lwipv6.wire.IpAddress;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A datagram costs no memory, once everything that is used again is there. */
class DatagramAllocationTest {
    private static final int WARM = 20_000;
    private static final int MEASURED = 5_000;

    private final TestLoop loop = new TestLoop();
    private final Stack stack = new Stack(loop, loop.timers(), new PacketPool(), new Random(5));
    private final ByteBuffer payload = ByteBuffer.allocateDirect(1400);
    private final ByteBuffer address = ByteBuffer.allocate(SocketAddressCodec.LONGEST);

    private MessageSocket socket(int domain, int type, int protocol) throws NetworkException {
        return (MessageSocket) stack.socket(domain, type, protocol, Capabilities.ALL);
    }

    @Test
    void udpOverIpv4() throws NetworkException {
        MessageSocket receiver = socket(AF_INET, SOCK_DGRAM, 0);
        receiver.bind(at(IpAddress.ANY4, 7));
        set(receiver, SOL_IP, IpOption.IP_PKTINFO, 1);
        set(receiver, SOL_IP, IpOption.IP_RECVTTL, 1);
        MessageSocket sender = socket(AF_INET, SOCK_DGRAM, 0);
        SocketAddress to = at(IpAddress.LOOPBACK4, 7);
        assertThat(allocated(() -> exchange(sender, to, NO_CONTROL, receiver))).isLessThan(MEASURED);
    }

    @Test
    void udpOverIpv6WithAncillaryDataAndAFilter() throws NetworkException {
        MessageSocket receiver = socket(AF_INET6, SOCK_DGRAM, 0);
        receiver.bind(at6(IpAddress.ANY6, 7));
        set(receiver, SOL_IPV6, Ipv6Option.IPV6_RECVPKTINFO, 1);
        ByteBuffer program =
                OptionValue.buffer(8).putShort((short) 6).putShort((short) 0).putInt(-1);
        receiver.option(SOL_SOCKET, SO_ATTACH_FILTER, program.array());
        MessageSocket sender = socket(AF_INET6, SOCK_DGRAM, 0);
        byte[] info = ByteBuffer.allocate(20).putLong(8, 1).array();
        ByteBuffer control = control(SOL_IPV6, Ipv6Option.IPV6_PKTINFO, info);
        SocketAddress to = at6(IpAddress.LOOPBACK6, 7);
        assertThat(allocated(() -> exchange(sender, to, control, receiver))).isLessThan(MEASURED);
    }

    @Test
    void packetSockets() throws NetworkException {
        MessageSocket receiver = socket(AF_PACKET, SOCK_DGRAM, 0x0300);
        set(receiver, SOL_PACKET, PacketOption.PACKET_AUXDATA, 1);
        MessageSocket taker = socket(AF_INET, SOCK_DGRAM, 0);
        taker.bind(at(IpAddress.ANY4, 7));
        MessageSocket sender = socket(AF_INET, SOCK_DGRAM, 0);
        sender.connect(at(IpAddress.LOOPBACK4, 7));
        assertThat(allocated(() -> {
                    exchange(sender, null, NO_CONTROL, receiver);
                    taker.discard();
                    receiver.discard();
                }))
                .isLessThan(MEASURED);
    }

    private void exchange(MessageSocket sender, SocketAddress to, ByteBuffer control, MessageSocket receiver)
            throws NetworkException {
        sender.send(payload, to, control, 0);
        loop.settle();
        MessageSocket.Message message = receiver.peek();
        if (message == null) {
            throw new AssertionError("lost");
        }
        message.source(address.clear());
        message.control();
        message.payload();
        receiver.discard();
    }

    /** Bytes that many repetitions allocate, of which a single object each would be tens of thousands. */
    private static long allocated(Action action) throws NetworkException {
        assumeTrue(ManagementFactory.getThreadMXBean() instanceof ThreadMXBean);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (int i = 0; i < WARM; i++) {
            action.run();
        }
        long best = Long.MAX_VALUE;
        for (int round = 0; round < 5; round++) {
            long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
            for (int i = 0; i < MEASURED; i++) {
                action.run();
            }
            best = Math.min(
                    best, threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before);
        }
        return best;
    }
}
