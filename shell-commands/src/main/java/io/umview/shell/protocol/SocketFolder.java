package io.umview.shell.protocol;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where the sockets of a user's consoles are: {@code umview-UID/PID.sock} in {@code $XDG_RUNTIME_DIR}, or in {@code /tmp} when
 * that names no folder of the user's own. The folder is the user's alone, or it is not used.
 */
public final class SocketFolder {
    private static final String SUFFIX = ".sock";
    private static final int FORMAT = 0170000;
    private static final int DIRECTORY = 0040000;
    private static final int PERMISSIONS = 07777;
    private static final int OWNER_ONLY = 0700;
    private static final int WRITABLE_BY_OTHERS = 022;

    private final @Nullable String runtime;
    private final int uid;
    private final Path shared;

    /**
     * The folders of a user.
     *
     * @param runtime {@code $XDG_RUNTIME_DIR}
     * @param shared {@code /tmp}
     */
    public SocketFolder(@Nullable String runtime, int uid, Path shared) {
        this.runtime = runtime;
        this.uid = uid;
        this.shared = shared;
    }

    /** The folders of the user who runs this program. */
    public static SocketFolder ofThisProcess() throws IOException {
        int uid = (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        return new SocketFolder(System.getenv("XDG_RUNTIME_DIR"), uid, Path.of("/tmp"));
    }

    /** The socket of a hypervisor, in a folder that is made if need be. */
    public Path create(long pid) throws IOException {
        Path folder = (isRuntimeFolder(runtime) ? Path.of(runtime) : shared).resolve(name());
        try {
            Files.createDirectory(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (FileAlreadyExistsException e) {
            // Whose it is, is looked at next.
        }
        if (!isOwn(folder)) {
            throw new IOException(folder + " is not a folder that only its owner can use");
        }
        return folder.resolve(pid + SUFFIX);
    }

    /** The sockets that there are, whether or not anybody listens. */
    public List<Path> sockets() throws IOException {
        Set<Path> parents = new LinkedHashSet<>();
        for (String parent : new String[] {runtime, "/run/user/" + uid}) {
            if (isRuntimeFolder(parent)) {
                parents.add(Path.of(parent));
            }
        }
        parents.add(shared);
        List<Path> sockets = new ArrayList<>();
        for (Path parent : parents) {
            Path folder = parent.resolve(name());
            if (isOwn(folder)) {
                try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
                    found.forEach(sockets::add);
                }
            }
        }
        return sockets;
    }

    private String name() {
        return "umview-" + uid;
    }

    private boolean isRuntimeFolder(@Nullable String path) {
        // Whoever else could write there could put another folder in place of ours.
        return path != null
                && path.startsWith("/")
                && isOwned(Path.of(path))
                && (mode(Path.of(path)) & WRITABLE_BY_OTHERS) == 0;
    }

    private boolean isOwn(Path folder) {
        return isOwned(folder) && (mode(folder) & PERMISSIONS) == OWNER_ONLY;
    }

    private boolean isOwned(Path folder) {
        return (mode(folder) & FORMAT) == DIRECTORY && attribute(folder, "unix:uid") == uid;
    }

    private static int mode(Path path) {
        return attribute(path, "unix:mode");
    }

    /** @return -1 if there is no such file, which is neither a mode of a folder nor a user */
    private static int attribute(Path path, String name) {
        try {
            return (Integer) Files.getAttribute(path, name, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            return -1;
        }
    }
}
