package io.umview.lwipv6.gateway;

import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.net.Flow;
import io.umview.lwipv6.net.Received;
import io.umview.lwipv6.time.Timer;
import io.umview.lwipv6.time.TimerWheel;
import io.umview.lwipv6.wire.Dns;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Passes queries that come by UDP on to the host's name servers (RFC 5625), one after the other until one answers. Each query has a socket of its
 * own, and so a port that is hard to guess (RFC 5452, section 9.2). Queries by TCP are relayed like any connection.
 */
final class DnsForwarder {
    private static final long PATIENCE = 1_500_000_000L;

    /** How often a query is sent, however few servers there are. */
    private static final int ATTEMPTS = 3;

    /** More at a time are not taken. */
    private static final int MOST_QUERIES = 512;

    private static final int LONGEST = 65536;

    private final TimerWheel timers;
    private final HostSockets sockets;
    private final Resolvers resolvers;
    private final DatagramOutput output;
    private final ByteBuffer scratch = ByteBuffer.allocateDirect(LONGEST);
    private final Set<Query> queries = new HashSet<>();

    DnsForwarder(TimerWheel timers, HostSockets sockets, Resolvers resolvers, DatagramOutput output) {
        this.timers = timers;
        this.sockets = sockets;
        this.resolvers = resolvers;
        this.output = output;
    }

    /**
     * A guest asks.
     *
     * @param packet the message, without the UDP header; given away
     * @param port of the guest
     */
    void query(Packet packet, Received header, int port) {
        if (!Dns.check(packet) || Dns.isResponse(packet) || queries.size() == MOST_QUERIES) {
            packet.release();
            return;
        }
        Query query = new Query(packet, output.flow(header.destination(), header.source()), port, resolvers.servers());
        queries.add(query);
        query.ask();
    }

    /** Forgets all queries. */
    void close() {
        for (Query query : List.copyOf(queries)) {
            query.finish();
            query.packet.release();
        }
    }

    private final class Query extends Timer {
        private final Packet packet;
        private final Flow back;
        private final int port;
        private final List<InetSocketAddress> servers;
        private @Nullable HostDatagrams socket;
        private int attempt;

        Query(Packet packet, Flow back, int port, List<InetSocketAddress> servers) {
            this.packet = packet;
            this.back = back;
            this.port = port;
            this.servers = servers;
        }

        /** Asks the next server, or says that none has an answer. */
        void ask() {
            while (attempt < Math.max(ATTEMPTS, servers.size())) {
                InetSocketAddress server = servers.get(attempt++ % servers.size());
                if (ask(server)) {
                    timers.set(this, PATIENCE);
                    return;
                }
            }
            finish();
            Dns.fail(packet, Dns.SERVFAIL);
            output.send(packet, back, Dns.PORT, port);
            output.flush();
        }

        private boolean ask(InetSocketAddress server) {
            closeSocket();
            try {
                HostDatagrams opened = sockets.datagrams(server.getAddress() instanceof Inet4Address, null);
                socket = opened;
                opened.observe(this::receive);
                opened.connect(server);
                return opened.send(packet, server);
            } catch (HostException e) {
                return false;
            }
        }

        private void receive() {
            HostDatagrams from = socket;
            if (from == null) {
                return;
            }
            scratch.clear();
            try {
                if (from.receive(scratch) == null) {
                    return;
                }
            } catch (HostException e) {
                // There is no server: ICMP has said so.
                ask();
                return;
            }
            answer(scratch.position());
        }

        private void answer(int length) {
            if (length < Dns.HEADER) {
                return;
            }
            Packet answer = output.packet(length);
            answer.append(length);
            answer.put(0, scratch, 0, length);
            if (!Dns.isResponse(answer) || Dns.identifier(answer) != Dns.identifier(packet)) {
                answer.release();
                return;
            }
            int code = Dns.responseCode(answer);
            boolean refused = code == Dns.SERVFAIL || code == Dns.NOTIMP || code == Dns.REFUSED;
            if (refused && attempt < servers.size()) {
                answer.release();
                ask();
                return;
            }
            finish();
            packet.release();
            output.send(answer, back, Dns.PORT, port);
            output.flush();
        }

        @Override
        protected void expire() {
            ask();
        }

        void finish() {
            queries.remove(this);
            timers.cancel(this);
            closeSocket();
        }

        private void closeSocket() {
            HostDatagrams open = socket;
            socket = null;
            if (open != null) {
                open.close();
            }
        }
    }
}
