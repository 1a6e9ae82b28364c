package io.umview.lwipv6.transport;

import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.wire.IpAddress;
import java.util.function.IntPredicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Who is bound to which local address and port of one protocol. What may be bound beside what is as in Linux: inet_bind_conflict() for
 * TCP, udp_lib_lport_inuse() for UDP, ipv6_rcv_saddr_equal() for addresses. Ephemeral ports are chosen by
 * random increments (RFC 6056, section 3.3.5), so that one is not used again soon, while a peer may still be in TIME_WAIT.
 */
public final class PortTable {
    /** The protocols differ in what SO_REUSEADDR is good for. */
    public enum Rules {
        /** It is good for ports where nobody listens. */
        TCP,
        /** It is good for everything. */
        UDP
    }

    private static final int INITIAL_BUCKETS = 64;

    /** The increments are at most as large: N of RFC 6056. */
    private static final int SPREAD = 32;

    /** After so many vain looks at ports of the preferred parity the others come first: it may have none that is free. */
    private static final int PATIENCE = 128;

    private final Rules rules;
    private final RandomGenerator random;
    private @Nullable Port[] buckets = new @Nullable Port[INITIAL_BUCKETS];
    private int ports;
    private int first = 32768;
    private int last = 60999;

    /** The ephemeral port that was found last, from the lowest one on. */
    private int searched;

    /**
     * A table where nothing is bound.
     *
     * @param random what cannot be foreseen, for ephemeral ports
     */
    public PortTable(Rules rules, RandomGenerator random) {
        this.rules = rules;
        this.random = random;
        searched = random.nextInt(65536);
    }

    /** Sets the range of ephemeral ports, both ends included (ip_local_port_range). */
    public void range(int lowest, int highest) {
        if (lowest < 1 || highest > 65535 || lowest > highest) {
            throw new IllegalArgumentException(lowest + " to " + highest);
        }
        first = lowest;
        last = highest;
    }

    /** The lowest ephemeral port. */
    public int lowest() {
        return first;
    }

    /** The highest ephemeral port. */
    public int highest() {
        return last;
    }

    /**
     * bind(2).
     *
     * @param number the port, or 0 for an ephemeral one
     * @return null, or EADDRINUSE
     */
    public @Nullable NetworkError bind(PortBinding binding, int number) {
        if (number == 0) {
            return bindEphemeral(binding);
        }
        if (conflicts(binding, port(number), true)) {
            return NetworkError.EADDRINUSE;
        }
        join(binding, number, false);
        return null;
    }

    /**
     * Finds a port for connect(2). Connections to different peers may share one, but not with what was bound by bind(2).
     *
     * @param unique whether no connection has the same two addresses and ports, if this is the local port
     * @return null, or EADDRNOTAVAIL
     */
    public @Nullable NetworkError connect(PortBinding binding, IntPredicate unique) {
        // Linux takes ports of one parity for connect(2) first, and leaves the others to bind(2).
        int number = search(0, candidate -> {
            Port port = port(candidate);
            return (port == null || port.sharing()) && unique.test(candidate);
        });
        if (number == 0) {
            return NetworkError.EADDRNOTAVAIL;
        }
        join(binding, number, true);
        return null;
    }

    /** listen(2) by what is bound: false if somebody else listens there (EADDRINUSE). */
    public boolean listen(PortBinding binding) {
        if (conflicts(binding, binding.port, true)) {
            return false;
        }
        binding.listening(true);
        return true;
    }

    /** Binds what inherits the port of a listener: a connection that it accepted. */
    public void inherit(PortBinding child, PortBinding parent) {
        child.reuseAddress(parent.reuseAddress());
        child.reusePort(parent.reusePort());
        child.v6Only(parent.v6Only());
        child.user(parent.user());
        child.boundInterface(parent.boundInterface());
        join(child, parent.number(), parent.shared);
    }

    /** Lets a port go, if one is bound. */
    public void release(PortBinding binding) {
        Port port = binding.port;
        if (port == null) {
            return;
        }
        port.remove(binding);
        binding.port = null;
        binding.number(0);
        binding.listening(false);
        if (port.bindings == null) {
            forget(port);
        }
    }

    /** The first of those that are bound to a port, others follow by {@link PortBinding#next}; null if there is none. */
    public @Nullable PortBinding first(int number) {
        Port port = port(number);
        return port == null ? null : port.bindings;
    }

    /** How many ports are bound. */
    public int size() {
        return ports;
    }

    private @Nullable NetworkError bindEphemeral(PortBinding binding) {
        int number = search(1, candidate -> !conflicts(binding, port(candidate), false));
        if (number == 0) {
            return NetworkError.EADDRINUSE;
        }
        join(binding, number, false);
        return null;
    }

    /** Looks at every port of the range from some way behind the last one on, ports of the preferred parity first. */
    private int search(int parity, IntPredicate fits) {
        int count = last - first + 1;
        int start = (searched + 1 + random.nextInt(SPREAD)) % count;
        int found = search(start, parity, PATIENCE, fits);
        if (found == 0) {
            found = search(start, parity ^ 1, count, fits);
        }
        return found != 0 ? found : search(start, parity, count, fits);
    }

    private int search(int start, int parity, int most, IntPredicate fits) {
        int count = last - first + 1;
        int looks = 0;
        for (int i = 0; i < count && looks < most; i++) {
            int place = (start + i) % count;
            int candidate = first + place;
            if (((candidate ^ parity) & 1) == 0) {
                if (fits.test(candidate)) {
                    searched = place;
                    return candidate;
                }
                looks++;
            }
        }
        return 0;
    }

    /** Whether the port is taken. Who asks for no particular port gets none that is only just free (not relaxed). */
    private boolean conflicts(PortBinding wanted, @Nullable Port port, boolean relaxed) {
        if (port == null) {
            return false;
        }
        for (PortBinding other = port.bindings; other != null; other = other.next) {
            if (other != wanted
                    && sameInterface(wanted, other)
                    && overlap(wanted, other)
                    && !mayShare(wanted, other, relaxed)) {
                return true;
            }
        }
        return false;
    }

    private boolean mayShare(PortBinding wanted, PortBinding other, boolean relaxed) {
        boolean bothAddress =
                wanted.reuseAddress() && other.reuseAddress() && (rules == Rules.UDP || !other.listening());
        boolean bothPort = wanted.reusePort() && other.reusePort() && wanted.user() == other.user();
        return relaxed && (bothAddress || bothPort);
    }

    private static boolean sameInterface(PortBinding one, PortBinding other) {
        int a = one.boundInterface();
        int b = other.boundInterface();
        return a == 0 || b == 0 || a == b;
    }

    private static boolean overlap(PortBinding one, PortBinding other) {
        IpAddress a = one.address();
        IpAddress b = other.address();
        return a.equals(b) || covers(a, one.v6Only(), b) || covers(b, other.v6Only(), a);
    }

    private static boolean covers(IpAddress any, boolean v6Only, IpAddress address) {
        if (!any.isAny()) {
            return false;
        }
        return any.isV4() ? address.isV4() : !(v6Only && address.isV4());
    }

    private void join(PortBinding binding, int number, boolean shared) {
        Port port = port(number);
        if (port == null) {
            port = new Port(number);
            remember(port);
        }
        binding.shared = shared;
        binding.port = port;
        binding.number(number);
        port.add(binding);
    }

    private @Nullable Port port(int number) {
        Port port = buckets[number & (buckets.length - 1)];
        while (port != null && port.number != number) {
            port = port.next;
        }
        return port;
    }

    private void remember(Port port) {
        if (++ports > buckets.length) {
            grow();
        }
        int index = port.number & (buckets.length - 1);
        port.next = buckets[index];
        buckets[index] = port;
    }

    private void grow() {
        @Nullable Port[] old = buckets;
        buckets = new @Nullable Port[old.length * 2];
        for (Port head : old) {
            while (head != null) {
                Port following = head.next;
                int index = head.number & (buckets.length - 1);
                head.next = buckets[index];
                buckets[index] = head;
                head = following;
            }
        }
    }

    private void forget(Port port) {
        int index = port.number & (buckets.length - 1);
        Port at = buckets[index];
        if (at == port) {
            buckets[index] = port.next;
        } else {
            while (at != null && at.next != port) {
                at = at.next;
            }
            if (at != null) {
                at.next = port.next;
            }
        }
        ports--;
    }

    /** A port that something is bound to. */
    static final class Port {
        private final int number;
        private @Nullable Port next;
        private @Nullable PortBinding bindings;

        /** How many of the bindings were made by bind(2). */
        private int exclusive;

        Port(int number) {
            this.number = number;
        }

        boolean sharing() {
            return exclusive == 0;
        }

        void add(PortBinding binding) {
            PortBinding head = bindings;
            binding.previous = null;
            binding.next = head;
            if (head != null) {
                head.previous = binding;
            }
            bindings = binding;
            if (!binding.shared) {
                exclusive++;
            }
        }

        void remove(PortBinding binding) {
            PortBinding before = binding.previous;
            PortBinding after = binding.next;
            if (before == null) {
                bindings = after;
            } else {
                before.next = after;
            }
            if (after != null) {
                after.previous = before;
            }
            binding.previous = null;
            binding.next = null;
            if (!binding.shared) {
                exclusive--;
            }
        }
    }
}
