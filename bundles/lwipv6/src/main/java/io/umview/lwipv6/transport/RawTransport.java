package io.umview.lwipv6.transport;

import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.buffer.PacketPool;
import io.umview.lwipv6.net.RawReceiver;
import io.umview.lwipv6.net.Received;
import io.umview.lwipv6.net.Transport.IcmpError;
import org.jspecify.annotations.Nullable;

/** Who has raw sockets (raw(7)): each of them gets every packet that fits, whole. */
public final class RawTransport implements RawReceiver {
    private static final int PROTOCOLS = 256;

    private final PacketPool pool;
    private final @Nullable RawEndpoint[] v4 = new @Nullable RawEndpoint[PROTOCOLS];
    private final @Nullable RawEndpoint[] v6 = new @Nullable RawEndpoint[PROTOCOLS];

    /** None yet; copies of packets come from the pool. */
    public RawTransport(PacketPool pool) {
        this.pool = pool;
    }

    /** Adds one. */
    public void add(RawEndpoint endpoint) {
        @Nullable RawEndpoint[] heads = heads(endpoint.v4());
        endpoint.next = heads[endpoint.protocol()];
        heads[endpoint.protocol()] = endpoint;
    }

    /** Takes one out. */
    public void remove(RawEndpoint endpoint) {
        @Nullable RawEndpoint[] heads = heads(endpoint.v4());
        RawEndpoint at = heads[endpoint.protocol()];
        if (at == endpoint) {
            heads[endpoint.protocol()] = endpoint.next;
            return;
        }
        while (at != null && at.next != endpoint) {
            at = at.next;
        }
        if (at != null) {
            at.next = endpoint.next;
        }
    }

    @Override
    public boolean wants(int protocol, boolean ofV4) {
        return heads(ofV4)[protocol & 0xff] != null;
    }

    @Override
    public boolean receive(Packet packet, Received header) {
        Packet copy = null;
        boolean wanted = false;
        RawEndpoint at = heads(header.isV4())[header.protocol() & 0xff];
        while (at != null) {
            // Who hears of it may close it.
            RawEndpoint following = at.next;
            if (matches(at, header)) {
                wanted = true;
                if (at.accepts(packet, header)) {
                    copy = copy == null ? copy(packet) : copy;
                    at.receive(copy.retain(), header);
                }
            }
            at = following;
        }
        if (copy != null) {
            copy.release();
        }
        return wanted;
    }

    @Override
    public void error(IcmpError error, Packet quoted, Received header) {
        RawEndpoint at = heads(header.isV4())[header.protocol() & 0xff];
        while (at != null) {
            RawEndpoint following = at.next;
            if (at.matches(
                    header.sourceHigh(),
                    header.sourceLow(),
                    header.destinationHigh(),
                    header.destinationLow(),
                    header.interfaceIndex())) {
                at.error(error, quoted, header);
            }
            at = following;
        }
    }

    private static boolean matches(RawEndpoint endpoint, Received header) {
        return endpoint.matches(
                header.destinationHigh(),
                header.destinationLow(),
                header.sourceHigh(),
                header.sourceLow(),
                header.interfaceIndex());
    }

    private @Nullable RawEndpoint[] heads(boolean ofV4) {
        return ofV4 ? v4 : v6;
    }

    /** A copy with the IP header, which is in front of the window. */
    private Packet copy(Packet packet) {
        int header = Math.max(0, -packet.networkHeader());
        int length = packet.length() + header;
        Packet copy = pool.take(Math.min(length, PacketPool.LARGE));
        length = Math.min(length, PacketPool.LARGE);
        copy.append(length);
        copy.put(0, packet.memory(), packet.headroom() - header, length);
        copy.networkHeader(0);
        copy.received(packet.received());
        copy.trimFront(header);
        return copy;
    }
}
