package io.umview.lwipv6.transport.tcp;

import java.util.Arrays;

/**
 * What was sent and is not acknowledged: one record for each packet, with the time that it was sent at and what became of it (RFC 6675,
 * section 3; RFC 8985, section 5.2). Records follow each other without gaps, in a ring of primitives. Bytes in flight are counted as
 * Linux counts packets: {@code outstanding - sacked - lost + retransmitted}.
 */
final class Scoreboard {
    /** Acknowledged selectively. */
    static final int SACKED = 1;

    /** Given up for lost; sent again if {@link #RETRANSMITTED} too. */
    static final int LOST = 2;

    /** Sent again, and that is under way. */
    static final int RETRANSMITTED = 4;

    /** Sent more than once. */
    static final int EVER_RETRANSMITTED = 8;

    private static final int SMALLEST = 8;
    private static final int[] NO_ENDS = {};
    private static final long[] NO_TIMES = {};
    private static final byte[] NO_FLAGS = {};

    private int[] ends = NO_ENDS;
    private long[] times = NO_TIMES;
    private byte[] flags = NO_FLAGS;
    private int first;
    private int count;

    /** The sequence number of the first byte. */
    private int base;

    private int sacked;
    private int lost;
    private int retransmitted;

    /** Bytes that are lost and not sent again. */
    private int pending;

    /** The sequence number behind the highest selectively acknowledged byte, if there is one. */
    private int highest;

    /** Begins at a sequence number, empty. */
    void reset(int sequence) {
        base = sequence;
        highest = sequence;
        count = 0;
        sacked = 0;
        lost = 0;
        retransmitted = 0;
        pending = 0;
    }

    /** Lets memory go that an idle connection does not need. */
    void trim() {
        if (count == 0 && ends.length > SMALLEST) {
            ends = NO_ENDS;
            times = NO_TIMES;
            flags = NO_FLAGS;
            first = 0;
        }
    }

    int size() {
        return count;
    }

    int base() {
        return base;
    }

    int end() {
        return count == 0 ? base : ends[at(count - 1)];
    }

    int sackedBytes() {
        return sacked;
    }

    int lostBytes() {
        return lost;
    }

    int retransmittedBytes() {
        return retransmitted;
    }

    /** Bytes that are to be sent again. */
    int pendingBytes() {
        return pending;
    }

    /** Bytes in the network, as far as is known. */
    int inFlight() {
        return end() - base - sacked - lost + retransmitted;
    }

    /** The sequence number behind the highest byte that was selectively acknowledged, if {@link #sackedBytes} is not 0. */
    int highestSacked() {
        return highest;
    }

    int start(int record) {
        return record == 0 ? base : ends[at(record - 1)];
    }

    int end(int record) {
        return ends[at(record)];
    }

    long time(int record) {
        return times[at(record)];
    }

    int flags(int record) {
        return flags[at(record)];
    }

    boolean is(int record, int flag) {
        return (flags[at(record)] & flag) != 0;
    }

    int length(int record) {
        return end(record) - start(record);
    }

    /** A packet up to a sequence number was sent. */
    void sent(int end, long now) {
        if (count == ends.length) {
            grow();
        }
        int index = at(count++);
        ends[index] = end;
        times[index] = now;
        flags[index] = 0;
    }

    /** Everything before a sequence number is acknowledged. */
    void acknowledge(int sequence, long now, Rack rack, AckSample sample) {
        while (count > 0 && Sequence.before(base, sequence)) {
            int end = ends[first];
            boolean whole = !Sequence.after(end, sequence);
            int bytes = (whole ? end : sequence) - base;
            int state = flags[first];
            if ((state & SACKED) == 0) {
                sample.acked += bytes;
                if (whole) {
                    delivered(first, state, end, now, rack, sample);
                    if ((state & EVER_RETRANSMITTED) == 0 && sample.firstSent == AckSample.NONE) {
                        sample.firstSent = times[first];
                    }
                }
            }
            uncount(state, bytes);
            base += bytes;
            if (whole) {
                first = first + 1 & ends.length - 1;
                count--;
            }
        }
        if (count == 0) {
            base = sequence;
        }
        if (Sequence.before(highest, base)) {
            highest = base;
        }
    }

    /** What lies between two sequence numbers is acknowledged selectively. */
    void sack(int from, int to, long now, Rack rack, AckSample sample) {
        int start = Sequence.max(from, base);
        int end = Sequence.min(to, end());
        if (!Sequence.before(start, end)) {
            return;
        }
        int record = find(start);
        while (record < count && Sequence.before(start(record), end)) {
            if (is(record, SACKED)) {
                record++;
                continue;
            }
            if (Sequence.before(start(record), start)) {
                split(record, start);
                record++;
            }
            record = sackRecord(record, end, now, rack, sample);
        }
        highest = Sequence.max(highest, end);
    }

    /** Marks a record, which may end behind {@code end}; answers which one is next. */
    private int sackRecord(int record, int end, long now, Rack rack, AckSample sample) {
        int index = at(record);
        int state = flags[index];
        int recordEnd = ends[index];
        boolean whole = !Sequence.after(recordEnd, end);
        int upTo = whole ? recordEnd : end;
        int bytes = upTo - start(record);
        delivered(index, state, upTo, now, rack, sample);
        if ((state & EVER_RETRANSMITTED) == 0 && sample.firstSacked == AckSample.NONE) {
            sample.firstSacked = times[index];
        }
        sample.sacked += bytes;
        uncount(state, bytes);
        sacked += bytes;
        if (!whole) {
            if (record > 0 && is(record - 1, SACKED)) {
                ends[at(record - 1)] = end;
                return record;
            }
            split(record, end);
            index = at(record);
        }
        flags[index] = (byte) (state & EVER_RETRANSMITTED | SACKED);
        return record + 1;
    }

    private void delivered(int index, int state, int end, long now, Rack rack, AckSample sample) {
        boolean again = (state & EVER_RETRANSMITTED) != 0;
        if (again) {
            sample.retransmitted = true;
        } else {
            sample.originalEnd = sample.original ? Sequence.min(end, sample.originalEnd) : end;
            sample.original = true;
            // RFC 8985, section 6.2, step 3.
            if (sacked > 0 && Sequence.before(end, highest)) {
                sample.reordered = true;
            }
        }
        rack.delivered(times[index], end, again, now);
    }

    /** Gives a record up for lost. */
    void lose(int record) {
        int index = at(record);
        int state = flags[index];
        int bytes = length(record);
        if ((state & RETRANSMITTED) != 0) {
            retransmitted -= bytes;
            state &= ~RETRANSMITTED;
            if ((state & LOST) != 0) {
                pending += bytes;
            }
        }
        if ((state & LOST) == 0) {
            state |= LOST;
            lost += bytes;
            pending += bytes;
        }
        flags[index] = (byte) state;
    }

    /** Gives everything up for lost that is not selectively acknowledged. */
    void loseAll(boolean sackedToo) {
        for (int i = 0; i < count; i++) {
            if (sackedToo && is(i, SACKED)) {
                sacked -= length(i);
                flags[at(i)] &= ~SACKED;
            }
            if (!is(i, SACKED)) {
                lose(i);
            }
        }
        if (sackedToo) {
            highest = base;
        }
    }

    /** Nothing is lost after all. */
    void loseNothing() {
        for (int i = 0; i < count; i++) {
            int index = at(i);
            if ((flags[index] & LOST) != 0) {
                uncount(flags[index], length(i));
                flags[index] &= ~(LOST | RETRANSMITTED);
            }
        }
    }

    /** A record was sent again. */
    void retransmit(int record, long now) {
        int index = at(record);
        int bytes = length(record);
        int state = flags[index];
        if ((state & RETRANSMITTED) == 0) {
            retransmitted += bytes;
            if ((state & LOST) != 0) {
                pending -= bytes;
            }
        }
        flags[index] = (byte) (state | RETRANSMITTED | EVER_RETRANSMITTED);
        times[index] = now;
    }

    /** The first record that is lost and not sent again, or -1. */
    int nextLost() {
        if (pending == 0) {
            return -1;
        }
        for (int i = 0; i < count; i++) {
            if ((flags[at(i)] & (LOST | RETRANSMITTED)) == LOST) {
                return i;
            }
        }
        return -1;
    }

    /** Makes two records of one. */
    void split(int record, int sequence) {
        if (count == ends.length) {
            grow();
        }
        for (int i = count; i > record; i--) {
            int to = at(i);
            int from = at(i - 1);
            ends[to] = ends[from];
            times[to] = times[from];
            flags[to] = flags[from];
        }
        ends[at(record)] = sequence;
        count++;
    }

    /** The record that a sequence number at or behind {@link #base} is in. */
    int find(int sequence) {
        int low = 0;
        int high = count;
        int offset = sequence - base;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (ends[at(middle)] - base <= offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private void uncount(int state, int bytes) {
        if ((state & SACKED) != 0) {
            sacked -= bytes;
        }
        if ((state & LOST) != 0) {
            lost -= bytes;
            if ((state & RETRANSMITTED) == 0) {
                pending -= bytes;
            }
        }
        if ((state & RETRANSMITTED) != 0) {
            retransmitted -= bytes;
        }
    }

    private int at(int record) {
        return first + record & ends.length - 1;
    }

    private void grow() {
        int length = Math.max(SMALLEST, ends.length * 2);
        int[] newEnds = new int[length];
        long[] newTimes = new long[length];
        byte[] newFlags = new byte[length];
        int tail = ends.length - first;
        System.arraycopy(ends, first, newEnds, 0, tail);
        System.arraycopy(ends, 0, newEnds, tail, first);
        System.arraycopy(times, first, newTimes, 0, tail);
        System.arraycopy(times, 0, newTimes, tail, first);
        System.arraycopy(flags, first, newFlags, 0, tail);
        System.arraycopy(flags, 0, newFlags, tail, first);
        ends = newEnds;
        times = newTimes;
        flags = newFlags;
        first = 0;
    }

    @Override
    public String toString() {
        return "from " + base + " to " + Arrays.toString(ends) + ", sacked " + sacked + ", lost " + lost + ", pending "
                + pending + ", retransmitted " + retransmitted;
    }
}
