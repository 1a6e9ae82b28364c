package io.umview.umfuse.mem;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.fuse.NodeFileSystem;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** Nodes by number. Reading takes no lock; changes are made with the file system's. */
final class NodeTable {
    private static final int FIRST_SIZE = 256;

    private volatile AtomicReferenceArray<@Nullable Node> nodes = new AtomicReferenceArray<>(FIRST_SIZE);
    private final Deque<Integer> free = new ArrayDeque<>();
    private int next = (int) NodeFileSystem.ROOT;
    private int count;
    private long generation;

    /** A number that no node has; {@link #add} makes it one's own. */
    int newNumber() {
        Integer used = free.poll();
        return used == null ? next++ : used;
    }

    long newGeneration() {
        return generation++;
    }

    void add(Node node) {
        int index = (int) node.number;
        if (index >= nodes.length()) {
            grow();
        }
        nodes.set(index, node);
        count++;
    }

    private void grow() {
        AtomicReferenceArray<@Nullable Node> larger = new AtomicReferenceArray<>(nodes.length() * 2);
        for (int i = 0; i < nodes.length(); i++) {
            larger.set(i, nodes.get(i));
        }
        nodes = larger;
    }

    void remove(Node node) {
        nodes.set((int) node.number, null);
        free.add((int) node.number);
        count--;
    }

    int count() {
        return count;
    }

    /** @throws ErrnoException ESTALE */
    Node get(long number) throws ErrnoException {
        AtomicReferenceArray<@Nullable Node> all = nodes;
        Node node = number > 0 && number < all.length() ? all.get((int) number) : null;
        if (node == null) {
            throw Errno.ESTALE.exception();
        }
        return node;
    }

    DirectoryNode directory(long number) throws ErrnoException {
        if (get(number) instanceof DirectoryNode directory) {
            return directory;
        }
        throw Errno.ENOTDIR.exception();
    }

    RegularNode regular(long number) throws ErrnoException {
        if (get(number) instanceof RegularNode file) {
            return file;
        }
        throw Errno.EINVAL.exception();
    }
}
