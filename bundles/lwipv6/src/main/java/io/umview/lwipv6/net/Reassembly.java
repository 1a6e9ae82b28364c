package io.umview.lwipv6.net;

import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.wire.IpAddress;
import io.umview.lwipv6.wire.Ipv4;
import io.umview.lwipv6.wire.Ipv6;
import io.umview.lwipv6.wire.Ipv6Extension;
import io.umview.lwipv6.wire.Ipv6Fragment;
import org.jspecify.annotations.Nullable;

/**
 * Puts fragments together again (RFC 791, section 3.2; RFC 8200, section 4.5). Overlapping fragments make the whole packet void, in
 * both families (RFC 5722; Linux does the same for IPv4), exact copies are ignored.
 */
final class Reassembly {
    /** net.ipv4.ipfrag_high_thresh: bytes of memory that fragments may hold. */
    private static final int MEMORY = 4 << 20;

    /** net.ipv4.ipfrag_time, and what net.ipv6.ip6frag_time is (RFC 8200, section 4.5). */
    private static final long TIMEOUT4 = 30_000_000_000L;

    private static final long TIMEOUT6 = 60_000_000_000L;

    private static final int BUCKETS = 64;

    private final Network network;
    private final @Nullable Assembly[] buckets = new @Nullable Assembly[BUCKETS];
    private int memory;

    /** All assemblies, oldest first. */
    private @Nullable Assembly oldest;

    private @Nullable Assembly newest;

    private @Nullable Assembly spare;

    Reassembly(Network network) {
        this.network = network;
    }

    /** Bytes of memory that fragments hold. */
    int memory() {
        return memory;
    }

    /**
     * Takes a fragment of IPv4, which belongs to the callee: its window is the packet from the IP header on.
     *
     * @return the whole packet, if this was the last piece; else null
     */
    @Nullable
    Packet add4(Packet packet, NetworkInterface device) {
        Counters<IpMib> counters = network.statistics.ip(true);
        counters.add(IpMib.REASM_REQDS);
        int header = Ipv4.headerLength(packet, 0);
        int bits = Ipv4.fragment(packet, 0);
        int length = Ipv4.totalLength(packet, 0) - header;
        boolean more = (bits & Ipv4.MF) != 0;
        int offset = (bits & Ipv4.OFFSET) * 8;
        if (more && (length & 7) != 0 || length == 0 && more || header + offset + length > 0xffff) {
            counters.add(IpMib.REASM_FAILS);
            packet.release();
            return null;
        }
        Assembly assembly = find(
                0,
                IpAddress.mapped(Ipv4.source(packet, 0)),
                0,
                IpAddress.mapped(Ipv4.destination(packet, 0)),
                Ipv4.identification(packet, 0),
                Ipv4.protocol(packet, 0),
                device);
        return add(assembly, packet, header, offset, length, more);
    }

    /**
     * Takes a fragment of IPv6, which belongs to the callee: its window is the packet from the IP header on.
     *
     * @param fragment where the fragment header begins
     * @return the whole packet, if this was the last piece; else null
     */
    @Nullable
    Packet add6(Packet packet, int fragment, NetworkInterface device) {
        Counters<IpMib> counters = network.statistics.ip(false);
        counters.add(IpMib.REASM_REQDS);
        int header = fragment + Ipv6Fragment.LENGTH;
        int length = packet.length() - header;
        boolean more = Ipv6Fragment.more(packet, fragment);
        int offset = Ipv6Fragment.fragmentOffset(packet, fragment);
        if (length == 0 && more) {
            counters.add(IpMib.REASM_FAILS);
            packet.release();
            return null;
        }
        Assembly assembly = find(
                Ipv6.sourceHigh(packet, 0),
                Ipv6.sourceLow(packet, 0),
                Ipv6.destinationHigh(packet, 0),
                Ipv6.destinationLow(packet, 0),
                Ipv6Fragment.identification(packet, fragment),
                -1,
                device);
        return add(assembly, packet, header, offset, length, more);
    }

    /** Takes the header off a packet that is its only fragment. */
    Packet atomic(Packet packet, int fragment) {
        Counters<IpMib> counters = network.statistics.ip(false);
        counters.add(IpMib.REASM_REQDS);
        counters.add(IpMib.REASM_OKS);
        int next = Ipv6Fragment.nextHeader(packet, fragment);
        int where = Ipv6Extension.lastNextHeader(packet, fragment);
        packet.put8(where, next);
        for (int i = fragment - 1; i >= 0; i--) {
            packet.put8(i + Ipv6Fragment.LENGTH, packet.get8(i));
        }
        packet.trimFront(Ipv6Fragment.LENGTH);
        Ipv6.payloadLength(packet, 0, packet.length() - Ipv6.LENGTH);
        return packet;
    }

    private @Nullable Packet add(Assembly assembly, Packet packet, int header, int offset, int length, boolean more) {
        Assembly.Verdict verdict = assembly.add(packet, header, offset, length, more);
        boolean v4 = assembly.v4;
        Counters<IpMib> counters = network.statistics.ip(v4);
        switch (verdict) {
            case KEPT -> {
                int held = packet.memory().capacity();
                assembly.memory += held;
                memory += held;
                while (memory > MEMORY && oldest != null) {
                    boolean self = oldest == assembly;
                    drop(oldest);
                    if (self) {
                        return null;
                    }
                }
            }
            case DUPLICATE -> {
                packet.release();
                return null;
            }
            case VOID -> {
                counters.add(IpMib.REASM_OVERLAPS);
                packet.release();
                drop(assembly);
                return null;
            }
        }
        if (!assembly.complete()) {
            return null;
        }
        Packet whole = assembly.join(network.pool);
        counters.add(whole == null ? IpMib.REASM_FAILS : IpMib.REASM_OKS);
        remove(assembly);
        return whole;
    }

    private Assembly find(
            long sourceHigh,
            long sourceLow,
            long destinationHigh,
            long destinationLow,
            int identification,
            int protocol,
            NetworkInterface device) {
        int bucket = AddressMap.hash(sourceLow + 31 * sourceHigh + protocol, destinationLow + identification)
                & (BUCKETS - 1);
        for (Assembly assembly = buckets[bucket]; assembly != null; assembly = assembly.inBucket) {
            if (assembly.sourceHigh == sourceHigh
                    && assembly.sourceLow == sourceLow
                    && assembly.destinationHigh == destinationHigh
                    && assembly.destinationLow == destinationLow
                    && assembly.identification == identification
                    && assembly.protocol == protocol
                    && assembly.device == device) {
                return assembly;
            }
        }
        Assembly assembly = spare;
        if (assembly == null) {
            assembly = new Assembly(this);
        } else {
            spare = assembly.inBucket;
        }
        boolean v4 = IpAddress.isV4(sourceHigh, sourceLow);
        assembly.begin(
                sourceHigh, sourceLow, destinationHigh, destinationLow, identification, protocol, device, v4, bucket);
        assembly.inBucket = buckets[bucket];
        buckets[bucket] = assembly;
        append(assembly);
        network.timers.set(assembly, v4 ? TIMEOUT4 : TIMEOUT6);
        return assembly;
    }

    private void append(Assembly assembly) {
        assembly.older = newest;
        assembly.newer = null;
        if (newest != null) {
            newest.newer = assembly;
        } else {
            oldest = assembly;
        }
        newest = assembly;
    }

    /** The time is over: the sender is told if the beginning is there (RFC 1122, section 3.3.2; RFC 8200, section 4.5). */
    void expired(Assembly assembly) {
        network.statistics.ip(assembly.v4).add(IpMib.REASM_TIMEOUT);
        Packet first = assembly.first();
        NetworkInterface device = assembly.device;
        if (first != null && device != null) {
            network.errors.reassemblyExceeded(first, device);
        }
        drop(assembly);
    }

    private void drop(Assembly assembly) {
        network.statistics.ip(assembly.v4).add(IpMib.REASM_FAILS);
        remove(assembly);
    }

    private void remove(Assembly assembly) {
        network.timers.cancel(assembly);
        memory -= assembly.memory;
        Assembly before = null;
        for (Assembly other = buckets[assembly.bucket]; other != assembly && other != null; other = other.inBucket) {
            before = other;
        }
        if (before == null) {
            buckets[assembly.bucket] = assembly.inBucket;
        } else {
            before.inBucket = assembly.inBucket;
        }
        if (assembly.older != null) {
            assembly.older.newer = assembly.newer;
        } else {
            oldest = assembly.newer;
        }
        if (assembly.newer != null) {
            assembly.newer.older = assembly.older;
        } else {
            newest = assembly.older;
        }
        assembly.end();
        assembly.inBucket = spare;
        spare = assembly;
    }

    /** Lets go of everything that came in by an interface. */
    void clear(NetworkInterface device) {
        Assembly assembly = oldest;
        while (assembly != null) {
            Assembly next = assembly.newer;
            if (assembly.device == device) {
                drop(assembly);
            }
            assembly = next;
        }
    }
}
