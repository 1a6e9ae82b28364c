package io.umview.lwipv6.transport.tcp;

import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.wire.TcpOptions;
import java.util.Arrays;

/** Which bytes have come in behind a gap: ranges in order, and which of them changed last, for SACK (RFC 2018, section 4; RFC 2883). */
final class Assembler {
    /** A peer that makes more gaps than this sends some of it again. */
    static final int MOST_RANGES = 1024;

    private static final int SMALLEST = 4;
    private static final int[] NONE = {};

    private int[] starts = NONE;
    private int[] ends = NONE;
    private int count;

    /** Sequence numbers in the ranges that changed last, the last one first. */
    private final int[] recent = new int[TcpOptions.BLOCKS];

    private int recentCount;
    private boolean duplicate;
    private int duplicateStart;
    private int duplicateEnd;

    boolean isEmpty() {
        return count == 0;
    }

    int size() {
        return count;
    }

    /** The first byte behind the first gap. */
    int firstStart() {
        return starts[0];
    }

    /** The sequence number behind the last byte. */
    int lastEnd() {
        return ends[count - 1];
    }

    /** Bytes in all ranges. */
    int bytes() {
        int sum = 0;
        for (int i = 0; i < count; i++) {
            sum += ends[i] - starts[i];
        }
        return sum;
    }

    /**
     * Adds a range; {@code start} is before {@code end}.
     *
     * @return false if there are too many already
     */
    boolean add(int start, int end) {
        int low = lowerBound(start);
        int high = low;
        int from = start;
        int to = end;
        while (high < count && !Sequence.after(starts[high], end)) {
            from = Sequence.min(from, starts[high]);
            to = Sequence.max(to, ends[high]);
            high++;
        }
        if (low == high) {
            if (count == MOST_RANGES) {
                return false;
            }
            insert(low, from, to);
        } else {
            noteOverlap(low, start, end);
            starts[low] = from;
            ends[low] = to;
            remove(low + 1, high);
        }
        touch(start);
        return true;
    }

    /** The first part of a segment that was there before is a duplicate. */
    private void noteOverlap(int range, int start, int end) {
        if (Sequence.before(start, ends[range]) && Sequence.after(end, starts[range])) {
            duplicate(Sequence.max(start, starts[range]), Sequence.min(end, ends[range]));
        }
    }

    /** Everything up to a sequence number is there: answers up to which it is then, with what lay behind. */
    int advance(int sequence) {
        int next = sequence;
        int taken = 0;
        while (taken < count && !Sequence.after(starts[taken], next)) {
            next = Sequence.max(next, ends[taken]);
            taken++;
        }
        remove(0, taken);
        if (count == 0) {
            recentCount = 0;
        }
        return next;
    }

    void clear() {
        count = 0;
        recentCount = 0;
        duplicate = false;
    }

    /** Something has come in twice: the next acknowledgment reports it. */
    void duplicate(int start, int end) {
        duplicate = true;
        duplicateStart = start;
        duplicateEnd = end;
    }

    /** How many SACK blocks there are to be sent, at most {@link TcpOptions#BLOCKS}. */
    int blocks() {
        return Math.min(TcpOptions.BLOCKS, count + (duplicate ? 1 : 0));
    }

    /** Writes SACK blocks: a duplicate, then the ranges that changed last, then others. */
    void emit(Packet packet, int offset, int blocks) {
        int written = 0;
        int at = offset;
        if (duplicate) {
            TcpOptions.emitBlock(packet, at, duplicateStart, duplicateEnd);
            duplicate = false;
            at += 8;
            written++;
        }
        int kept = 0;
        for (int i = 0; i < recentCount; i++) {
            int range = containing(recent[i]);
            if (range < 0 || seen(range, kept)) {
                continue;
            }
            recent[kept++] = recent[i];
            if (written < blocks) {
                TcpOptions.emitBlock(packet, at, starts[range], ends[range]);
                at += 8;
                written++;
            }
        }
        recentCount = kept;
        for (int range = 0; written < blocks && range < count; range++) {
            if (!seen(range, kept)) {
                TcpOptions.emitBlock(packet, at, starts[range], ends[range]);
                at += 8;
                written++;
            }
        }
    }

    private boolean seen(int range, int kept) {
        for (int i = 0; i < kept; i++) {
            if (containing(recent[i]) == range) {
                return true;
            }
        }
        return false;
    }

    private void touch(int sequence) {
        int last = Math.min(recentCount, recent.length - 1);
        for (int i = last; i > 0; i--) {
            recent[i] = recent[i - 1];
        }
        recent[0] = sequence;
        recentCount = last + 1;
    }

    private int containing(int sequence) {
        int range = lowerBound(sequence);
        // A range that ends here does not contain it, but the next one may.
        if (range < count && ends[range] == sequence) {
            range++;
        }
        return range < count && !Sequence.after(starts[range], sequence) ? range : -1;
    }

    /** The first range that does not end before a sequence number. */
    private int lowerBound(int sequence) {
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Sequence.before(ends[middle], sequence)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private void insert(int index, int start, int end) {
        if (count == starts.length) {
            int length = Math.max(SMALLEST, count * 2);
            starts = Arrays.copyOf(starts, length);
            ends = Arrays.copyOf(ends, length);
        }
        System.arraycopy(starts, index, starts, index + 1, count - index);
        System.arraycopy(ends, index, ends, index + 1, count - index);
        starts[index] = start;
        ends[index] = end;
        count++;
    }

    private void remove(int from, int to) {
        if (from < to) {
            System.arraycopy(starts, to, starts, from, count - to);
            System.arraycopy(ends, to, ends, from, count - to);
            count -= to - from;
        }
    }
}
