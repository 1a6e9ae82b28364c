package io.umview.testing;

import io.umview.api.Credentials;
import io.umview.api.GuestProcess;
import io.umview.api.Inherited;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A process whose inherited values and credentials are set by hand. */
public final class FakeProcess implements GuestProcess {
    /** Root, with all capabilities. */
    public static final Credentials ROOT = new Credentials(0, 0, List.of(), -1L);
    /** An ordinary user, in two groups. */
    public static final Credentials USER = new Credentials(1000, 1000, List.of(1000, 50), 0);

    private final Map<Inherited<?>, Object> values = new HashMap<>();
    private Credentials credentials = USER;
    private int changes;

    /** Makes it somebody's; at first it is {@link #USER}'s. */
    public FakeProcess as(Credentials who) {
        credentials = who;
        return this;
    }

    /** A child, which inherits what this one has. */
    public FakeProcess fork() {
        FakeProcess child = new FakeProcess().as(credentials);
        child.values.putAll(values);
        return child;
    }

    /** How often a value was set. */
    public int changes() {
        return changes;
    }

    @Override
    public int pid() {
        return 1;
    }

    @Override
    public Credentials credentials() {
        return credentials;
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> @Nullable T get(Inherited<T> key) {
        return (T) values.get(key);
    }

    @Override
    public <T> void set(Inherited<T> key, @Nullable T value) {
        changes++;
        if (value == null) {
            values.remove(key);
        } else {
            values.put(key, value);
        }
    }
}
