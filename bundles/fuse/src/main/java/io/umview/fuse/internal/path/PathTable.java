package io.umview.fuse.internal.path;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.fuse.NodeFileSystem;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which node is which path, as long as the kernel knows the node. */
final class PathTable {
    private static final String HIDDEN = ".fuse_hidden";

    private final Map<Long, Node> nodes = new HashMap<>();
    private final Map<Long, Map<String, Node>> names = new HashMap<>();
    private long next = NodeFileSystem.ROOT;
    private long hidden;

    private static final class Node {
        final long number;

        @Nullable
        Node parent;

        @Nullable
        String name;

        long lookups;
        int opens;
        int children;

        Node(long number) {
            this.number = number;
        }
    }

    PathTable() {
        Node root = new Node(next++);
        root.lookups = 1;
        nodes.put(root.number, root);
    }

    /** @throws ErrnoException ENOENT: it was removed; ESTALE: it is not known */
    synchronized String path(long number) throws ErrnoException {
        Node node = node(number);
        StringBuilder path = new StringBuilder();
        for (; node.number != NodeFileSystem.ROOT; node = java.util.Objects.requireNonNull(node.parent)) {
            if (node.name == null) {
                throw Errno.ENOENT.exception();
            }
            path.insert(0, node.name).insert(0, '/');
        }
        return path.isEmpty() ? "/" : path.toString();
    }

    synchronized String path(long parent, String name) throws ErrnoException {
        String path = path(parent);
        return path.equals("/") ? "/" + name : path + "/" + name;
    }

    private Node node(long number) throws ErrnoException {
        Node node = nodes.get(number);
        if (node == null) {
            throw Errno.ESTALE.exception();
        }
        return node;
    }

    /** The node of a name, which the kernel is about to be told. */
    synchronized long lookup(long parent, String name) throws ErrnoException {
        Node directory = node(parent);
        Map<String, Node> children = names.computeIfAbsent(parent, none -> new HashMap<>());
        Node node = children.get(name);
        if (node == null) {
            node = new Node(next++);
            nodes.put(node.number, node);
            enter(directory, name, node);
        }
        node.lookups++;
        return node.number;
    }

    private void enter(Node parent, String name, Node node) {
        names.computeIfAbsent(parent.number, none -> new HashMap<>()).put(name, node);
        node.parent = parent;
        node.name = name;
        parent.children++;
    }

    private void leave(Node node) {
        Node parent = node.parent;
        if (parent != null && node.name != null) {
            Map<String, Node> siblings = names.get(parent.number);
            if (siblings != null) {
                siblings.remove(node.name, node);
                if (siblings.isEmpty()) {
                    names.remove(parent.number);
                }
            }
            node.name = null;
            node.parent = null;
            parent.children--;
            freeIfUnused(parent);
        }
    }

    synchronized void forget(long number, long lookups) {
        Node node = nodes.get(number);
        if (node != null && number != NodeFileSystem.ROOT) {
            node.lookups -= lookups;
            freeIfUnused(node);
        }
    }

    private void freeIfUnused(Node node) {
        if (node.lookups <= 0 && node.children == 0 && nodes.remove(node.number, node)) {
            leave(node);
        }
    }

    synchronized void opened(long number) throws ErrnoException {
        node(number).opens++;
    }

    /** @return whether that was the last one of a file that has a hidden name */
    synchronized boolean closed(long number) {
        Node node = nodes.get(number);
        return node != null && --node.opens == 0 && node.name != null && node.name.startsWith(HIDDEN);
    }

    /** The name that an open file gets when it is removed; null: it is not open. */
    synchronized @Nullable String hiddenName(long parent, String name) {
        Map<String, Node> children = names.get(parent);
        Node node = children == null ? null : children.get(name);
        return node == null || node.opens == 0 ? null : HIDDEN + String.format("%08x%08x", node.number, hidden++);
    }

    synchronized void removed(long parent, String name) {
        Map<String, Node> children = names.get(parent);
        Node node = children == null ? null : children.get(name);
        if (node != null) {
            leave(node);
        }
    }

    synchronized void renamed(long parent, String name, long newParent, String newName, boolean exchange)
            throws ErrnoException {
        Node node = child(parent, name);
        Node other = child(newParent, newName);
        if (other != null) {
            leave(other);
        }
        if (node != null) {
            leave(node);
            enter(node(newParent), newName, node);
        }
        if (exchange && other != null) {
            enter(node(parent), name, other);
        }
    }

    private @Nullable Node child(long parent, String name) {
        Map<String, Node> children = names.get(parent);
        return children == null ? null : children.get(name);
    }
}
