package io.umview.lwipv6.transport.tcp;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Endpoints by both addresses and ports. Finding one costs the same however many there are; the hash is keyed, so that peers cannot aim at it. */
final class EndpointTable {
    private static final int SMALLEST = 64;
    private static final long MIX = 0x9e3779b97f4a7c15L;
    private static final long MIX2 = 0xbf58476d1ce4e5b9L;

    private final long key;
    private final long key2;
    private @Nullable Endpoint[] buckets = new @Nullable Endpoint[SMALLEST];
    private int size;

    EndpointTable(long key, long key2) {
        this.key = key;
        this.key2 = key2 | 1;
    }

    int size() {
        return size;
    }

    /** Whom a segment is for. */
    @Nullable
    Endpoint find(Segment segment) {
        return find(
                segment.destinationHigh,
                segment.destinationLow,
                segment.sourceHigh,
                segment.sourceLow,
                segment.endpointPorts(),
                segment.interfaceIndex);
    }

    @Nullable
    Endpoint find(long ownHigh, long ownLow, long peerHigh, long peerLow, int ports, int interfaceIndex) {
        int hash = hash(ownHigh, ownLow, peerHigh, peerLow, ports);
        Endpoint at = buckets[hash & (buckets.length - 1)];
        while (at != null) {
            if (at.hash == hash
                    && at.ports == ports
                    && at.remoteLow == peerLow
                    && at.localLow == ownLow
                    && at.remoteHigh == peerHigh
                    && at.localHigh == ownHigh
                    && (at.boundInterface == 0 || interfaceIndex == 0 || at.boundInterface == interfaceIndex)) {
                return at;
            }
            at = at.chain;
        }
        return null;
    }

    void add(Endpoint endpoint) {
        endpoint.hash =
                hash(endpoint.localHigh, endpoint.localLow, endpoint.remoteHigh, endpoint.remoteLow, endpoint.ports);
        if (++size > buckets.length) {
            resize(buckets.length * 2);
        }
        link(endpoint);
        endpoint.listed = true;
    }

    void remove(Endpoint endpoint) {
        if (!endpoint.listed) {
            return;
        }
        endpoint.listed = false;
        int index = endpoint.hash & (buckets.length - 1);
        Endpoint at = buckets[index];
        if (at == endpoint) {
            buckets[index] = endpoint.chain;
        } else {
            while (at != null && at.chain != endpoint) {
                at = at.chain;
            }
            if (at != null) {
                at.chain = endpoint.chain;
            }
        }
        endpoint.chain = null;
        if (--size < buckets.length / 8 && buckets.length > SMALLEST) {
            resize(buckets.length / 2);
        }
    }

    /** Shows all; none may be added or removed meanwhile. */
    void forEach(Consumer<? super Endpoint> visitor) {
        for (Endpoint head : buckets) {
            for (Endpoint at = head; at != null; at = at.chain) {
                visitor.accept(at);
            }
        }
    }

    int hash(long ownHigh, long ownLow, long peerHigh, long peerLow, int ports) {
        long h = (key ^ peerLow) * key2;
        h = (h ^ h >>> 32 ^ ports) * MIX;
        h = (h ^ h >>> 29 ^ ownLow) * MIX2;
        h = (h ^ h >>> 32 ^ peerHigh) * MIX;
        h = (h ^ h >>> 29 ^ ownHigh) * key2;
        return (int) (h ^ h >>> 32);
    }

    private void link(Endpoint endpoint) {
        int index = endpoint.hash & (buckets.length - 1);
        endpoint.chain = buckets[index];
        buckets[index] = endpoint;
    }

    private void resize(int length) {
        @Nullable Endpoint[] old = buckets;
        buckets = new @Nullable Endpoint[length];
        for (Endpoint head : old) {
            while (head != null) {
                Endpoint following = head.chain;
                link(head);
                head = following;
            }
        }
    }
}
