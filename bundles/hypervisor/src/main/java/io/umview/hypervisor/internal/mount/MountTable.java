package io.umview.hypervisor.internal.mount;

import io.umview.api.Call;
import io.umview.api.ErrnoException;
import io.umview.api.HiddenTree.StatusView;
import io.umview.hypervisor.internal.chain.LoadedService;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The mounts of a view and the paths that services claim, newest first. Readers take no lock: a change replaces the array. */
public final class MountTable {
    private static final MountEntry[] NONE = {};
    private static final ClaimedPath[] NO_CLAIMS = {};

    private final @Nullable MountTable outer;
    private volatile MountEntry[] entries = NONE;
    private volatile ClaimedPath[] claims = NO_CLAIMS;
    private volatile boolean trees;
    private volatile boolean exceptions;
    private volatile boolean statuses;

    /** The mounts of the outermost view. */
    public MountTable() {
        this(null);
    }

    /** The mounts of a view inside another. */
    public MountTable(@Nullable MountTable outer) {
        this.outer = outer;
    }

    /** Whether nothing is mounted, and no path claimed. */
    public boolean isEmpty() {
        return entries.length == 0 && claims.length == 0;
    }

    /** Whether a path is claimed, so that services are asked about paths. */
    public boolean hasClaims() {
        return claims.length > 0;
    }

    /** The mounts, oldest first, as /proc/mounts lists them. */
    public List<MountEntry> oldestFirst() {
        List<MountEntry> list = new ArrayList<>(List.of(entries));
        java.util.Collections.reverse(list);
        return list;
    }

    /** Whether a service has mounts here. */
    public boolean anyOf(LoadedService owner) {
        for (MountEntry entry : entries) {
            if (entry.owner() == owner) {
                return true;
            }
        }
        return false;
    }

    /** The newest mount at exactly this path. */
    public Optional<MountEntry> at(String target) {
        for (MountEntry entry : entries) {
            if (entry.target().equals(target)) {
                return Optional.of(entry);
            }
        }
        return Optional.empty();
    }

    /** The newest mount at exactly the path that these bytes hold, or null. */
    public @Nullable MountEntry at(java.nio.ByteBuffer path, int offset, int length) {
        for (MountEntry entry : entries) {
            if (entry.targetBytes().length == length && equal(entry.targetBytes(), path, offset, length)) {
                return entry;
            }
            MountEntry numbered = entry.beside(path, offset, length);
            if (numbered != null) {
                return numbered;
            }
        }
        return null;
    }

    /** The tree that the caller sees at exactly the path that these bytes hold because a service claims it, or null. */
    public @Nullable MountEntry claimedAt(Call caller, java.nio.ByteBuffer path, int offset, int length)
            throws ErrnoException {
        for (ClaimedPath claim : claims) {
            MountEntry entry = claim.at(caller, path, offset, length);
            if (entry != null) {
                return entry;
            }
        }
        return null;
    }

    /**
     * What covers the path that these bytes hold for the caller: a mount, else the tree that is claimed nearest to it; null when there
     * is none.
     */
    public @Nullable MountEntry covering(Call caller, java.nio.ByteBuffer path, int offset, int length)
            throws ErrnoException {
        MountEntry nearest = covering(path, offset, length);
        int end = nearest == null && hasClaims() ? 0 : length;
        while (end < length) {
            end = componentEnd(path, offset, end + 1, length);
            MountEntry entry = claimedAt(caller, path, offset, end);
            nearest = entry == null ? nearest : entry;
        }
        return nearest;
    }

    /**
     * The mount that covers the path that these bytes hold: of those whose mount points are nearest to it the newest; null when
     * there is none.
     */
    public @Nullable MountEntry covering(java.nio.ByteBuffer path, int offset, int length) {
        MountEntry nearest = null;
        for (MountEntry entry : entries) {
            byte[] target = entry.targetBytes();
            if ((nearest == null || target.length > nearest.targetBytes().length)
                    && (target.length == length || target.length < length && path.get(offset + target.length) == '/')
                    && equal(target, path, offset, target.length)
                    && !excepts(entry, path, offset, length)) {
                nearest = entry;
            }
            if (nearest == null || target.length >= nearest.targetBytes().length) {
                MountEntry numbered = entry.beside(path, offset, componentEnd(path, offset, target.length, length));
                nearest = numbered == null ? nearest : numbered;
            }
        }
        return nearest;
    }

    private static int componentEnd(java.nio.ByteBuffer path, int offset, int from, int length) {
        int end = Math.min(from, length);
        while (end < length && path.get(offset + end) != '/') {
            end++;
        }
        return end;
    }

    private static boolean excepts(MountEntry entry, java.nio.ByteBuffer path, int offset, int length) {
        MountedTree tree = entry.tree();
        int size = entry.targetBytes().length;
        if (tree == null || !tree.hasExceptions()) {
            return false;
        }
        for (int end = size + 1; end <= length; end++) {
            if ((end == length || path.get(offset + end) == '/') && tree.excepts(path, offset + size, end - size)) {
                return true;
            }
        }
        return false;
    }

    /** Whether some mount has a tree of files. */
    public boolean hasTrees() {
        return trees;
    }

    /** Whether some tree shows files otherwise than they are. */
    public boolean hasStatuses() {
        return statuses;
    }

    /** How the files of a device, numbered as makedev(3) does, are shown; null when they are as they are. */
    public @Nullable StatusView statusesOfDevice(long device) {
        for (MountEntry entry : entries) {
            MountedTree tree = entry.tree();
            if (tree != null && tree.statuses() != null && tree.device() == device) {
                return tree.statuses();
            }
        }
        return null;
    }

    /** Whether some tree leaves paths real. */
    public boolean hasExceptions() {
        return exceptions;
    }

    /** Whether a file to which the kernel gives a name may lie in a tree: withKernelMount tells, and takes longer to find out. */
    public boolean mayHold(java.nio.ByteBuffer name, int length) {
        for (MountEntry entry : entries) {
            MountedTree tree = entry.tree();
            if (tree != null && tree.prefixOf(name, length) >= 0
                    || !entry.beside().isEmpty()) {
                return true;
            }
        }
        for (MountTable table = this; table != null; table = table.outer) {
            for (ClaimedPath claim : table.claims) {
                if (claim.mayHold(name, length)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The newest mount whose files are reached through a kernel mount of this id, or null. */
    public @Nullable MountEntry withKernelMount(long id, java.nio.ByteBuffer name, int length) {
        for (MountEntry entry : entries) {
            if (names(entry, id, name, length)) {
                return entry;
            }
            if (entry.beside().isEmpty()) {
                continue;
            }
            for (MountEntry numbered : entry.beside().known()) {
                if (names(numbered, id, name, length)) {
                    return numbered;
                }
            }
        }
        return null;
    }

    /** The same, or else the tree that a service claims paths for, here or in the view where the caller went into the tree. */
    public @Nullable MountEntry withKernelMount(Call caller, long id, java.nio.ByteBuffer name, int length) {
        for (MountTable table = this; table != null; table = table.outer) {
            for (ClaimedPath claim : table.claims) {
                MountEntry entry = claim.withKernelMount(caller, id, name, length);
                if (entry != null) {
                    return entry;
                }
            }
        }
        return withKernelMount(id, name, length);
    }

    private static boolean names(MountEntry entry, long id, java.nio.ByteBuffer name, int length) {
        MountedTree tree = entry.tree();
        return tree != null && tree.mountId() == id && tree.prefixOf(name, length) >= 0;
    }

    /** Whether there is a mount below the path that these bytes hold. */
    public boolean anyBelow(java.nio.ByteBuffer path, int offset, int length) {
        for (MountEntry entry : entries) {
            byte[] target = entry.targetBytes();
            if (target.length > length && target[length] == '/' && equal(target, path, offset, length)) {
                return true;
            }
        }
        return false;
    }

    static boolean equal(byte[] target, java.nio.ByteBuffer path, int offset, int length) {
        for (int i = length - 1; i >= 0; i--) {
            if (target[i] != path.get(offset + i)) {
                return false;
            }
        }
        return true;
    }

    /** Adds the newest mount. */
    public synchronized void add(MountEntry entry) {
        List<MountEntry> more = new ArrayList<>(List.of(entries));
        more.add(0, entry);
        set(more.toArray(NONE), claims);
    }

    /** Adds the newest claim. */
    public synchronized void add(ClaimedPath claim) {
        List<ClaimedPath> more = new ArrayList<>(List.of(claims));
        more.add(0, claim);
        set(entries, more.toArray(NO_CLAIMS));
    }

    /** Takes a claim out, if it is there, and lets go of its tree. */
    public synchronized void withdraw(ClaimedPath claim) {
        withdraw(claim::equals);
    }

    /** Takes out what a service claims. */
    public synchronized void withdrawAllOf(LoadedService owner) {
        withdraw(claim -> claim.owner() == owner);
    }

    private void withdraw(Predicate<ClaimedPath> which) {
        ClaimedPath[] before = claims;
        set(entries, Arrays.stream(before).filter(which.negate()).toArray(ClaimedPath[]::new));
        Arrays.stream(before).filter(which).forEach(ClaimedPath::close);
    }

    private void set(MountEntry[] changed, ClaimedPath[] changedClaims) {
        boolean anyTree = changedClaims.length > 0;
        boolean anyException = false;
        boolean anyStatus = false;
        for (MountEntry entry : changed) {
            MountedTree tree = entry.tree();
            anyTree |= tree != null;
            anyStatus |= tree != null && tree.statuses() != null;
            anyException |= tree != null && tree.hasExceptions();
        }
        exceptions = anyException;
        statuses = anyStatus;
        trees = anyTree;
        entries = changed;
        claims = changedClaims;
    }

    /** Takes a mount out. @return whether it was there */
    public synchronized boolean remove(MountEntry entry) {
        List<MountEntry> fewer = new ArrayList<>(List.of(entries));
        boolean removed = fewer.removeIf(other -> other == entry);
        set(fewer.toArray(NONE), claims);
        return removed;
    }

    /** Puts another entry in a mount's place, for a remount. */
    public synchronized void replace(MountEntry old, MountEntry entry) {
        MountEntry[] changed = entries.clone();
        for (int i = 0; i < changed.length; i++) {
            if (changed[i] == old) {
                changed[i] = entry;
            }
        }
        set(changed, claims);
    }
}
