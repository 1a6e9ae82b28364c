package io.umview.umfuse.mem;

import io.umview.fuse.Attributes;
import io.umview.fuse.Entry;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** An inode. What can change is guarded by the lock of the file system, data by its own. */
sealed class Node permits DirectoryNode, RegularNode, SymlinkNode, SpecialNode {
    private static final int PAGE = 4096;
    private static final int SECTORS_OF_PAGE = 8;

    final long number;
    final long generation;
    int mode;
    int uid;
    int gid;
    int links;
    volatile long accessed;
    volatile long modified;
    volatile long changed;

    /** How many times the kernel was given the node and has not forgotten it. */
    long lookups;

    @Nullable
    Map<String, byte[]> attributes;

    Node(long number, long generation, int mode, int uid, int gid, long now) {
        this.number = number;
        this.generation = generation;
        this.mode = mode;
        this.uid = uid;
        this.gid = gid;
        this.accessed = now;
        this.modified = now;
        this.changed = now;
    }

    /** Nanoseconds since 1970. */
    static long now() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000_000 + now.getNano();
    }

    /** Its contents have changed. */
    final void touch() {
        modified = now();
        changed = modified;
    }

    long size() {
        return 0;
    }

    long allocated() {
        return 0;
    }

    int device() {
        return 0;
    }

    /** It is no longer in the file system. */
    void free() {}

    final Map<String, byte[]> ownAttributes() {
        Map<String, byte[]> own = attributes;
        if (own == null) {
            own = new TreeMap<>();
            attributes = own;
        }
        return own;
    }

    final Attributes status() {
        long sectors = (allocated() + PAGE - 1) / PAGE * SECTORS_OF_PAGE;
        return new Attributes(
                number, mode, links, uid, gid, device(), size(), sectors, accessed, modified, changed, PAGE);
    }

    /** For the kernel, which has looked it up. */
    final Entry given() {
        lookups++;
        return new Entry(number, generation, status(), Entry.FOREVER, Entry.FOREVER);
    }
}
