package io.umview.lwipv6.gateway;

import io.umview.lwipv6.buffer.InternetChecksum;
import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.link.EventLoop;
import io.umview.lwipv6.net.EchoHandler;
import io.umview.lwipv6.net.Flow;
import io.umview.lwipv6.net.Network;
import io.umview.lwipv6.net.NetworkInterface;
import io.umview.lwipv6.net.Received;
import io.umview.lwipv6.wire.Icmp;
import io.umview.lwipv6.wire.Icmpv6;
import io.umview.lwipv6.wire.IpAddress;
import io.umview.lwipv6.wire.IpProtocol;
import java.net.InetSocketAddress;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Answers echo requests to hosts outside for those hosts, if they answer the host's own. The JDK has no ping sockets: {@link Pinger#JDK} sends
 * echo requests only if the host's user may open raw sockets, and else tries a TCP connection.
 */
final class EchoRelay implements EchoHandler {
    private static final int TIMEOUT_MILLIS = 5000;
    private static final int THREADS = 4;
    private static final int WAITING = 64;
    private static final int IDLE_SECONDS = 10;

    private final EventLoop loop;
    private final Network network;
    private final NetworkInterface device;
    private final Translation translation;
    private final Pinger pinger;
    private final ThreadPoolExecutor pingers;
    private boolean closed;

    EchoRelay(EventLoop loop, Network network, NetworkInterface device, Translation translation, Pinger pinger) {
        this.loop = loop;
        this.network = network;
        this.device = device;
        this.translation = translation;
        this.pinger = pinger;
        pingers = new ThreadPoolExecutor(
                THREADS, THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), task -> {
                    Thread thread = new Thread(task, "ping");
                    thread.setDaemon(true);
                    return thread;
                });
        pingers.allowCoreThreadTimeOut(true);
    }

    @Override
    public boolean echo(Packet packet, Received header) {
        IpAddress source = header.source();
        IpAddress destination = header.destination();
        InetSocketAddress real = translation.toHost(destination, 0);
        if (real == null) {
            unreachable(packet);
            return true;
        }
        try {
            pingers.execute(() -> {
                boolean alive = pinger.ping(real.getAddress(), TIMEOUT_MILLIS);
                loop.execute(() -> decided(packet, source, destination, alive));
            });
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    /** Ends all that is under way. */
    void close() {
        closed = true;
        pingers.shutdownNow();
    }

    private void decided(Packet packet, IpAddress source, IpAddress destination, boolean alive) {
        if (closed) {
            packet.release();
        } else if (alive) {
            reply(packet.exclusive(), source, destination);
        } else {
            unreachable(packet);
        }
        network.flush();
    }

    private void reply(Packet packet, IpAddress source, IpAddress destination) {
        boolean v4 = source.isV4();
        Flow flow = new Flow(v4 ? IpProtocol.ICMP : IpProtocol.ICMPV6);
        flow.foreignSource(true);
        flow.source(destination);
        flow.destination(source);
        flow.boundInterface(device.index());
        Icmp.type(packet, 0, v4 ? Icmp.ECHO_REPLY : Icmpv6.ECHO_REPLY);
        long pseudoHeader = v4
                ? 0
                : InternetChecksum.pseudoHeader(
                        destination.high(),
                        destination.low(),
                        source.high(),
                        source.low(),
                        IpProtocol.ICMPV6,
                        packet.length());
        Icmp.seal(packet, 0, pseudoHeader);
        packet.checksum(Packet.Checksum.VERIFIED);
        network.send(packet, flow);
    }

    private void unreachable(Packet packet) {
        packet.prepend(-packet.networkHeader());
        boolean v4 = packet.get8(0) >>> 4 == 4;
        network.unreachable(device, packet, ConnectFailure.HOST_UNREACHABLE.code(v4));
        packet.release();
    }
}
