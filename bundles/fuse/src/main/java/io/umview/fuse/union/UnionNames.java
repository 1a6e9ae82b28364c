package io.umview.fuse.union;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.fuse.Attributes;
import io.umview.fuse.Request;
import io.umview.linux.FileCalls;
import io.umview.linux.Files;
import org.jspecify.annotations.Nullable;

/** What names stand for, and how names are made and removed. */
final class UnionNames {
    private static final int S_ISUID_ISGID = 06000;
    private static final int S_ISGID = 02000;
    private static final int RENAME_EXCHANGE = 2;
    private static final int RENAME_WHITEOUT = 4;

    private final Layers layers;
    private final UnionNodes nodes;
    private final UnionDirectories directories;
    private final boolean privileged;

    /** @param privileged whether this process may give files away */
    UnionNames(Layers layers, UnionDirectories directories, boolean privileged) {
        this.layers = layers;
        this.nodes = layers.nodes;
        this.directories = directories;
        this.privileged = privileged;
    }

    /** What a name stands for. */
    private record Found(boolean upper, LayerFile file, boolean merged) {}

    /** A node that the kernel is told of, and what is known of it. */
    record Given(UnionNode node, LayerFile file) {}

    Given lookup(LayerCalls calls, Request request, UnionNode parent, String name) throws ErrnoException {
        Found found = find(calls, request, parent, name);
        if (found == null) {
            throw Errno.ENOENT.exception();
        }
        return new Given(nodes.give(parent, name, found.upper, found.file, found.merged), found.file);
    }

    private @Nullable Found find(LayerCalls calls, Request request, UnionNode parent, String name)
            throws ErrnoException {
        LayerFile upper = find(calls, request, parent, name, true);
        if (upper != null && !upper.isDirectory()) {
            return new Found(true, upper, false);
        }
        LayerFile lower = layers.isCovered(parent, name) ? null : find(calls, request, parent, name, false);
        if (upper != null) {
            return new Found(true, upper, lower != null && lower.isDirectory());
        }
        return lower == null ? null : new Found(false, lower, false);
    }

    private @Nullable LayerFile find(LayerCalls calls, Request request, UnionNode parent, String name, boolean upper)
            throws ErrnoException {
        if (!Layers.isIn(parent, upper)) {
            return null;
        }
        int directory = layers.open(calls, request, parent, upper);
        try {
            return calls.statusIfAny(directory, name);
        } finally {
            Files.close(directory);
        }
    }

    /** Makes a file in a directory of a layer. */
    @FunctionalInterface
    interface Maker {
        void make(int directory) throws ErrnoException;
    }

    Given make(LayerCalls calls, Request request, UnionNode parent, String name, int mode, Maker maker)
            throws ErrnoException {
        boolean up = layers.newNamesGoUp(parent);
        int directory = layers.open(calls, request, parent, up);
        try {
            maker.make(directory);
            return made(calls, request, parent, name, up, directory, mode);
        } finally {
            Files.close(directory);
        }
    }

    private Given made(
            LayerCalls calls, Request request, UnionNode parent, String name, boolean up, int directory, int mode)
            throws ErrnoException {
        int file = (int) LayerCalls.check(calls.find(directory, name));
        try {
            own(calls, request, directory, file, mode);
            LayerFile status = calls.status(file);
            return new Given(nodes.give(parent, name, up, status, false), status);
        } finally {
            Files.close(file);
        }
    }

    /** What was made belongs to who asked for it, as if he had made it himself. */
    void own(LayerCalls calls, Request request, int directory, int file, int mode) throws ErrnoException {
        if (!privileged || request.uid() == 0 && request.gid() == 0) {
            return;
        }
        boolean groupOfDirectory = (calls.status(directory).attributes().mode() & S_ISGID) != 0;
        calls.chown(file, request.uid(), groupOfDirectory ? -1 : request.gid());
        if ((mode & Attributes.S_IFMT) != Attributes.S_IFLNK && (mode & S_ISUID_ISGID) != 0) {
            calls.chmod(file, mode & 07777);
        }
    }

    void remove(LayerCalls calls, Request request, UnionNode parent, String name, boolean directory)
            throws ErrnoException {
        layers.change(request, () -> {
            Found found = find(calls, request, parent, name);
            if (found == null) {
                throw Errno.ENOENT.exception();
            }
            if (found.merged && !directories.isEmpty(calls, request, parent, name)) {
                throw Errno.ENOTEMPTY.exception();
            }
            int at = layers.open(calls, request, parent, found.upper);
            try {
                int flags = directory ? FileCalls.AT_REMOVEDIR : 0;
                keeping(calls, at, parent, name, () -> calls.unlink(at, name, flags));
            } finally {
                Files.close(at);
            }
            if (found.upper) {
                layers.cover(calls, request, parent, name);
            }
            return found;
        });
    }

    private interface Removal {
        void done() throws ErrnoException;
    }

    /** Removes a name; who has the file open, or is in it, goes on with it. */
    private void keeping(LayerCalls calls, int directory, UnionNode parent, String name, Removal removal)
            throws ErrnoException {
        UnionNode node = nodes.called(parent, name);
        int kept = node == null ? -1 : calls.find(directory, name);
        boolean last = kept < 0 || !calls.status(kept).hasMoreNames();
        try {
            removal.done();
        } catch (ErrnoException e) {
            if (kept >= 0) {
                Files.close(kept);
            }
            throw e;
        }
        if (node != null && kept >= 0) {
            nodes.unnamed(node, kept, last);
        }
    }

    Given link(LayerCalls calls, Request request, UnionNode node, UnionNode parent, String name) throws ErrnoException {
        if (!Layers.isIn(parent, node.upper) || !node.upper && layers.isCovered(parent, name)) {
            throw Errno.EXDEV.exception();
        }
        int file = layers.open(calls, request, node);
        try {
            int directory = layers.open(calls, request, parent, node.upper);
            try {
                calls.link(file, directory, name);
            } finally {
                Files.close(directory);
            }
            nodes.hasMoreNames(node);
            LayerFile status = calls.status(file);
            return new Given(nodes.give(parent, name, node.upper, status, false), status);
        } finally {
            Files.close(file);
        }
    }

    void rename(
            LayerCalls calls,
            Request request,
            UnionNode parent,
            String name,
            UnionNode newParent,
            String newName,
            int flags)
            throws ErrnoException {
        if ((flags & RENAME_WHITEOUT) != 0) {
            throw Errno.EINVAL.exception();
        }
        layers.change(request, () -> {
            Found from = find(calls, request, parent, name);
            Found to = find(calls, request, newParent, newName);
            if (from == null) {
                throw Errno.ENOENT.exception();
            }
            boolean exchange = (flags & RENAME_EXCHANGE) != 0;
            check(calls, request, from, to, newParent, newName, exchange);
            int at = layers.open(calls, request, parent, from.upper);
            try {
                int newAt = layers.open(calls, request, newParent, from.upper);
                try {
                    move(calls, at, parent, name, newAt, newParent, newName, flags);
                } finally {
                    Files.close(newAt);
                }
            } finally {
                Files.close(at);
            }
            if (from.upper && !exchange) {
                layers.cover(calls, request, parent, name);
                if (from.file.isDirectory()) {
                    layers.cover(calls, request, newParent, newName);
                }
            }
            return from;
        });
    }

    /** What cannot be done by one layer alone is EXDEV: mv(1) copies then. */
    private void check(
            LayerCalls calls,
            Request request,
            Found from,
            @Nullable Found to,
            UnionNode newParent,
            String newName,
            boolean exchange)
            throws ErrnoException {
        boolean sameLayer = to == null || to.upper == from.upper;
        boolean covers = from.upper && !exchange;
        boolean uncovers = !from.upper && layers.isCovered(newParent, newName);
        boolean otherMerged = exchange && to != null && to.merged;
        if (from.merged || otherMerged || uncovers || !Layers.isIn(newParent, from.upper) || !sameLayer && !covers) {
            throw Errno.EXDEV.exception();
        }
        boolean replacesWhatIsBelow = to != null && (to.merged || !to.upper && from.upper);
        if (replacesWhatIsBelow && to.file.isDirectory() && !directories.isEmpty(calls, request, newParent, newName)) {
            throw Errno.ENOTEMPTY.exception();
        }
    }

    private void move(
            LayerCalls calls,
            int at,
            UnionNode parent,
            String name,
            int newAt,
            UnionNode newParent,
            String newName,
            int flags)
            throws ErrnoException {
        UnionNode moved = nodes.called(parent, name);
        UnionNode replaced = nodes.called(newParent, newName);
        if ((flags & RENAME_EXCHANGE) != 0) {
            calls.rename(at, name, newAt, newName, flags);
            if (replaced != null) {
                nodes.renamed(replaced, parent, name);
            }
        } else {
            keeping(calls, newAt, newParent, newName, () -> calls.rename(at, name, newAt, newName, flags));
        }
        if (moved != null && moved != replaced) {
            nodes.renamed(moved, newParent, newName);
        }
    }
}
