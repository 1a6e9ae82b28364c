package io.umview.lwipv6.net;

import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.buffer.PacketPool;
import io.umview.lwipv6.time.Timer;
import io.umview.lwipv6.wire.Ipv4;
import io.umview.lwipv6.wire.Ipv6;
import io.umview.lwipv6.wire.Ipv6Extension;
import io.umview.lwipv6.wire.Ipv6Fragment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The fragments of one packet that have come in so far, in order; used again for other packets. */
final class Assembly extends Timer {
    /** What becomes of a fragment. */
    enum Verdict {
        KEPT,
        /** It is there already. */
        DUPLICATE,
        /** It does not fit with the others: none of them is to be trusted. */
        VOID
    }

    private static final int UNKNOWN = -1;

    private final Reassembly reassembly;
    long sourceHigh;
    long sourceLow;
    long destinationHigh;
    long destinationLow;
    int identification;
    int protocol;
    boolean v4;

    @Nullable
    NetworkInterface device;

    int bucket;
    int memory;

    @Nullable
    Assembly inBucket;

    @Nullable
    Assembly older;

    @Nullable
    Assembly newer;

    private @Nullable Packet[] packets = new @Nullable Packet[8];
    private int[] headers = new int[8];
    private int[] starts = new int[8];
    private int[] ends = new int[8];
    private int count;
    private int bytes;

    /** Length of the whole payload, once the last fragment is there. */
    private int total;

    private int ecn;

    Assembly(Reassembly reassembly) {
        this.reassembly = reassembly;
    }

    void begin(
            long fromHigh,
            long fromLow,
            long toHigh,
            long toLow,
            int newIdentification,
            int newProtocol,
            NetworkInterface newDevice,
            boolean isV4,
            int newBucket) {
        sourceHigh = fromHigh;
        sourceLow = fromLow;
        destinationHigh = toHigh;
        destinationLow = toLow;
        identification = newIdentification;
        protocol = newProtocol;
        device = newDevice;
        v4 = isV4;
        bucket = newBucket;
        memory = 0;
        count = 0;
        bytes = 0;
        total = UNKNOWN;
        ecn = 0;
    }

    /** Puts a fragment in its place, if it is kept it belongs to the assembly. */
    Verdict add(Packet packet, int header, int start, int length, boolean more) {
        int end = start + length;
        if (!more && (total != UNKNOWN && total != end || count > 0 && ends[count - 1] > end)
                || more && total != UNKNOWN && end > total
                || more && (length & 7) != 0) {
            return Verdict.VOID;
        }
        int at = count;
        while (at > 0 && starts[at - 1] >= start) {
            at--;
        }
        if (at < count && starts[at] == start && ends[at] == end) {
            return Verdict.DUPLICATE;
        }
        if (at < count && starts[at] < end || at > 0 && ends[at - 1] > start) {
            return Verdict.VOID;
        }
        if (!more) {
            total = end;
        }
        insert(at, packet, header, start, end);
        int class8 = v4 ? Ipv4.tos(packet, 0) : Ipv6.trafficClass(packet, 0);
        ecn |= 1 << (class8 & 3);
        return Verdict.KEPT;
    }

    private void insert(int at, Packet packet, int header, int start, int end) {
        if (count == starts.length) {
            packets = Arrays.copyOf(packets, 2 * count);
            headers = Arrays.copyOf(headers, 2 * count);
            starts = Arrays.copyOf(starts, 2 * count);
            ends = Arrays.copyOf(ends, 2 * count);
        }
        int moved = count - at;
        System.arraycopy(packets, at, packets, at + 1, moved);
        System.arraycopy(headers, at, headers, at + 1, moved);
        System.arraycopy(starts, at, starts, at + 1, moved);
        System.arraycopy(ends, at, ends, at + 1, moved);
        packets[at] = packet;
        headers[at] = header;
        starts[at] = start;
        ends[at] = end;
        count++;
        bytes += end - start;
    }

    /** Whether all is there. There are no overlaps, so counting is enough. */
    boolean complete() {
        return total != UNKNOWN && bytes == total;
    }

    /** The fragment that the packet begins with, or null. */
    @Nullable
    Packet first() {
        return count > 0 && starts[0] == 0 ? packets[0] : null;
    }

    /** The whole packet, with the header of its first fragment; null if it is too long or ECN forbids it. */
    @Nullable
    Packet join(PacketPool pool) {
        Packet first = first();
        if (first == null || mixedEcn()) {
            return null;
        }
        int header = v4 ? headers[0] : headers[0] - Ipv6Fragment.LENGTH;
        if (header + total > (v4 ? 0xffff : 0xffff + Ipv6.LENGTH)) {
            return null;
        }
        Packet whole = pool.take(header + total);
        whole.append(header + total);
        whole.put(0, first, 0, header);
        for (int i = 0; i < count; i++) {
            Packet piece = packets[i];
            if (piece != null) {
                whole.put(header + starts[i], piece, headers[i], ends[i] - starts[i]);
            }
        }
        whole.received(first.received());
        whole.networkHeader(0);
        finishHeader(whole, first, header);
        return whole;
    }

    private void finishHeader(Packet whole, Packet first, int header) {
        boolean congested = (ecn & 1 << 3) != 0;
        if (v4) {
            Ipv4.totalLength(whole, 0, whole.length());
            Ipv4.fragment(whole, 0, 0);
            if (congested) {
                Ipv4.tos(whole, 0, Ipv4.tos(whole, 0) | 3);
            }
            Ipv4.seal(whole, 0);
            return;
        }
        Ipv6.payloadLength(whole, 0, whole.length() - Ipv6.LENGTH);
        if (congested) {
            Ipv6.trafficClass(whole, 0, Ipv6.trafficClass(whole, 0) | 3);
        }
        int next = Ipv6Fragment.nextHeader(first, header);
        whole.put8(Ipv6Extension.lastNextHeader(whole, header), next);
    }

    /** RFC 3168, section 5.3: fragments with and without "congestion experienced", where some know no ECN. */
    private boolean mixedEcn() {
        return (ecn & 1 << 3) != 0 && (ecn & 1) != 0;
    }

    /** Lets the fragments go. */
    void end() {
        for (int i = 0; i < count; i++) {
            Packet packet = packets[i];
            packets[i] = null;
            if (packet != null) {
                packet.release();
            }
        }
        count = 0;
        device = null;
    }

    @Override
    protected void expire() {
        reassembly.expired(this);
    }
}
