package io.umview.lwipv6.link;

import io.umview.lwipv6.time.Clock;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicReference;

/** Switches by name: who asks for the same name gets a port of the same switch. A switch is there for as long as it has ports. */
public final class Switches {
    private final Clock clock;
    private final ConcurrentMap<String, Switch> switches = new ConcurrentHashMap<>();

    /** No switches yet. */
    public Switches(Clock clock) {
        this.clock = clock;
    }

    /** A new port of the switch with that name. */
    public Link port(String name) {
        AtomicReference<Link> port = new AtomicReference<>();
        switches.compute(name, (key, there) -> {
            Switch found = there != null ? there : new Switch(clock, () -> forget(key));
            port.set(found.port());
            return found;
        });
        return port.get();
    }

    private void forget(String name) {
        switches.computeIfPresent(name, (key, there) -> there.isEmpty() ? null : there);
    }
}
