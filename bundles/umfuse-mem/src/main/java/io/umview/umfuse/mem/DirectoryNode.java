package io.umview.umfuse.mem;

import io.umview.fuse.Request;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A directory. Each entry has a number of its own, so that reading goes on at the right place whatever happens in between. */
final class DirectoryNode extends Node {
    /** As tmpfs(5) accounts for an entry. */
    private static final int ENTRY_SIZE = 20;

    /** What {@code .} and {@code ..} are numbered. */
    private static final long FIRST = 3;

    private final Map<String, Name> names = new HashMap<>();
    private final TreeMap<Long, Name> order = new TreeMap<>();
    private long next = FIRST;
    DirectoryNode parent;

    /** An entry. */
    record Name(String text, Node node, long number) {}

    /** @param parent null: it is the root */
    DirectoryNode(long number, long generation, int mode, int uid, int gid, long now, @Nullable DirectoryNode parent) {
        super(number, generation, mode, uid, gid, now);
        this.parent = parent == null ? this : parent;
        this.links = 2;
    }

    @Nullable
    Node get(String name) {
        Name found = names.get(name);
        return found == null ? null : found.node();
    }

    /** Adds a name, or lets it stand for another node. */
    void put(String name, Node node) {
        remove(name);
        Name added = new Name(name, node, next++);
        names.put(name, added);
        order.put(added.number(), added);
        if (node instanceof DirectoryNode directory) {
            directory.parent = this;
            links++;
        }
    }

    void remove(String name) {
        Name removed = names.remove(name);
        if (removed != null) {
            order.remove(removed.number());
            if (removed.node() instanceof DirectoryNode) {
                links--;
            }
        }
    }

    /** The entries behind one. */
    Collection<Name> after(long number) {
        return order.tailMap(number, false).values();
    }

    boolean isEmpty() {
        return names.isEmpty();
    }

    @Override
    long size() {
        return (names.size() + 2L) * ENTRY_SIZE;
    }

    /** Whether what is made in here belongs to this directory's group (inode(7)). */
    boolean givesGroup() {
        return (mode & MemoryFileSystem.S_ISGID) != 0;
    }

    /** The group of what a request makes in here. */
    int groupFor(Request request) {
        return givesGroup() ? gid : request.gid();
    }
}
