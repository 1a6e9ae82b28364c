package io.umview.lwipv6.link;

import io.umview.lwipv6.buffer.Packet;
import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * One end of what joins stacks of one process. Frames go by reference from one thread to the other; what is left to be done of their
 * checksums and segmentation stays so, because they never see a wire.
 */
abstract sealed class InProcessLink implements Link permits SwitchPort, Cable.End {
    /** 65535 bytes that an IPv4 packet has at most, less an Ethernet header: what TAP devices of Linux allow. */
    static final int LARGEST_MTU = 65521;

    /** The smallest that IPv4 works with (RFC 791, section 3.2). */
    static final int SMALLEST_MTU = 68;

    /** An Ethernet header and a VLAN tag may come on top of the MTU. */
    private static final int FRAME_OVERHEAD = 18;

    private final Inbox inbox = new Inbox();
    private final LongAdder dropped = new LongAdder();
    private volatile int mtu = 1500;

    /** Ends that got packets since the last {@link #flush}: each is woken once. */
    private @Nullable InProcessLink[] touched = new @Nullable InProcessLink[4];

    private int touchedCount;

    @Override
    public int mtu() {
        return mtu;
    }

    @Override
    public boolean mtu(int bytes) {
        if (bytes < SMALLEST_MTU || bytes > LARGEST_MTU) {
            return false;
        }
        mtu = bytes;
        return true;
    }

    @Override
    public Offload offload() {
        return Offload.ALL;
    }

    @Override
    public void open(Receiver receiver) {
        inbox.open(receiver);
    }

    @Override
    public void flush() {
        for (int i = 0; i < touchedCount; i++) {
            InProcessLink end = touched[i];
            touched[i] = null;
            if (end != null) {
                end.inbox.wake();
            }
        }
        touchedCount = 0;
    }

    @Override
    public void close() {
        inbox.close();
    }

    /** How many packets to this end were dropped: no room, or larger than its MTU. */
    long dropped() {
        return dropped.sum();
    }

    /** Hands a packet over to another end. In the thread of this one. */
    final boolean hand(Packet packet, InProcessLink end) {
        boolean fits = packet.segmentation() != Packet.Segmentation.NONE || packet.length() <= end.mtu + FRAME_OVERHEAD;
        if (!fits) {
            packet.release();
        }
        if (!fits || !end.inbox.offer(packet)) {
            end.dropped.increment();
            return false;
        }
        touch(end);
        return true;
    }

    private void touch(InProcessLink end) {
        for (int i = 0; i < touchedCount; i++) {
            if (touched[i] == end) {
                return;
            }
        }
        if (touchedCount == touched.length) {
            touched = Arrays.copyOf(touched, 2 * touchedCount);
        }
        touched[touchedCount++] = end;
    }
}
