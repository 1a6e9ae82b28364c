package io.umview.hypervisor.internal.path;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The kernel's names for the directories in trees from which paths started lately. What a directory is the kernel tells in one
 * call, and its name takes another. A name is forgotten after {@value #LIFETIME_NANOS} ns, and none counts for a while after a
 * call that may give a directory another name, or its inode to another directory. Belongs to one thread.
 */
final class DirectoryNames {
    private static final long LIFETIME_NANOS = 10_000_000;
    private static final int SLOTS = 16;

    /** Longer names are not kept. */
    private static final int ROOM = 256;

    private static final Changes CHANGES = new Changes();

    private final long[] mounts = new long[SLOTS];
    private final long[] inodes = new long[SLOTS];
    private final long[] times = new long[SLOTS];
    private final int[] sizes = new int[SLOTS];
    private final ByteBuffer names = ByteBuffer.allocate(SLOTS * ROOM);

    DirectoryNames() {
        Arrays.fill(sizes, -1);
    }

    /** A call is made that may rename or remove a directory. */
    static void mayChange() {
        CHANGES.happen();
    }

    private static int slot(long mount, long inode) {
        return (int) (mount ^ inode) & SLOTS - 1;
    }

    /** Puts the name of a directory into a buffer. @return its length, or -1 */
    int get(long mount, long inode, ByteBuffer name) {
        int slot = slot(mount, inode);
        if (sizes[slot] < 0 || mounts[slot] != mount || inodes[slot] != inode) {
            return -1;
        }
        long now = System.nanoTime();
        if (now - times[slot] >= LIFETIME_NANOS || times[slot] - CHANGES.effect() <= 0) {
            return -1;
        }
        name.put(0, names, slot * ROOM, sizes[slot]);
        return sizes[slot];
    }

    /** @param time System.nanoTime() before the name was read */
    void put(long mount, long inode, long time, ByteBuffer name, int size) {
        int slot = slot(mount, inode);
        mounts[slot] = mount;
        inodes[slot] = inode;
        times[slot] = time;
        sizes[slot] = size <= ROOM ? size : -1;
        if (size <= ROOM) {
            names.put(slot * ROOM, name, 0, size);
        }
    }
}
