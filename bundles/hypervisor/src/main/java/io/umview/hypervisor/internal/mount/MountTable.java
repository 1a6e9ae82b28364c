package io.umview.hypervisor.internal.mount;

import io.umview.api.HiddenTree.StatusView;
import io.umview.hypervisor.internal.chain.LoadedService;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The mounts of a view, newest first. Readers take no lock: a change replaces the array. */
public final class MountTable {
    private static final MountEntry[] NONE = {};
    private static final long ANY_MOUNT = -1;

    private volatile MountEntry[] entries = NONE;
    private volatile boolean trees;
    private volatile boolean exceptions;
    private volatile boolean statuses;

    /** Whether nothing is mounted. */
    public boolean isEmpty() {
        return entries.length == 0;
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

    /** The newest mount whose files are reached through a kernel mount of this id, or null. */
    public @Nullable MountEntry withKernelMount(long id, java.nio.ByteBuffer name, int length) {
        for (MountEntry entry : entries) {
            if (names(entry, id, name, length)) {
                return entry;
            }
            for (MountEntry numbered : entry.beside().known()) {
                if (names(numbered, id, name, length)) {
                    return numbered;
                }
            }
        }
        return null;
    }

    /** Whether the kernel's name for a file may be that of one in a tree, if its mount is the right one. */
    public boolean mayBeInTree(java.nio.ByteBuffer name, int length) {
        return withKernelMount(ANY_MOUNT, name, length) != null;
    }

    private static boolean names(MountEntry entry, long id, java.nio.ByteBuffer name, int length) {
        MountedTree tree = entry.tree();
        return tree != null && (id == ANY_MOUNT || tree.mountId() == id) && tree.prefixOf(name, length) >= 0;
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
        set(more.toArray(NONE));
    }

    private void set(MountEntry[] changed) {
        boolean anyTree = false;
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
    }

    /** Takes a mount out. @return whether it was there */
    public synchronized boolean remove(MountEntry entry) {
        List<MountEntry> fewer = new ArrayList<>(List.of(entries));
        boolean removed = fewer.removeIf(other -> other == entry);
        set(fewer.toArray(NONE));
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
        set(changed);
    }
}
