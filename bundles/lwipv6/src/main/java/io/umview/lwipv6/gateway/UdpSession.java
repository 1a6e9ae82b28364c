package io.umview.lwipv6.gateway;

import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.net.Flow;
import io.umview.lwipv6.wire.IpAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A socket of the host that stands for one port of a guest, whomever the guest speaks to (endpoint-independent mapping and filtering: RFC
 * 4787, sections 4.1 and 5).
 */
final class UdpSession {
    /** Whom the guest has not spoken to for longest is forgotten; it is still reached, but the name server no longer stands for itself. */
    private static final int MOST_PEERS = 512;

    /** So many datagrams are read before others have their turn. */
    private static final int BUDGET = 64;

    private final Endpoint guest;
    private final HostDatagrams socket;
    private final Translation translation;
    private final DatagramOutput output;
    private final ByteBuffer scratch;
    private final Map<InetSocketAddress, Peer> byHost = new HashMap<>();
    private final LinkedHashMap<Endpoint, Peer> byGuest = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Endpoint, Peer> eldest) {
            if (size() <= MOST_PEERS) {
                return false;
            }
            byHost.remove(eldest.getValue().real);
            return true;
        }
    };

    private @Nullable Peer last;
    private long used;

    /**
     * A session on a socket that is bound.
     *
     * @param scratch direct memory for one datagram, shared by the sessions of a thread
     * @param now as the clock has it
     */
    UdpSession(
            Endpoint guest,
            HostDatagrams socket,
            Translation translation,
            DatagramOutput output,
            ByteBuffer scratch,
            long now) {
        this.guest = guest;
        this.socket = socket;
        this.translation = translation;
        this.output = output;
        this.scratch = scratch;
        this.used = now;
        socket.observe(this::receive);
    }

    /** The guest's port. */
    Endpoint guest() {
        return guest;
    }

    /** When it was last used, as the clock has it. */
    long used() {
        return used;
    }

    /**
     * Passes on what the guest sends.
     *
     * @param payload remains the caller's
     * @return false if there is no way
     */
    boolean send(Packet payload, long high, long low, int port, long now) {
        Peer peer = peer(high, low, port);
        if (peer == null) {
            return false;
        }
        used = now;
        try {
            // If there is no room, it is a datagram that is lost.
            socket.send(payload, peer.real);
            return true;
        } catch (HostException e) {
            return false;
        }
    }

    /** Datagrams have come for the guest. */
    private void receive() {
        try {
            for (int i = 0; i < BUDGET; i++) {
                scratch.clear();
                InetSocketAddress from = socket.receive(scratch);
                if (from == null) {
                    break;
                }
                deliver(from, scratch.position());
            }
        } catch (HostException e) {
            // Nothing to be read after all.
        }
        output.flush();
    }

    /** Lets go of the socket. */
    void close() {
        socket.close();
    }

    private void deliver(InetSocketAddress from, int length) {
        Peer peer = last;
        if (peer == null || !peer.real.equals(from)) {
            peer = byHost.get(from);
        }
        if (peer == null) {
            peer = remember(new Endpoint(translation.toGuest(from.getAddress()), from.getPort()), from);
        }
        last = peer;
        output.send(scratch, length, peer.flow, peer.shown.port(), guest.port());
    }

    private @Nullable Peer peer(long high, long low, int port) {
        Peer peer = last;
        if (peer != null && peer.shown.is(high, low, port)) {
            return peer;
        }
        Endpoint shown = new Endpoint(new IpAddress(high, low), port);
        peer = byGuest.get(shown);
        if (peer == null) {
            InetSocketAddress real = translation.toHost(shown.address(), port);
            peer = real == null ? null : remember(shown, real);
        }
        last = peer;
        return peer;
    }

    private Peer remember(Endpoint shown, InetSocketAddress real) {
        Peer peer = new Peer(shown, real, output.flow(shown.address(), guest.address()));
        byHost.put(real, peer);
        byGuest.put(shown, peer);
        return peer;
    }

    /** Whom the guest speaks to: as it sees them, as they are, and how packets get from them to the guest. */
    private record Peer(Endpoint shown, InetSocketAddress real, Flow flow) {}
}
