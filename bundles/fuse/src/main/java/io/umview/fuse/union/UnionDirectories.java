package io.umview.fuse.union;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.fuse.Attributes;
import io.umview.fuse.DirectoryEntries;
import io.umview.fuse.Request;
import io.umview.linux.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Directories of two layers, read as one. */
final class UnionDirectories {
    private static final int R_OK = 4;

    private final Layers layers;
    private final UnionNodes nodes;
    private final Map<Long, List<Listed>> open = new ConcurrentHashMap<>();
    private final AtomicLong last = new AtomicLong();

    private record Listed(String name, long inode, int type) {}

    UnionDirectories(Layers layers) {
        this.layers = layers;
        this.nodes = layers.nodes;
    }

    /** Whether this process may read a directory. */
    void check(LayerCalls calls, Request request, UnionNode directory) throws ErrnoException {
        for (boolean upper : new boolean[] {true, false}) {
            if (Layers.isIn(directory, upper)) {
                int part = layers.open(calls, request, directory, upper);
                try {
                    calls.access(part, R_OK);
                } finally {
                    Files.close(part);
                }
            }
        }
    }

    /** @return a handle */
    long open() {
        long handle = last.incrementAndGet();
        open.put(handle, List.of());
        return handle;
    }

    void close(long handle) {
        open.remove(handle);
    }

    /** Reads on in what the directory held when its reading began (readdir(3): whether what comes and goes meanwhile is seen is open). */
    void read(LayerCalls calls, Request request, UnionNode directory, long handle, long offset, DirectoryEntries into)
            throws ErrnoException {
        if (offset == 0) {
            open.replace(handle, entries(calls, request, directory));
        }
        List<Listed> entries = open.get(handle);
        if (entries == null) {
            throw Errno.EBADF.exception();
        }
        for (int i = (int) Math.max(0, offset); i < entries.size(); i++) {
            Listed entry = entries.get(i);
            if (!into.add(entry.name, entry.inode, entry.type, i + 1)) {
                return;
            }
        }
    }

    private List<Listed> entries(LayerCalls calls, Request request, UnionNode directory) throws ErrnoException {
        Map<String, Listed> entries = new LinkedHashMap<>();
        UnionNode parent = nodes.parent(directory);
        entries.put(".", new Listed(".", directory.shownInode, Attributes.S_IFDIR));
        entries.put("..", new Listed("..", parent.shownInode, Attributes.S_IFDIR));
        for (boolean upper : new boolean[] {true, false}) {
            if (Layers.isIn(directory, upper)) {
                add(calls, request, directory, upper, entries);
            }
        }
        return List.copyOf(entries.values());
    }

    private void add(LayerCalls calls, Request request, UnionNode directory, boolean upper, Map<String, Listed> entries)
            throws ErrnoException {
        int part = layers.open(calls, request, directory, upper);
        try {
            long device = calls.status(part).device();
            calls.list(part, (name, inode, type) -> {
                if (upper || !layers.isCovered(directory, name)) {
                    entries.putIfAbsent(name, new Listed(name, nodes.inode(device, inode), type));
                }
            });
        } finally {
            Files.close(part);
        }
    }

    /** Whether a directory of both layers, or of one, shows nothing. */
    boolean isEmpty(LayerCalls calls, Request request, UnionNode parent, String name) throws ErrnoException {
        UnionNode directory = nodes.called(parent, name);
        if (directory == null) {
            throw Errno.ESTALE.exception();
        }
        return entries(calls, request, directory).size() == 2;
    }
}
