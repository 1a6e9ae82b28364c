package io.umview.lwipv6.transport.tcp;

import io.umview.lwipv6.buffer.InternetChecksum;
import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.link.Link;
import io.umview.lwipv6.net.Flow;
import io.umview.lwipv6.time.ManualClock;
import io.umview.lwipv6.wire.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** Hosts joined by a network that delays, loses, duplicates, reorders and corrupts, in virtual time. */
public final class SimulatedNetwork {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    final ManualClock clock = new ManualClock(-5);
    final Random random;
    final List<SimulatedHost> hosts = new ArrayList<>();
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private long order;
    int mtu = 1500;
    Link.Offload offload = Link.Offload.NONE;
    public double loss;
    double duplication;
    double corruption;

    /** Nanoseconds. */
    long delay = 100_000;

    /** Nanoseconds more, at random. */
    long jitter;

    /** Bytes in a second, or 0 for as much as wanted; more than {@link #queue} bytes waiting are dropped. */
    long bandwidth;

    int queue = 100_000;
    private final long[] busyUntil = new long[4];

    /** Which packets are lost. */
    public Predicate<Packet> dropper = packet -> false;

    /** Marks packets as a router with ECN does. */
    boolean marks;

    long packets;
    long bytes;

    public SimulatedNetwork(long seed) {
        random = new Random(seed);
    }

    public SimulatedHost add(IpAddress address) {
        SimulatedHost host = new SimulatedHost(this, address);
        hosts.add(host);
        return host;
    }

    void transmit(SimulatedHost from, Packet packet, Flow flow) {
        packets++;
        bytes += packet.length();
        int copies = random.nextDouble() < duplication ? 2 : 1;
        if (random.nextDouble() < loss || dropper.test(packet)) {
            copies = 0;
        }
        IpAddress source = flow.source();
        IpAddress destination = flow.destination();
        int trafficClass = flow.trafficClass();
        if (marks && (trafficClass & 3) == 2) {
            trafficClass |= 3;
        }
        SimulatedHost to = null;
        for (SimulatedHost host : hosts) {
            if (host.address.equals(destination)) {
                to = host;
            }
        }
        for (int i = 0; i < copies && to != null; i++) {
            long now = clock.nanos();
            long at = now + delay + (jitter > 0 ? random.nextLong(jitter) : 0);
            if (bandwidth > 0) {
                int line = hosts.indexOf(from);
                long start = Math.max(now, busyUntil[line]);
                if ((start - now) * bandwidth / NANOS_PER_SECOND > queue) {
                    continue;
                }
                busyUntil[line] = start + packet.length() * NANOS_PER_SECOND / bandwidth;
                at += busyUntil[line] - now;
            }
            Packet copy = to.pool.copy(packet);
            if (copy.segmentation() == Packet.Segmentation.NONE) {
                InternetChecksum.complete(copy);
                copy.checksum(Packet.Checksum.UNVERIFIED);
                if (random.nextDouble() < corruption) {
                    int bit = random.nextInt(copy.length() * 8);
                    copy.put8(bit / 8, copy.get8(bit / 8) ^ 1 << bit % 8);
                }
            }
            events.add(new Event(at, order++, to, copy, source, destination, trafficClass));
        }
        packet.release();
    }

    /** Lets time pass until the next thing happens; false if nothing will. */
    boolean step() {
        long next = Long.MAX_VALUE;
        Event first = events.peek();
        if (first != null) {
            next = first.time - clock.nanos();
        }
        for (SimulatedHost host : hosts) {
            long wait = host.timers.delay();
            if (wait >= 0) {
                next = Math.min(next, wait);
            }
        }
        if (next == Long.MAX_VALUE) {
            return false;
        }
        clock.advance(Math.max(0, next));
        deliver();
        for (SimulatedHost host : hosts) {
            host.timers.advance();
        }
        return true;
    }

    private void deliver() {
        for (SimulatedHost host : hosts) {
            List<Event> later = new ArrayList<>();
            boolean any = false;
            while (!events.isEmpty() && events.peek().time <= clock.nanos()) {
                Event event = events.remove();
                if (event.to == host) {
                    any = true;
                    host.deliver(event.packet, event.source, event.destination, event.trafficClass);
                } else {
                    later.add(event);
                }
            }
            events.addAll(later);
            if (any) {
                host.tcp.received();
            }
        }
    }

    /** Lets time pass until something holds, or for so many seconds. */
    public boolean runUntil(BooleanSupplier condition, double seconds) {
        long end = clock.nanos() + (long) (seconds * NANOS_PER_SECOND);
        while (!condition.getAsBoolean()) {
            if (clock.nanos() > end || !step()) {
                return condition.getAsBoolean();
            }
        }
        return true;
    }

    public void run(double seconds) {
        long end = clock.nanos() + (long) (seconds * NANOS_PER_SECOND);
        while (true) {
            long next = Long.MAX_VALUE;
            Event first = events.peek();
            if (first != null) {
                next = first.time;
            }
            for (SimulatedHost host : hosts) {
                long wait = host.timers.delay();
                if (wait >= 0) {
                    next = Math.min(next, clock.nanos() + wait);
                }
            }
            if (next > end) {
                clock.advance(end - clock.nanos());
                return;
            }
            step();
        }
    }

    private record Event(
            long time,
            long order,
            SimulatedHost to,
            Packet packet,
            IpAddress source,
            IpAddress destination,
            int trafficClass)
            implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(time, other.time);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }
}
