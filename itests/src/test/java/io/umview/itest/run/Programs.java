package io.umview.itest.run;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.stream.Stream;

/** Programs of the machine that tests need; a test that needs a missing one is skipped with a message. */
public final class Programs {
    private static final String[] FOLDERS = {
        "/usr/local/bin", "/usr/bin", "/bin", "/usr/local/sbin", "/usr/sbin", "/sbin"
    };

    private Programs() {}

    /** The path of a program. */
    public static String require(String name) {
        Path found = Stream.of(FOLDERS)
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(Path.of(""));
        assumeThat(found.toString())
                .as(name + " is not installed, see itests/install-prerequisites")
                .isNotEmpty();
        return found.toString();
    }

    /** Whether a program is there. */
    public static boolean present(String name) {
        return Stream.of(FOLDERS).anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
    }

    /** Skips the test unless file systems can be served: udev(7) lets everybody open the device, containers may not have it. */
    public static void requireFuse() {
        assumeThat(Files.isWritable(Path.of("/dev/fuse")))
                .as("/dev/fuse can be opened")
                .isTrue();
    }

    /** Skips the test unless it runs as root. */
    public static void requireRoot() {
        assumeThat(isRoot()).as("this needs root").isTrue();
    }

    /** What stands before a command for root to run it as an ordinary user; the test is skipped unless root runs it. */
    public static List<String> asNobody() {
        requireRoot();
        return List.of(require("setpriv"), "--reuid", "65534", "--regid", "65534", "--clear-groups");
    }

    /** Skips the test unless everybody may come to a file; a checkout may lie in a private folder. */
    public static void requirePublic(Path file) throws IOException {
        for (Path folder = file.toRealPath().getParent(); folder != null; folder = folder.getParent()) {
            assumeThat(Files.getPosixFilePermissions(folder))
                    .as(folder + " is open to others")
                    .contains(PosixFilePermission.OTHERS_EXECUTE);
        }
    }

    /** Whether this is root. */
    public static boolean isRoot() {
        return new com.sun.security.auth.module.UnixSystem().getUid() == 0;
    }
}
