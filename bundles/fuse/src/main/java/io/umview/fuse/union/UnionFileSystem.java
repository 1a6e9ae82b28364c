package io.umview.fuse.union;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.fuse.AttributeChange;
import io.umview.fuse.Attributes;
import io.umview.fuse.Created;
import io.umview.fuse.DirectoryEntries;
import io.umview.fuse.Entry;
import io.umview.fuse.FileSystemStatistics;
import io.umview.fuse.NodeFileSystem;
import io.umview.fuse.Opened;
import io.umview.fuse.Request;
import io.umview.linux.FileSpace;
import io.umview.linux.Files;
import io.umview.linux.NativeBuffer;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Two directory trees as one: what the upper layer has is seen, directories of both are merged, and where the upper layer has nothing
 * the lower one is seen. A change is made in the layer that provides what is changed. New names go to the upper layer if their directory is
 * in it, unless it is read-only. What would take both layers is EXDEV. What is removed from the upper layer does not bring back what the
 * lower one has under that name, as long as this exists.
 *
 * <p>Calls on layers are made by this process as who it is. If that is user 0, mount this with {@link
 * io.umview.fuse.MountSettings#defaultPermissions}; if not, everything seems to be the user's own, and {@link #owner} tells whose it is.
 */
public final class UnionFileSystem implements NodeFileSystem {
    private static final long UTIME_NOW = 0x3fffffff;
    private static final long UTIME_OMIT = 0x3ffffffe;
    private static final long SECOND = 1_000_000_000;
    private static final int O_DIRECT = 040000;
    private static final int O_TMPFILE = 020000000;
    private static final int S_ISUID = 04000;
    private static final int S_ISGID = 02000;
    private static final int S_IXGRP = 010;
    private static final int PERMISSIONS = 07777;

    private final Layers layers;
    private final UnionNodes nodes;
    private final UnionDirectories directories;
    private final UnionNames names;
    private final boolean privileged;
    private final int uid;
    private final int gid;

    /** Who owns a file. */
    public record Owner(int uid, int gid) {}

    /**
     * Both descriptors are of directories (O_PATH will do), and belong to this from now on.
     *
     * @throws ErrnoException ENOTDIR; the descriptors still belong to the caller then
     */
    public UnionFileSystem(int upper, int lower) throws ErrnoException {
        LayerCalls calls = new LayerCalls();
        LayerFile top = calls.status(upper);
        if (!top.isDirectory() || !calls.status(lower).isDirectory()) {
            throw Errno.ENOTDIR.exception();
        }
        Attributes self = calls.status(Files.AT_FDCWD, "/proc/self/.").attributes();
        uid = self.uid();
        gid = self.gid();
        privileged = uid == 0;
        nodes = new UnionNodes(top);
        layers = new Layers(nodes, upper, lower, calls.isReadOnly(upper));
        directories = new UnionDirectories(layers);
        names = new UnionNames(layers, directories, privileged);
    }

    /** Who owns the file that stat(2) shows with an inode number; null if there is none. */
    public @Nullable Owner owner(long inode) {
        UnionNode node = nodes.shown(inode);
        return node == null ? null : new Owner(node.uid, node.gid);
    }

    @Override
    public void destroy() {
        layers.close();
    }

    /** Somebody else may change the layers at any time. */
    @Override
    public long attributesValid() {
        return 0;
    }

    private Attributes shown(UnionNode node, LayerFile file) {
        UnionNodes.seen(node, file);
        Attributes of = file.attributes();
        return new Attributes(
                node.shownInode,
                of.mode(),
                node.merged ? 1 : of.links(), // Less than two: it does not tell how many directories are in it.
                privileged ? of.uid() : uid,
                privileged ? of.gid() : gid,
                of.device(),
                of.size(),
                of.blocks(),
                of.accessed(),
                of.modified(),
                of.changed(),
                of.blockSize());
    }

    private Entry entry(UnionNames.Given given) {
        return new Entry(given.node().number, 0, shown(given.node(), given.file()), 0, 0);
    }

    @Override
    public Entry lookup(Request request, long parent, String name) throws ErrnoException {
        return entry(names.lookup(LayerCalls.of(request), request, nodes.get(parent), name));
    }

    @Override
    public void forget(long node, long lookups) {
        nodes.forget(node, lookups);
    }

    /** Does something with a descriptor (O_PATH) of a file. */
    @FunctionalInterface
    private interface Use<T> {
        T made(LayerCalls calls, int file) throws ErrnoException;
    }

    private <T> T with(Request request, UnionNode node, Use<T> use) throws ErrnoException {
        LayerCalls calls = LayerCalls.of(request);
        int file = layers.open(calls, request, node);
        try {
            return use.made(calls, file);
        } finally {
            Files.close(file);
        }
    }

    @Override
    public Attributes getattr(Request request, long number, long handle) throws ErrnoException {
        UnionNode node = nodes.get(number);
        return handle == NO_HANDLE
                ? with(request, node, (calls, file) -> shown(node, calls.status(file)))
                : shown(node, LayerCalls.of(request).status((int) handle));
    }

    @Override
    public Attributes setattr(Request request, long number, AttributeChange change) throws ErrnoException {
        UnionNode node = nodes.get(number);
        return with(request, node, (calls, file) -> {
            if (change.has(AttributeChange.SIZE)) {
                if (change.has(AttributeChange.HANDLE)) {
                    LayerCalls.check(FileSpace.resize((int) change.handle(), change.size()));
                } else {
                    calls.truncate(file, change.size());
                }
                if (privileged && change.has(AttributeChange.KILL_SUIDGID)) {
                    dropPrivileges(calls, file);
                }
            }
            if (change.has(AttributeChange.UID | AttributeChange.GID)) {
                calls.chown(
                        file,
                        change.has(AttributeChange.UID) ? change.uid() : -1,
                        change.has(AttributeChange.GID) ? change.gid() : -1);
            }
            if (change.has(AttributeChange.MODE)) {
                calls.chmod(file, change.mode() & PERMISSIONS);
            }
            setTimes(calls, file, change);
            return shown(node, calls.status(file));
        });
    }

    private static void dropPrivileges(LayerCalls calls, int file) throws ErrnoException {
        int mode = calls.status(file).attributes().mode();
        int drop = mode & (S_ISUID | ((mode & S_IXGRP) != 0 ? S_ISGID : 0));
        if (drop != 0) {
            calls.chmod(file, mode & PERMISSIONS & ~drop);
        }
    }

    private static void setTimes(LayerCalls calls, int file, AttributeChange change) throws ErrnoException {
        int accessed = AttributeChange.ACCESSED | AttributeChange.ACCESSED_NOW;
        int modified = AttributeChange.MODIFIED | AttributeChange.MODIFIED_NOW;
        if (change.has(accessed | modified)) {
            calls.utimens(
                    file,
                    Math.floorDiv(change.accessed(), SECOND),
                    nanos(change, accessed, AttributeChange.ACCESSED_NOW, change.accessed()),
                    Math.floorDiv(change.modified(), SECOND),
                    nanos(change, modified, AttributeChange.MODIFIED_NOW, change.modified()));
        }
    }

    private static long nanos(AttributeChange change, int bits, int now, long time) {
        return change.has(now) ? UTIME_NOW : change.has(bits) ? Math.floorMod(time, SECOND) : UTIME_OMIT;
    }

    @Override
    public String readlink(Request request, long node) throws ErrnoException {
        return with(request, nodes.get(node), LayerCalls::readlink);
    }

    @Override
    public Entry mknod(Request request, long parent, String name, int mode, int device) throws ErrnoException {
        LayerCalls calls = LayerCalls.of(request);
        return entry(
                names.make(calls, request, nodes.get(parent), name, mode, at -> calls.mknod(at, name, mode, device)));
    }

    @Override
    public Entry mkdir(Request request, long parent, String name, int mode) throws ErrnoException {
        LayerCalls calls = LayerCalls.of(request);
        return entry(names.make(calls, request, nodes.get(parent), name, mode, at -> calls.mkdir(at, name, mode)));
    }

    @Override
    public Entry symlink(Request request, long parent, String name, String target) throws ErrnoException {
        LayerCalls calls = LayerCalls.of(request);
        return entry(names.make(
                calls, request, nodes.get(parent), name, Attributes.S_IFLNK, at -> calls.symlink(target, at, name)));
    }

    @Override
    public void unlink(Request request, long parent, String name) throws ErrnoException {
        names.remove(LayerCalls.of(request), request, nodes.get(parent), name, false);
    }

    @Override
    public void rmdir(Request request, long parent, String name) throws ErrnoException {
        names.remove(LayerCalls.of(request), request, nodes.get(parent), name, true);
    }

    @Override
    public void rename(Request request, long parent, String name, long newParent, String newName, int flags)
            throws ErrnoException {
        LayerCalls calls = LayerCalls.of(request);
        names.rename(calls, request, nodes.get(parent), name, nodes.get(newParent), newName, flags);
    }

    @Override
    public Entry link(Request request, long node, long newParent, String newName) throws ErrnoException {
        LayerCalls calls = LayerCalls.of(request);
        return entry(names.link(calls, request, nodes.get(node), nodes.get(newParent), newName));
    }

    /** The kernel has the position of an open file, and its own cache: nothing of either is the layer's business. */
    private static int layerFlags(int flags) {
        return flags & ~(Files.O_APPEND | O_DIRECT);
    }

    @Override
    public Opened open(Request request, long number, int flags) throws ErrnoException {
        UnionNode node = nodes.get(number);
        return with(request, node, (calls, file) -> {
            int open = calls.open(file, layerFlags(flags) & ~LayerCalls.O_NOFOLLOW);
            try {
                return new Opened(open, node.isAsCached(calls.status(open).attributes()) ? Opened.KEEP_CACHE : 0);
            } catch (ErrnoException e) {
                Files.close(open);
                throw e;
            }
        });
    }

    @Override
    public Created create(Request request, long parent, String name, int mode, int flags) throws ErrnoException {
        return created(request, nodes.get(parent), name, mode, flags | Files.O_CREAT);
    }

    @Override
    public Created tmpfile(Request request, long parent, int mode, int flags) throws ErrnoException {
        return created(request, nodes.get(parent), "", mode, flags | O_TMPFILE);
    }

    /** @param name empty: none */
    private Created created(Request request, UnionNode parent, String name, int mode, int flags) throws ErrnoException {
        LayerCalls calls = LayerCalls.of(request);
        boolean up = layers.newNamesGoUp(parent);
        int directory = layers.open(calls, request, parent, up);
        try {
            int open = calls.create(directory, name.isEmpty() ? "." : name, layerFlags(flags), mode & PERMISSIONS);
            try {
                names.own(calls, request, directory, open, mode);
                LayerFile file = calls.status(open);
                UnionNode node = nodes.give(name.isEmpty() ? null : parent, name, up, file, false);
                if (name.isEmpty()) {
                    nodes.unnamed(node, (int) LayerCalls.check(Files.fcntl(open, Files.F_DUPFD_CLOEXEC, 0)), true);
                }
                return new Created(entry(new UnionNames.Given(node, file)), new Opened(open, 0));
            } catch (ErrnoException e) {
                Files.close(open);
                throw e;
            }
        } finally {
            Files.close(directory);
        }
    }

    @Override
    public void read(Request request, long node, long handle, long offset, ByteBuffer into) throws ErrnoException {
        LayerCalls.of(request);
        long address = NativeBuffer.addressOf(into);
        long at = offset;
        while (into.hasRemaining()) {
            int count =
                    (int) LayerCalls.check(Files.pread((int) handle, address + into.position(), into.remaining(), at));
            if (count == 0) {
                return;
            }
            into.position(into.position() + count);
            at += count;
        }
    }

    @Override
    public int write(Request request, long node, long handle, long offset, ByteBuffer from) throws ErrnoException {
        LayerCalls.of(request);
        long address = NativeBuffer.addressOf(from) + from.position();
        return (int) LayerCalls.check(Files.pwrite((int) handle, address, from.remaining(), offset));
    }

    /** A duplicate that is closed flushes, as the guest's descriptor would. */
    @Override
    public void flush(Request request, long node, long handle) throws ErrnoException {
        LayerCalls.of(request);
        int duplicate = (int) LayerCalls.check(Files.fcntl((int) handle, Files.F_DUPFD_CLOEXEC, 0));
        LayerCalls.check(Files.close(duplicate));
    }

    @Override
    public void release(Request request, long node, long handle) {
        Files.close((int) handle);
    }

    @Override
    public void fsync(Request request, long node, long handle, boolean dataOnly) throws ErrnoException {
        LayerCalls.of(request);
        LayerCalls.check(dataOnly ? FileSpace.syncData((int) handle) : FileSpace.sync((int) handle));
    }

    @Override
    public void fallocate(Request request, long node, long handle, int mode, long offset, long length)
            throws ErrnoException {
        LayerCalls.of(request);
        LayerCalls.check(FileSpace.allocate((int) handle, mode, offset, length));
    }

    @Override
    public long lseek(Request request, long node, long handle, long offset, int whence) throws ErrnoException {
        LayerCalls.of(request);
        return LayerCalls.check(FileSpace.seek((int) handle, offset, whence));
    }

    @Override
    public Opened opendir(Request request, long number, int flags) throws ErrnoException {
        UnionNode node = nodes.get(number);
        if (!privileged) {
            directories.check(LayerCalls.of(request), request, node);
        }
        return new Opened(directories.open(), 0);
    }

    @Override
    public void readdir(Request request, long node, long handle, long offset, DirectoryEntries into)
            throws ErrnoException {
        directories.read(LayerCalls.of(request), request, nodes.get(node), handle, offset, into);
    }

    @Override
    public void releasedir(Request request, long node, long handle) {
        directories.close(handle);
    }

    @Override
    public void fsyncdir(Request request, long number, long handle, boolean dataOnly) throws ErrnoException {
        UnionNode node = nodes.get(number);
        with(request, node, (calls, file) -> {
            int open = calls.open(file, Files.O_RDONLY | LayerCalls.O_DIRECTORY);
            int error = FileSpace.sync(open);
            Files.close(open);
            return LayerCalls.check(error);
        });
    }

    @Override
    public FileSystemStatistics statfs(Request request, long node) throws ErrnoException {
        return with(request, nodes.get(node), LayerCalls::statfs);
    }

    @Override
    public void setxattr(Request request, long node, String name, byte[] value, int flags) throws ErrnoException {
        with(request, nodes.get(node), (calls, file) -> {
            calls.setxattr(file, name, value, flags);
            return file;
        });
    }

    @Override
    public byte[] getxattr(Request request, long node, String name) throws ErrnoException {
        return with(request, nodes.get(node), (calls, file) -> calls.getxattr(file, name));
    }

    @Override
    public List<String> listxattr(Request request, long node) throws ErrnoException {
        return with(request, nodes.get(node), LayerCalls::listxattr);
    }

    @Override
    public void removexattr(Request request, long node, String name) throws ErrnoException {
        with(request, nodes.get(node), (calls, file) -> {
            calls.removexattr(file, name);
            return file;
        });
    }

    @Override
    public void access(Request request, long node, int mask) throws ErrnoException {
        with(request, nodes.get(node), (calls, file) -> {
            calls.access(file, mask);
            return file;
        });
    }
}
