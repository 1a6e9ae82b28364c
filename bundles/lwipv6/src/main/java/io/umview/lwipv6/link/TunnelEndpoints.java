package io.umview.lwipv6.link;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Which tunnel endpoint (VTEP) a station is behind, learned from what comes in (RFC 7348, section 4.1). */
final class TunnelEndpoints {
    /** Who invents endpoints cannot make the table grow further; frames to stations behind others are flooded. */
    private static final int MOST = 4096;

    private static final int NOT_LEARNED = -1;

    private final int port;
    private final Predicate<InetAddress> ours;
    private final MacTable stations = new MacTable();
    private final AtomicReferenceArray<@Nullable InetSocketAddress> endpoints = new AtomicReferenceArray<>(MOST);

    /** For the receiving thread only: the place of each endpoint. */
    private final Map<InetAddress, Integer> places = new HashMap<>();

    private @Nullable InetSocketAddress lastHeard;
    private int lastPlace;

    /**
     * No endpoints yet.
     *
     * @param ours whether an address is this host's
     */
    TunnelEndpoints(int port, Predicate<InetAddress> ours) {
        this.port = port;
        this.ours = ours;
    }

    /** A station's frame came in. In the receiving thread. */
    void learn(long station, InetSocketAddress from, int now) {
        if (!from.equals(lastHeard)) {
            lastPlace = place(from.getAddress());
            lastHeard = from;
        }
        if (lastPlace != NOT_LEARNED) {
            stations.learn(station, lastPlace, now);
        }
    }

    /** Where to send a frame for a station, or null if nobody knows. */
    @Nullable
    InetSocketAddress of(long station, int now) {
        int place = stations.find(station, now);
        return place == MacTable.UNKNOWN ? null : endpoints.get(place);
    }

    private int place(InetAddress address) {
        Integer known = places.get(address);
        if (known != null) {
            return known;
        }
        if (ours.test(address)) {
            // Several programs of this host share the port: only a multicast reaches the right one.
            return NOT_LEARNED;
        }
        int next = places.size();
        if (next == MOST) {
            return NOT_LEARNED;
        }
        endpoints.set(next, new InetSocketAddress(address, port));
        places.put(address, next);
        return next;
    }
}
