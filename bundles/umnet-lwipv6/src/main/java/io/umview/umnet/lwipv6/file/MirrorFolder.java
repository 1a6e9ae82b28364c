package io.umview.umnet.lwipv6.file;

import io.umview.umnet.lwipv6.file.FileTree.Node;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A folder of the host that has the files of a tree, empty ones, so that the kernel can answer for them what is asked by path:
 * stat(2), readlink(2), getdents(2) and others. In memory where there is /dev/shm. Belongs to one thread.
 */
final class MirrorFolder implements AutoCloseable {
    private static final String NAME = "umview-net-";
    private static final Path PARENT = parent();

    /** With what the paths of all begin: absolute, without symbolic links. */
    static final String PREFIX = PARENT.resolve(NAME).toString();

    private static final Set<PosixFilePermission> OPEN = PosixFilePermissions.fromString("rwxr-xr-x");
    private static final PosixFilePermission[] BY_BIT = {
        PosixFilePermission.OTHERS_EXECUTE,
        PosixFilePermission.OTHERS_WRITE,
        PosixFilePermission.OTHERS_READ,
        PosixFilePermission.GROUP_EXECUTE,
        PosixFilePermission.GROUP_WRITE,
        PosixFilePermission.GROUP_READ,
        PosixFilePermission.OWNER_EXECUTE,
        PosixFilePermission.OWNER_WRITE,
        PosixFilePermission.OWNER_READ
    };

    private final Path root;
    private final TreeMap<String, Node> nodes = new TreeMap<>();

    private MirrorFolder(Path root) {
        this.root = root;
    }

    private static Path parent() {
        for (String candidate : List.of("/dev/shm", System.getProperty("java.io.tmpdir"))) {
            try {
                if (Files.isWritable(Path.of(candidate))) {
                    return Path.of(candidate).toRealPath();
                }
            } catch (IOException e) {
                continue;
            }
        }
        return Path.of("/tmp");
    }

    /** Makes an empty one. */
    static MirrorFolder create() throws IOException {
        Path root = Files.createTempDirectory(PARENT, NAME);
        // Guests may have other user ids.
        Files.setPosixFilePermissions(root, OPEN);
        return new MirrorFolder(root);
    }

    /** Where it is: absolute, without symbolic links. */
    String path() {
        return root.toString();
    }

    /** Has the files of a tree, and no others, from now on. */
    void show(FileTree tree) throws IOException {
        SortedMap<String, Node> wanted = tree.nodes();
        for (Map.Entry<String, Node> old : new TreeMap<>(nodes).descendingMap().entrySet()) {
            if (!old.getValue().equals(wanted.get(old.getKey()))) {
                Files.deleteIfExists(place(old.getKey()));
                nodes.remove(old.getKey());
            }
        }
        for (Map.Entry<String, Node> entry : wanted.entrySet()) {
            if (!nodes.containsKey(entry.getKey())) {
                create(place(entry.getKey()), entry.getValue());
                nodes.put(entry.getKey(), entry.getValue());
            }
        }
    }

    private Path place(String path) {
        return Path.of(root + path);
    }

    private static void create(Path place, Node node) throws IOException {
        if (node instanceof Node.Link link) {
            Files.createSymbolicLink(place, Path.of(link.target()));
        } else if (node instanceof Node.File file) {
            Files.setPosixFilePermissions(Files.createFile(place), permissions(file.mode()));
        } else {
            Files.setPosixFilePermissions(Files.createDirectory(place), OPEN);
        }
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        Set<PosixFilePermission> permissions = new HashSet<>();
        for (int bit = 0; bit < BY_BIT.length; bit++) {
            if ((mode >> bit & 1) != 0) {
                permissions.add(BY_BIT[bit]);
            }
        }
        return permissions;
    }

    /** Removes it. */
    @Override
    public void close() throws IOException {
        show(new FileTree());
        Files.deleteIfExists(root);
    }
}
