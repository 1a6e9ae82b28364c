package io.umview.lwipv6.gateway;

import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.link.SelectorLoop;
import io.umview.lwipv6.net.Flow;
import io.umview.lwipv6.net.Received;
import io.umview.lwipv6.time.Timer;
import io.umview.lwipv6.wire.Dns;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
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

    private final SelectorLoop loop;
    private final Resolvers resolvers;
    private final DatagramOutput output;
    private final ByteBuffer scratch = ByteBuffer.allocateDirect(LONGEST);
    private final Set<Query> queries = new HashSet<>();

    DnsForwarder(SelectorLoop loop, Resolvers resolvers, DatagramOutput output) {
        this.loop = loop;
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

    private final class Query extends Timer implements SelectorLoop.Handler {
        private final Packet packet;
        private final Flow back;
        private final int port;
        private final List<InetSocketAddress> servers;
        private @Nullable DatagramChannel channel;
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
                    loop.timers().set(this, PATIENCE);
                    return;
                }
            }
            finish();
            Dns.fail(packet, Dns.SERVFAIL);
            output.send(packet, back, Dns.PORT, port);
            output.flush();
        }

        private boolean ask(InetSocketAddress server) {
            closeChannel();
            ByteBuffer memory = packet.memory();
            try {
                DatagramChannel opened = DatagramChannel.open();
                channel = opened;
                opened.configureBlocking(false);
                opened.connect(server);
                memory.limit(packet.headroom() + packet.length()).position(packet.headroom());
                if (opened.write(memory) == 0) {
                    return false;
                }
                loop.register(opened, SelectionKey.OP_READ, this);
                return true;
            } catch (IOException | UnsupportedOperationException e) {
                return false;
            } finally {
                memory.clear();
            }
        }

        @Override
        public void ready(SelectionKey key) {
            DatagramChannel from = channel;
            if (from == null) {
                return;
            }
            try {
                scratch.clear();
                from.read(scratch);
            } catch (IOException e) {
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
            loop.timers().cancel(this);
            closeChannel();
        }

        private void closeChannel() {
            DatagramChannel open = channel;
            channel = null;
            if (open != null) {
                try {
                    open.close();
                } catch (IOException e) {
                    // Nothing was waiting to be written.
                }
            }
        }
    }
}
