package io.umview.umnet.lwipv6.file;

import java.util.SortedMap;
import java.util.TreeMap;

/** Which files there are: paths, each behind its folder, and what is there. */
final class FileTree {
    private final SortedMap<String, Node> nodes = new TreeMap<>();

    /** What can be in a tree. */
    sealed interface Node {
        /** A folder. */
        record Folder() implements Node {}

        /** A file; permission bits. */
        record File(int mode) implements Node {}

        /** A symbolic link. */
        record Link(String target) implements Node {}
    }

    /** Adds a file and the folders that it lies in. */
    void file(String path, boolean writable) {
        put(path, new Node.File(writable ? 0644 : 0444));
    }

    /** Adds a symbolic link and the folders that it lies in. */
    void link(String path, String target) {
        put(path, new Node.Link(target));
    }

    /** Adds a folder. */
    void folder(String path) {
        put(path, new Node.Folder());
    }

    private void put(String path, Node node) {
        for (int slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
            if (nodes.putIfAbsent(path.substring(0, slash), new Node.Folder()) != null) {
                break;
            }
        }
        nodes.put(path, node);
    }

    /** All of it; no path ends with a slash. */
    SortedMap<String, Node> nodes() {
        return nodes;
    }
}
