package io.umview.umnet.lwipv6.file;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.linux.FileCalls;
import io.umview.linux.Mounts;
import io.umview.linux.NativeBuffer;
import io.umview.umnet.lwipv6.file.FileTree.Node;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A folder that has the files of a tree, empty ones: in a memory file system that nothing leads to, where this process may mount one;
 * else a folder of the host, in memory if there is /dev/shm. Belongs to one thread at a time.
 */
final class MemoryFolder implements AutoCloseable {
    private static final int O_PATH = 010000000;
    private static final int O_DIRECTORY = 0200000;
    private static final int S_IFREG = 0100000;
    private static final int FOLDER = 0755;
    private static final int SAME_GROUP = -1;

    private final @Nullable Path path;
    private final int root;
    private final int owner;
    private final TreeMap<String, Node> nodes = new TreeMap<>();

    private MemoryFolder(@Nullable Path path, int root, int owner) {
        this.path = path;
        this.root = root;
        this.owner = owner;
    }

    private static MemoryFolder handedOver(MemoryFolder folder) throws ErrnoException {
        try {
            folder.handOver(".", FOLDER);
            return folder;
        } catch (ErrnoException e) {
            folder.close();
            throw e;
        }
    }

    /** Makes an empty one. @param owner the user whose files these are */
    static MemoryFolder create(int owner) throws ErrnoException {
        int mount = hiddenMount();
        return handedOver(mount < 0 ? visible(owner) : new MemoryFolder(null, mount, owner));
    }

    /** A tmpfs(5) that ends with the last descriptor of it, or a negative error. */
    private static int hiddenMount() {
        int context = Mounts.fsopen("tmpfs");
        if (context < 0) {
            return context;
        }
        int result = Mounts.create(context);
        if (result >= 0) {
            result = Mounts.fsmount(context, Mounts.MOUNT_ATTR_NOSUID | Mounts.MOUNT_ATTR_NODEV);
        }
        io.umview.linux.Files.close(context);
        return result;
    }

    private static MemoryFolder visible(int owner) throws ErrnoException {
        try {
            Path parent = Path.of("/dev/shm");
            Path path = Files.isWritable(parent)
                    ? Files.createTempDirectory(parent, "umview-net-")
                    : Files.createTempDirectory("umview-net-");
            int flags = O_PATH | O_DIRECTORY | io.umview.linux.Files.O_CLOEXEC;
            return new MemoryFolder(path, check(io.umview.linux.Files.open(path.toString(), flags, 0)), owner);
        } catch (IOException e) {
            throw Errno.ENOSPC.exception();
        }
    }

    /** A result that is no error. */
    static int check(long result) throws ErrnoException {
        if (result < 0) {
            throw Errno.of((int) -result).exception();
        }
        return (int) result;
    }

    /** Has the files of a tree, and no others, from now on. */
    void show(FileTree tree) throws ErrnoException {
        SortedMap<String, Node> wanted = tree.nodes();
        for (Map.Entry<String, Node> old : new TreeMap<>(nodes).descendingMap().entrySet()) {
            if (!old.getValue().equals(wanted.get(old.getKey()))) {
                remove(old.getKey(), old.getValue());
                nodes.remove(old.getKey());
            }
        }
        for (Map.Entry<String, Node> entry : wanted.entrySet()) {
            if (!nodes.containsKey(entry.getKey())) {
                create(entry.getKey().substring(1), entry.getValue());
                nodes.put(entry.getKey(), entry.getValue());
            }
        }
    }

    private void remove(String name, Node node) throws ErrnoException {
        NativeBuffer text = NativeBuffer.text(name.substring(1));
        int flags = node instanceof Node.Folder ? FileCalls.AT_REMOVEDIR : 0;
        check(FileCalls.unlink(root, text.address(), flags));
        java.lang.ref.Reference.reachabilityFence(text);
    }

    private void create(String name, Node node) throws ErrnoException {
        NativeBuffer text = NativeBuffer.text(name);
        if (node instanceof Node.Link link) {
            NativeBuffer target = NativeBuffer.text(link.target());
            check(FileCalls.symlink(target.address(), root, text.address()));
            java.lang.ref.Reference.reachabilityFence(target);
        } else if (node instanceof Node.File file) {
            check(FileCalls.mknod(root, text.address(), S_IFREG | file.mode(), 0));
            handOver(name, file.mode());
        } else {
            check(FileCalls.mkdir(root, text.address(), FOLDER));
            handOver(name, FOLDER);
        }
        java.lang.ref.Reference.reachabilityFence(text);
    }

    /** Guests may have other user ids, and the umask is not to count. */
    private void handOver(String name, int mode) throws ErrnoException {
        NativeBuffer text = NativeBuffer.text(name);
        check(FileCalls.chmod(root, text.address(), mode));
        // Who may not give files away has guests of the same user only.
        FileCalls.chown(root, text.address(), owner, SAME_GROUP, FileCalls.AT_SYMLINK_NOFOLLOW);
        java.lang.ref.Reference.reachabilityFence(text);
    }

    /**
     * Opens a folder in it, as the root of a kernel mount of its own where that is possible.
     *
     * @param name begins with a slash
     * @return a descriptor, to be closed
     */
    int open(String name) throws ErrnoException {
        NativeBuffer text = NativeBuffer.text(name.substring(1));
        int flags = FileCalls.OPEN_TREE_CLONE | io.umview.linux.Files.O_CLOEXEC;
        int result = FileCalls.openTree(root, text.address(), flags);
        if (result < 0) {
            result = io.umview.linux.Files.openat(root, text.address(), O_PATH | io.umview.linux.Files.O_CLOEXEC, 0);
        }
        java.lang.ref.Reference.reachabilityFence(text);
        return check(result);
    }

    /** A descriptor of it. */
    int root() {
        return root;
    }

    /** Removes it. */
    @Override
    public void close() throws ErrnoException {
        try {
            show(new FileTree());
            if (path != null) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw Errno.EIO.exception();
        } finally {
            io.umview.linux.Files.close(root);
        }
    }
}
