package io.umview.lwipv6.link;

import io.umview.lwipv6.buffer.InternetChecksum;
import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.time.Timer;
import io.umview.lwipv6.time.TimerWheel;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** A link on which packets are lost, doubled, changed, late and out of order. The same seed makes the same things go wrong. */
public final class FaultInjector extends LinkDecorator {
    private final TimerWheel timers;
    private final SplittableRandom random;
    private final Direction out;
    private final Direction in;

    /**
     * Makes things go wrong on a link.
     *
     * @param timers of the stack's thread
     * @param outgoing what happens to packets that the stack sends
     * @param incoming what happens to packets that it receives
     */
    public FaultInjector(Link link, TimerWheel timers, long seed, Faults outgoing, Faults incoming) {
        super(link);
        this.timers = timers;
        this.random = new SplittableRandom(seed);
        this.out = new Direction(outgoing) {
            @Override
            void pass(Packet packet) {
                FaultInjector.super.send(packet);
            }

            @Override
            void passed() {
                FaultInjector.super.flush();
            }
        };
        this.in = new Direction(incoming) {
            @Override
            void pass(Packet packet) {
                FaultInjector.super.receive(packet);
            }

            @Override
            void passed() {
                FaultInjector.super.received();
            }
        };
    }

    /** Changes what goes wrong from now on. */
    public void faults(Faults outgoing, Faults incoming) {
        out.faults = outgoing;
        in.faults = incoming;
    }

    @Override
    public boolean send(Packet packet) {
        out.take(packet);
        return true;
    }

    @Override
    public void receive(Packet packet) {
        in.take(packet);
    }

    @Override
    public void close() {
        out.clear();
        in.clear();
        super.close();
    }

    private boolean happens(double probability) {
        return probability > 0 && random.nextDouble() < probability;
    }

    /** Changes one bit somewhere. What the link was to compute over the packet is computed before, or else nobody could notice. */
    private Packet corrupt(Packet packet) {
        if (packet.length() == 0) {
            return packet;
        }
        Packet changed = packet.exclusive();
        InternetChecksum.complete(changed);
        changed.checksum(Packet.Checksum.UNVERIFIED);
        int bit = random.nextInt(8 * changed.length());
        changed.put8(bit / 8, changed.get8(bit / 8) ^ 1 << bit % 8);
        return changed;
    }

    /** A packet that is on its way. */
    private record Held(Packet packet, long due, long number) implements Comparable<Held> {
        @Override
        public int compareTo(Held other) {
            int order = Long.signum(due - other.due);
            return order != 0 ? order : Long.signum(number - other.number);
        }
    }

    private abstract class Direction extends Timer {
        private Faults faults;
        private final PriorityQueue<Held> held = new PriorityQueue<>();
        private long number;

        Direction(Faults faults) {
            this.faults = faults;
        }

        abstract void pass(Packet packet);

        abstract void passed();

        void take(Packet packet) {
            if (happens(faults.loss())) {
                packet.release();
                return;
            }
            if (happens(faults.duplication())) {
                hold(packet.copy());
            }
            hold(packet);
        }

        private void hold(Packet packet) {
            Packet sent = happens(faults.corruption()) ? corrupt(packet) : packet;
            long delay = delay();
            if (delay <= 0) {
                pass(sent);
                return;
            }
            held.add(new Held(sent, timers.clock().nanos() + delay, number++));
            arm();
        }

        private long delay() {
            if (happens(faults.reordering())) {
                return 0;
            }
            long jitter = faults.jitter().toNanos();
            return faults.delay().toNanos() + (jitter > 0 ? random.nextLong(-jitter, jitter + 1) : 0);
        }

        private void arm() {
            Held first = held.peek();
            if (first != null) {
                timers.set(this, first.due - timers.clock().nanos());
            }
        }

        @Override
        protected void expire() {
            long now = timers.clock().nanos();
            @Nullable Held first = held.peek();
            while (first != null && first.due - now <= 0) {
                held.remove();
                pass(first.packet);
                first = held.peek();
            }
            passed();
            arm();
        }

        void clear() {
            timers.cancel(this);
            held.forEach(each -> each.packet.release());
            held.clear();
        }
    }
}
