package io.umview.umnet.internal;

import io.umview.api.net.Families;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The stacks that a process chose for itself, by family. */
record DefaultStacks(Map<Integer, MountedStack> byFamily) {
    static final DefaultStacks NONE = new DefaultStacks(Map.of());

    DefaultStacks {
        byFamily = Map.copyOf(byFamily);
    }

    Optional<MountedStack> of(int family) {
        return Optional.ofNullable(byFamily.get(family));
    }

    DefaultStacks with(Families families, MountedStack stack) {
        Map<Integer, MountedStack> changed = new HashMap<>(byFamily);
        families.numbers().forEach(family -> changed.put(family, stack));
        return new DefaultStacks(changed);
    }

    boolean uses(MountedStack stack) {
        return byFamily.containsValue(stack);
    }
}
