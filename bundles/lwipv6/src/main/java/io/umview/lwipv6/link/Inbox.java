package io.umview.lwipv6.link;

import io.umview.lwipv6.buffer.HandoverQueue;
import io.umview.lwipv6.buffer.Packet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Packets on their way from other threads into a stack. Packets change hands without being copied, and however many there are, the
 * stack's thread is woken once.
 */
final class Inbox {
    /** As the txqueuelen of Linux's Ethernet devices, more or less. */
    private static final int CAPACITY = 1024;

    /** So many packets are delivered before the stack gets to do something else. */
    private static final int BUDGET = 64;

    private final HandoverQueue<Packet> packets = new HandoverQueue<>(CAPACITY);
    private final AtomicBoolean awake = new AtomicBoolean();
    private final LongAdder dropped = new LongAdder();
    private final Runnable delivery = this::deliver;
    private volatile Link.@Nullable Receiver receiver;

    /** Begins to deliver. */
    void open(Link.Receiver to) {
        receiver = to;
    }

    /**
     * Puts a packet in, or drops it. In the thread that the packet belongs to.
     *
     * @return false if it was dropped
     */
    boolean offer(Packet packet) {
        if (receiver == null) {
            packet.release();
            return false;
        }
        packet.detach();
        if (packets.offer(packet)) {
            return true;
        }
        packet.reattach();
        packet.release();
        dropped.increment();
        return false;
    }

    /** The last of several packets was put in for now. */
    void wake() {
        Link.Receiver to = receiver;
        if (to != null && awake.compareAndSet(false, true)) {
            EventLoop loop = to.loop();
            if (loop.inLoop()) {
                loop.later(delivery);
            } else {
                loop.execute(delivery);
            }
        }
    }

    /** Stops delivering and lets go of what has not been delivered. In the stack's thread. */
    void close() {
        Link.Receiver to = receiver;
        receiver = null;
        if (to != null) {
            for (Packet packet = packets.poll(); packet != null; packet = packets.poll()) {
                to.pool().adopt(packet);
                packet.release();
            }
        }
    }

    /** How many packets found no room. */
    long dropped() {
        return dropped.sum();
    }

    private void deliver() {
        Link.Receiver to = receiver;
        if (to == null) {
            return;
        }
        int count = 0;
        for (Packet packet = packets.poll(); packet != null; packet = packets.poll()) {
            to.pool().adopt(packet);
            to.receive(packet);
            if (++count == BUDGET || receiver == null) {
                break;
            }
        }
        if (count > 0) {
            to.received();
        }
        if (count < BUDGET) {
            awake.set(false);
            if (packets.isEmpty() || !awake.compareAndSet(false, true)) {
                return;
            }
        }
        to.loop().later(delivery);
    }
}
