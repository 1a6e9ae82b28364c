package io.umview.umnet.lwipv6.loop;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Owners of descriptors by number. Events of an owner that is gone find nobody, though its number is given again. */
final class WatchTable {
    private @Nullable Watched[] owners = new @Nullable Watched[64];
    private int[] generations = new int[64];
    private int[] free = new int[64];
    private int freeCount;
    private int used;

    int add(Watched owner) {
        int slot = freeCount > 0 ? free[--freeCount] : used++;
        if (slot == owners.length) {
            owners = Arrays.copyOf(owners, 2 * slot);
            generations = Arrays.copyOf(generations, 2 * slot);
            free = Arrays.copyOf(free, 2 * slot);
        }
        owners[slot] = owner;
        return slot;
    }

    void remove(int slot) {
        owners[slot] = null;
        generations[slot] = (generations[slot] + 1) & Integer.MAX_VALUE;
        free[freeCount++] = slot;
    }

    /** What comes back with an event. Never negative. */
    long ticket(int slot) {
        return (long) generations[slot] << 32 | slot;
    }

    @Nullable
    Watched owner(long ticket) {
        int slot = (int) ticket;
        return generations[slot] == (int) (ticket >>> 32) ? owners[slot] : null;
    }
}
