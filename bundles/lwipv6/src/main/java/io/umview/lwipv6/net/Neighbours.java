package io.umview.lwipv6.net;

import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.wire.IpAddress;
import io.umview.lwipv6.wire.MacAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The neighbours on all links of a stack. */
public final class Neighbours {
    /** gc_thresh3: more are not kept. */
    private static final int MOST = 1024;

    /** gc_thresh1: so many are kept whatever their age. */
    private static final int FEW = 128;

    /** Nanoseconds between collections, unless the table is full. */
    private static final long COLLECTION = 5_000_000_000L;

    final Network network;
    private long collected;
    private final Set<Neighbour> all = new LinkedHashSet<>();
    private final List<Proxy> proxies = new ArrayList<>();

    /**
     * An address for which this host answers ({@code ip neigh add proxy}).
     *
     * @param device on whose link
     */
    public record Proxy(NetworkInterface device, IpAddress address) {}

    Neighbours(Network network) {
        this.network = network;
    }

    /** All neighbours. */
    public Collection<Neighbour> all() {
        return List.copyOf(all);
    }

    /** A neighbour, or null if it is not known. */
    public @Nullable Neighbour find(NetworkInterface device, IpAddress address) {
        return device.neighbours.get(address.high(), address.low());
    }

    /** A neighbour, which is made if it is not known. */
    Neighbour get(NetworkInterface device, IpAddress address) {
        Neighbour neighbour = find(device, address);
        if (neighbour == null) {
            if (all.size() >= FEW && (all.size() >= MOST || network.now() - collected > COLLECTION)) {
                collect();
            }
            neighbour = new Neighbour(this, device, address);
            all.add(neighbour);
            device.neighbours.put(address.high(), address.low(), neighbour);
            if (device.resolvesNothing()) {
                neighbour.set(device.broadcastAddress(), Neighbour.NUD_NOARP, 0);
            }
        }
        return neighbour;
    }

    /** Makes room: unused ones go. */
    private void collect() {
        boolean full = all.size() >= MOST;
        collected = network.now();
        for (Neighbour neighbour : all()) {
            long idle = network.now() - Math.max(neighbour.used(), neighbour.confirmed());
            boolean old = idle > neighbour.parameters.garbageAfter * 1_000_000L;
            if ((neighbour.state() & (Neighbour.NUD_STALE | Neighbour.NUD_FAILED | Neighbour.NUD_NOARP)) != 0
                    && (old || full)) {
                remove(neighbour);
            }
        }
    }

    /**
     * Sets a neighbour by hand ({@code ip neigh add, change, replace}).
     *
     * @param create it may be new, else ENOENT
     * @param replace it may be known, else EEXIST
     * @param mac null: not known, or as before
     * @param state NUD_*
     * @param flags NTF_*
     */
    public Neighbour set(
            NetworkInterface device,
            IpAddress address,
            @Nullable MacAddress mac,
            int state,
            int flags,
            boolean create,
            boolean replace)
            throws NetworkException {
        Neighbour known = find(device, address);
        if (known == null && !create) {
            throw NetworkError.ENOENT.exception();
        }
        if (known != null && !replace) {
            throw NetworkError.EEXIST.exception();
        }
        if (mac == null && known == null && (state & (Neighbour.VALID & ~Neighbour.NUD_NOARP)) != 0) {
            throw NetworkError.EINVAL.exception();
        }
        Neighbour neighbour = get(device, address);
        neighbour.set(mac, state == Neighbour.NUD_NONE ? Neighbour.NUD_PERMANENT : state, flags);
        return neighbour;
    }

    /**
     * Forgets a neighbour.
     *
     * @throws NetworkException ENOENT if it is not known
     */
    public void remove(NetworkInterface device, IpAddress address) throws NetworkException {
        Neighbour neighbour = find(device, address);
        if (neighbour == null) {
            throw NetworkError.ENOENT.exception();
        }
        remove(neighbour);
    }

    /** Addresses for which this host answers. */
    public List<Proxy> proxies() {
        return List.copyOf(proxies);
    }

    /** Answers for an address from now on. */
    public void addProxy(NetworkInterface device, IpAddress address) {
        Proxy proxy = new Proxy(device, address);
        if (!proxies.contains(proxy)) {
            proxies.add(proxy);
        }
    }

    /**
     * Answers no longer.
     *
     * @throws NetworkException ENOENT if it does not
     */
    public void removeProxy(NetworkInterface device, IpAddress address) throws NetworkException {
        if (!proxies.remove(new Proxy(device, address))) {
            throw NetworkError.ENOENT.exception();
        }
    }

    boolean hasProxies() {
        return !proxies.isEmpty();
    }

    boolean isProxy(NetworkInterface device, IpAddress address) {
        return !proxies.isEmpty() && proxies.contains(new Proxy(device, address));
    }

    /** A neighbour by the halves of its address, which is made if it is not known. */
    Neighbour get(NetworkInterface device, long high, long low) {
        Neighbour neighbour = device.neighbours.get(high, low);
        return neighbour != null ? neighbour : get(device, new IpAddress(high, low));
    }

    /** Whether a neighbour is known not to be reachable. */
    boolean failed(NetworkInterface device, IpAddress address) {
        Neighbour neighbour = find(device, address);
        return neighbour != null && neighbour.state() == Neighbour.NUD_FAILED;
    }

    /** Forgets those that a predicate accepts. */
    void removeIf(Predicate<Neighbour> matching) {
        for (Neighbour neighbour : all()) {
            if (matching.test(neighbour)) {
                remove(neighbour);
            }
        }
    }

    private void remove(Neighbour neighbour) {
        all.remove(neighbour);
        neighbour.device.neighbours.remove(neighbour.address.high(), neighbour.address.low());
        neighbour.forget();
        network.changed();
        network.observers.neighbourRemoved(neighbour);
    }

    void set(Neighbour neighbour, long delay) {
        network.timers.set(neighbour, delay);
    }

    void cancel(Neighbour neighbour) {
        network.timers.cancel(neighbour);
    }

    void changed(Neighbour neighbour) {
        network.observers.neighbourChanged(neighbour);
    }

    /** A neighbour is asked for, because of a packet that waits for it if there is one. */
    void solicit(Neighbour neighbour, @Nullable Packet because) {
        network.solicit(neighbour, because);
    }

    /** A packet that waited for a neighbour finds no way; it belongs to the callee. */
    void unreachable(Neighbour neighbour, Packet packet) {
        network.unreachable(neighbour, packet);
    }

    /** A neighbour has failed: other routers may do. */
    void failed(Neighbour neighbour) {
        network.changed();
    }
}
