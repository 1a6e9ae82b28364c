package io.umview.umnet.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The stacks mounted in a view, oldest first. */
final class StackTable {
    private volatile List<MountedStack> stacks = List.of();

    synchronized void add(MountedStack stack) {
        List<MountedStack> more = new ArrayList<>(stacks);
        more.add(stack);
        stacks = List.copyOf(more);
    }

    synchronized void remove(MountedStack stack) {
        stacks = stacks.stream().filter(other -> !other.equals(stack)).toList();
    }

    List<MountedStack> all() {
        return stacks;
    }

    boolean contains(MountedStack stack) {
        return stacks.contains(stack);
    }

    /** The stack that a path names. */
    Optional<MountedStack> newest(String path) {
        List<MountedStack> now = stacks;
        return newest(now, now.size(), path);
    }

    /** The stack with an {@linkplain MountedStack#identity identity}. */
    Optional<MountedStack> identified(String identity) {
        for (MountedStack stack : stacks) {
            if (stack.identity().equals(identity)) {
                return Optional.of(stack);
            }
        }
        return Optional.empty();
    }

    /** The stack that another one covers: mounted before it on the same path. */
    Optional<MountedStack> below(MountedStack stack) {
        List<MountedStack> now = stacks;
        return newest(now, Math.max(now.indexOf(stack), 0), stack.path());
    }

    private static Optional<MountedStack> newest(List<MountedStack> stacks, int end, String path) {
        for (int i = end - 1; i >= 0; i--) {
            if (stacks.get(i).path().equals(path)) {
                return Optional.of(stacks.get(i));
            }
        }
        return Optional.empty();
    }
}
