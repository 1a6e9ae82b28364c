package io.umview.hypervisor.internal.path;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What was found out lately about symbolic links on paths, since programs take the same ways again and again: that a name is none,
 * nor any before it, or where the one leads that it is. It is forgotten after {@value #LIFETIME_NANOS} ns, for others than guests
 * make links too, and nothing counts for a while after a call by which a name may become another file. Belongs to one thread.
 */
final class KnownLinks {
    /** Nothing is known. */
    static final int UNKNOWN = -1;

    /** The name is no link. */
    static final int NONE = 0;

    private static final long LIFETIME_NANOS = 10_000_000;
    private static final int SLOTS = 256;

    /** Longer paths, and links with longer texts, are not kept. */
    private static final int PATH = 128;

    private static final int TEXT = 64;

    private static final Changes CHANGES = new Changes();
    private static final ThreadLocal<KnownLinks> OF_THREADS = ThreadLocal.withInitial(KnownLinks::new);

    private final ByteBuffer paths = ByteBuffer.allocate(SLOTS * PATH);
    private final ByteBuffer texts = ByteBuffer.allocate(SLOTS * TEXT);
    private final int[] sizes = new int[SLOTS];
    private final int[] links = new int[SLOTS];
    private final long[] times = new long[SLOTS];
    private final long[] trees = new long[SLOTS];

    /** Whether what is known counts for who looks now. */
    private boolean trusted = true;

    private KnownLinks() {
        Arrays.fill(sizes, -1);
    }

    static KnownLinks ofThisThread() {
        return OF_THREADS.get();
    }

    /** A call goes to the kernel by which names may become links, or others than they were. */
    static void mayChange() {
        CHANGES.happen();
    }

    /** What this process found out says nothing of what somebody else may find: he may not be permitted to look. */
    void trust(boolean itself) {
        trusted = itself;
    }

    /**
     * What is known of the last name of a path.
     *
     * @param tree the serial number of the tree in which it lies, 0 for the host's files
     * @param now System.nanoTime(), or some time before
     * @param text where to put what a link leads to
     * @return {@link #UNKNOWN}, {@link #NONE}, or the length of the text
     */
    int get(ByteBuffer path, int offset, int size, long tree, long now, ByteBuffer text) {
        if (!trusted || size > PATH) {
            return UNKNOWN;
        }
        int slot = slot(path, offset, size);
        long time = times[slot];
        if (sizes[slot] != size
                || trees[slot] != tree
                || now - time >= LIFETIME_NANOS
                || time - CHANGES.effect() <= 0
                || !isAt(slot, path, offset, size)) {
            return UNKNOWN;
        }
        int link = links[slot];
        if (link > 0) {
            text.put(0, texts, slot * TEXT, link);
        }
        return link;
    }

    /** Keeps what was found out at a time or later. @param link {@link #NONE}, or the length of the text */
    void put(ByteBuffer path, int offset, int size, long tree, long time, int link, ByteBuffer text) {
        if (!trusted || size > PATH || link > TEXT) {
            return;
        }
        int slot = slot(path, offset, size);
        sizes[slot] = size;
        trees[slot] = tree;
        times[slot] = time;
        links[slot] = link;
        paths.put(slot * PATH, path, offset, size);
        if (link > 0) {
            texts.put(slot * TEXT, text, 0, link);
        }
    }

    private static int slot(ByteBuffer path, int offset, int size) {
        int hash = size;
        for (int i = 0; i < size; i++) {
            hash = 31 * hash + path.get(offset + i);
        }
        return (hash ^ hash >>> 16) & SLOTS - 1;
    }

    private boolean isAt(int slot, ByteBuffer path, int offset, int size) {
        for (int i = 0; i < size; i++) {
            if (paths.get(slot * PATH + i) != path.get(offset + i)) {
                return false;
            }
        }
        return true;
    }
}
