package io.umview.lwipv6.transport.tcp;

import com.sun.management.ThreadMXBean;
import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.buffer.PacketPool;
import io.umview.lwipv6.buffer.PacketQueue;
import io.umview.lwipv6.link.Link;
import io.umview.lwipv6.net.Flow;
import io.umview.lwipv6.net.FlowWays;
import io.umview.lwipv6.net.IpOutput;
import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.net.Received;
import io.umview.lwipv6.time.Clock;
import io.umview.lwipv6.time.TimerWheel;
import io.umview.lwipv6.transport.PortBinding;
import io.umview.lwipv6.wire.IpAddress;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Random;

/**
 * What TCP itself costs: two of them in one thread hand their packets to each other. Prints the rate of a stream, bytes allocated for each
 * packet, round trips and connections in a second; run it by hand: it asserts nothing.
 */
public final class TcpThroughput {
    private static final int PORT = 5001;
    private static final int CHUNK = 65536;
    private static final long SECOND = 1_000_000_000L;

    private final End client;
    private final End server;
    private Listener listener;

    private TcpThroughput(int mtu, Link.Offload offload, int batch) {
        client = new End(IpAddress.v4(0x0a000001), mtu, offload, batch);
        server = new End(IpAddress.v4(0x0a000002), mtu, offload, batch);
        client.peer = server;
        server.peer = client;
    }

    public static void main(String[] arguments) throws NetworkException {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 3;
        for (int i = 0; i < rounds; i++) {
            for (int batch : new int[] {1, 8, 64}) {
                new TcpThroughput(1500, Link.Offload.NONE, batch).stream("MTU 1500, batches of " + batch, 3);
            }
            new TcpThroughput(1500, Link.Offload.ALL, 64).stream("MTU 1500, offload", 2);
            new TcpThroughput(65520, Link.Offload.NONE, 64).stream("MTU 65520", 2);
            for (int others : new int[] {10, 10_000}) {
                new TcpThroughput(1500, Link.Offload.NONE, 64).roundTrips(others, 2);
            }
            new TcpThroughput(1500, Link.Offload.NONE, 64).connections(2);
        }
    }

    private Connection[] connect() throws NetworkException {
        Connection c = client.connect(server);
        exchange();
        Connection accepted = listener.accept();
        return new Connection[] {c, accepted};
    }

    private void exchange() {
        boolean more = true;
        while (more) {
            more = server.deliver();
            more |= client.deliver();
        }
    }

    private void stream(String name, int seconds) throws NetworkException {
        listener = server.listen();
        Connection[] ends = connect();
        Connection from = ends[0];
        Connection to = ends[1];
        long end = cpu() + seconds * SECOND;
        long bytes = 0;
        long start = 0;
        long allocated = 0;
        long packets = 0;
        while (cpu() < end) {
            if (start == 0 && cpu() > end - seconds * SECOND / 2) {
                start = cpu();
                bytes = 0;
                allocated = allocated();
                packets = client.packets + server.packets;
            }
            for (ByteBuffer part = from.sendBuffer(CHUNK); part.hasRemaining(); part = from.sendBuffer(CHUNK)) {
                from.sent(Math.min(CHUNK, part.remaining()), false);
            }
            server.deliver();
            for (ByteBuffer part = to.incoming(); part.hasRemaining(); part = to.incoming()) {
                bytes += part.remaining();
                to.taken(part.remaining());
            }
            client.deliver();
            client.timers.advance();
            server.timers.advance();
        }
        double took = (cpu() - start) / 1e9;
        packets = client.packets + server.packets - packets;
        System.out.printf(
                "%-32s %8.0f Mbit/s, %6.2f bytes/ACK*1000, %5.2f B allocated/packet, retransmitted %d, window %d%n",
                name,
                bytes * 8 / took / 1e6,
                1000.0 * bytes / 1000 / Math.max(1, server.packets),
                (double) (allocated() - allocated) / packets,
                from.sender.totalRetransmits,
                to.receiver.ring().limit());
    }

    private void roundTrips(int others, int seconds) throws NetworkException {
        listener = server.listen();
        long heap = heap();
        Connection[][] idle = new Connection[others][];
        for (int i = 0; i < others; i++) {
            idle[i] = connect();
        }
        heap = heap() - heap;
        Connection[] pair = connect();
        long end = cpu() + seconds * SECOND;
        long count = 0;
        long start = cpu();
        while (cpu() < end) {
            Connection[] ends = others > 0 ? idle[(int) (count % others)] : pair;
            pass(ends[0], ends[1]);
            pass(ends[1], ends[0]);
            count++;
            client.timers.advance();
            server.timers.advance();
        }
        double took = (cpu() - start) / 1e9;
        System.out.printf(
                "round trips, %d connections %12.0f/s; heap of a connection (one end) %d B, outside %d B%n",
                others,
                count / took,
                heap / 2 / others,
                (client.tcp.bufferBytes() + server.tcp.bufferBytes()) / 2 / others);
    }

    private void pass(Connection from, Connection to) {
        from.sendBuffer(1).put((byte) 1);
        from.sent(1, false);
        exchange();
        to.taken(to.incoming().remaining());
    }

    private void connections(int seconds) throws NetworkException {
        listener = server.listen();
        client.tcp.parameters().timeWaitReuse = 1;
        client.tcp.parameters().maxTimeWaits = 0;
        long end = cpu() + seconds * SECOND;
        long count = 0;
        long start = cpu();
        while (cpu() < end) {
            Connection[] ends = connect();
            ends[0].close();
            exchange();
            ends[1].close();
            exchange();
            count++;
            client.timers.advance();
            server.timers.advance();
        }
        System.out.printf("connections %28.0f/s%n", count / ((cpu() - start) / 1e9));
    }

    /** Time of the processor: others may use this machine too. */
    private static long cpu() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static long heap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }

    /** One end. */
    private static final class End implements IpOutput {
        private final PacketPool pool = new PacketPool();
        private final TimerWheel timers = new TimerWheel(Clock.SYSTEM);
        private final IpAddress address;
        private final int mtu;
        private final Link.Offload offload;
        private final int batch;
        private final PacketQueue queue = new PacketQueue();
        private final TcpLayer tcp;
        private final Received received = new Received();
        private End peer;
        private long packets;

        End(IpAddress address, int mtu, Link.Offload offload, int batch) {
            this.address = address;
            this.mtu = mtu;
            this.offload = offload;
            this.batch = batch;
            tcp = new TcpLayer(this, timers, new Random(1), () -> 1);
        }

        Listener listen() throws NetworkException {
            PortBinding binding = new PortBinding(null);
            tcp.ports().bind(binding, PORT);
            return tcp.listen(new Settings(tcp.parameters()), binding, 2, 100_000);
        }

        Connection connect(End to) throws NetworkException {
            Flow flow = new Flow(6);
            flow.destination(to.address);
            return tcp.connect(new Settings(tcp.parameters()), flow, new PortBinding(null), PORT);
        }

        boolean deliver() {
            int count = 0;
            for (Packet packet = queue.poll(); packet != null; packet = queue.poll()) {
                tcp.receive(packet, received);
                if (++count % batch == 0) {
                    tcp.received();
                }
            }
            if (count % batch != 0) {
                tcp.received();
            }
            return count > 0;
        }

        @Override
        public PacketPool pool() {
            return pool;
        }

        @Override
        public NetworkError route(Flow flow) {
            if (flow.source().isAny()) {
                flow.source(address);
            }
            FlowWays.set(flow, mtu, offload);
            return null;
        }

        @Override
        public NetworkError send(Packet packet, Flow flow) {
            packets++;
            if (packet.checksum() != Packet.Checksum.PARTIAL) {
                packet.checksum(Packet.Checksum.UNVERIFIED);
            }
            peer.received.set(
                    address.high(), address.low(), peer.address.high(), peer.address.low(), 6, 64, 0, 0, 1, true);
            peer.queue.add(packet);
            return null;
        }

        @Override
        public NetworkError sendWithHeader(Packet packet, Flow flow) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void confirm(Flow flow) {}

        @Override
        public void flush() {}
    }
}
