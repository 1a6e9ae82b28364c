package io.umview.umnet.internal;

import io.umview.api.GuestProcess;
import io.umview.api.Inherited;
import io.umview.api.net.Families;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The stacks that a process chose for itself: the {@linkplain MountedStack#identity identity} of one for each family. As an
 * inherited value it is a plain map, so that it outlives an update of this bundle.
 */
record DefaultStacks(Map<Integer, String> byFamily) {
    /** Nothing chosen. */
    static final DefaultStacks NONE = new DefaultStacks(Map.of());

    DefaultStacks {
        byFamily = Map.copyOf(byFamily);
    }

    /** What a process has chosen. */
    static DefaultStacks of(GuestProcess process, Inherited<Map<Integer, String>> key) {
        @Nullable Map<Integer, String> chosen = process.get(key);
        return chosen == null ? NONE : new DefaultStacks(chosen);
    }

    /** The identity of the stack that was chosen for a family. */
    Optional<String> of(int family) {
        return Optional.ofNullable(byFamily.get(family));
    }

    DefaultStacks with(Families families, MountedStack stack) {
        Map<Integer, String> changed = new HashMap<>(byFamily);
        families.numbers().forEach(family -> changed.put(family, stack.identity()));
        return new DefaultStacks(changed);
    }
}
