package io.umview.fuse.union;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.fuse.Request;
import io.umview.linux.Files;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** The two layers, and where in them nodes are. */
final class Layers {
    private static final int WAIT_MILLIS = 50;

    final UnionNodes nodes;
    private final int upperRoot;
    private final int lowerRoot;
    private final boolean upperReadOnly;

    /** Paths in the lower layer that are not seen, though the upper layer has nothing there any more. */
    private final Set<String> covered = ConcurrentHashMap.newKeySet();

    private final ReentrantLock names = new ReentrantLock();

    /** Even while names stand still. Written by who has {@code names}. */
    private volatile long changes;

    Layers(UnionNodes nodes, int upperRoot, int lowerRoot, boolean upperReadOnly) {
        this.nodes = nodes;
        this.upperRoot = upperRoot;
        this.lowerRoot = lowerRoot;
        this.upperReadOnly = upperReadOnly;
    }

    /** Whether a directory has a part in a layer. */
    static boolean isIn(UnionNode directory, boolean upper) {
        return directory.merged || directory.upper == upper;
    }

    /** The layer that new names of a directory go to: the upper one, unless nothing can be written there. */
    boolean newNamesGoUp(UnionNode directory) {
        return directory.upper && !(upperReadOnly && directory.merged);
    }

    /** Does something to names. */
    interface Change<T> {
        T made() throws ErrnoException;
    }

    /** Changes names, one change at a time; who looks for a file meanwhile looks again. */
    <T> T change(Request request, Change<T> change) throws ErrnoException {
        lock(request);
        try {
            changes++;
            return change.made();
        } finally {
            changes++;
            names.unlock();
        }
    }

    private void lock(Request request) throws ErrnoException {
        try {
            while (!names.tryLock(WAIT_MILLIS, TimeUnit.MILLISECONDS)) {
                if (request.interrupted()) {
                    throw Errno.EINTR.exception();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Errno.EINTR.exception();
        }
    }

    /** A descriptor (O_PATH) of a node in the layer that provides it. */
    int open(LayerCalls calls, Request request, UnionNode node) throws ErrnoException {
        return open(calls, request, node, node.upper);
    }

    /** A descriptor (O_PATH) of the part of a directory in a layer. */
    int open(LayerCalls calls, Request request, UnionNode node, boolean upper) throws ErrnoException {
        if (!names.isHeldByCurrentThread()) {
            long before = changes;
            if ((before & 1) == 0) {
                int file = find(calls, node, upper);
                if (changes == before) {
                    return found(file);
                }
                close(file);
            }
            lock(request);
            try {
                return found(find(calls, node, upper));
            } finally {
                names.unlock();
            }
        }
        return found(find(calls, node, upper));
    }

    private static void close(int file) {
        if (file >= 0) {
            Files.close(file);
        }
    }

    private static int found(int file) throws ErrnoException {
        // What was removed behind the union's back: the kernel looks once more for the path (ESTALE,
        // path_resolution(7)).
        if (file == -Errno.ENOENT.number() || file == -Errno.ENOTDIR.number()) {
            throw Errno.ESTALE.exception();
        }
        return (int) LayerCalls.check(file);
    }

    private int find(LayerCalls calls, UnionNode node, boolean upper) throws ErrnoException {
        int kept = node.kept;
        if (kept >= 0 && upper == node.upper) {
            return Files.fcntl(kept, Files.F_DUPFD_CLOEXEC, 0);
        }
        return calls.find(upper ? upperRoot : lowerRoot, nodes.path(node));
    }

    private String below(UnionNode directory, String name) {
        return nodes.path(directory) + "/" + name;
    }

    boolean isCovered(UnionNode directory, String name) {
        return !covered.isEmpty() && covered.contains(below(directory, name));
    }

    /** What the lower layer has at a name is not seen from now on. */
    void cover(LayerCalls calls, Request request, UnionNode directory, String name) throws ErrnoException {
        if (!directory.merged) {
            return;
        }
        int lower = open(calls, request, directory, false);
        try {
            if (calls.statusIfAny(lower, name) != null) {
                covered.add(below(directory, name));
            }
        } finally {
            Files.close(lower);
        }
    }

    void close() {
        nodes.close();
        Files.close(upperRoot);
        Files.close(lowerRoot);
    }
}
