package io.umview.lwipv6.link;

import io.umview.lwipv6.time.Clock;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A learning Ethernet switch (IEEE 802.1D, without spanning tree) that joins stacks of one process, each in its own thread. No lock is
 * taken and nothing is allocated for a frame.
 */
public final class Switch {
    private static final long SECOND = 1_000_000_000;

    private final Clock clock;
    private final MacTable stations = new MacTable();
    private volatile @Nullable SwitchPort[] ports = {};

    private final Runnable whenEmpty;

    /** A switch without ports. */
    public Switch(Clock clock) {
        this(clock, () -> {});
    }

    /**
     * A switch without ports.
     *
     * @param whenEmpty done when the last port was closed
     */
    Switch(Clock clock, Runnable whenEmpty) {
        this.clock = clock;
        this.whenEmpty = whenEmpty;
    }

    /** A new port, for one stack. It is gone when it is closed. */
    public synchronized Link port() {
        @Nullable SwitchPort[] now = ports;
        int free = 0;
        while (free < now.length && now[free] != null) {
            free++;
        }
        @Nullable SwitchPort[] then = Arrays.copyOf(now, Math.max(now.length, free + 1));
        SwitchPort port = new SwitchPort(this, free);
        then[free] = port;
        ports = then;
        return port;
    }

    /** Whether no port is in use. */
    public boolean isEmpty() {
        for (SwitchPort port : ports) {
            if (port != null) {
                return false;
            }
        }
        return true;
    }

    void remove(SwitchPort port) {
        synchronized (this) {
            @Nullable SwitchPort[] then = ports.clone();
            if (then[port.number()] != port) {
                return;
            }
            then[port.number()] = null;
            ports = then;
            stations.forget(port.number());
        }
        if (isEmpty()) {
            whenEmpty.run();
        }
    }

    @Nullable
    SwitchPort[] ports() {
        return ports;
    }

    MacTable stations() {
        return stations;
    }

    /** Where a station is, or null if that is not known. */
    @Nullable
    SwitchPort portOf(long address, int now) {
        int number = stations.find(address, now);
        @Nullable SwitchPort[] all = ports;
        return number >= 0 && number < all.length ? all[number] : null;
    }

    int seconds() {
        return (int) (clock.nanos() / SECOND);
    }
}
