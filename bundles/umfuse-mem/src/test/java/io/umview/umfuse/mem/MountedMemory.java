package io.umview.umfuse.mem;

import io.umview.fuse.FuseMount;
import io.umview.fuse.MountSettings;
import io.umview.fuse.host.FuseHost;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** A file system in memory that is mounted, as paths of this process reach it. */
final class MountedMemory implements AutoCloseable {
    private static final long SIZE = 64 << 20;

    private final FuseMount mount;

    MountedMemory() throws IOException {
        this(false);
    }

    /** @param writebackCache see {@link MountSettings} */
    MountedMemory(boolean writebackCache) throws IOException {
        Assumptions.assumeTrue(Files.isWritable(Path.of("/dev/fuse")), "/dev/fuse cannot be opened");
        Path self = Path.of("/proc/self");
        MemoryFileSystem files = new MemoryFileSystem(
                SIZE, 0777, (int) Files.getAttribute(self, "unix:uid"), (int) Files.getAttribute(self, "unix:gid"));
        mount = FuseHost.mount(files, MountSettings.of("none", "umfusemem").withWritebackCache(writebackCache));
    }

    /** A path of this process and of its children. */
    Path root() {
        return Path.of("/proc/" + ProcessHandle.current().pid() + "/fd/" + mount.root());
    }

    /** Runs a shell script in the root. @return its output, the exit status last */
    String sh(String script) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(List.of("sh", "-c", "cd \"$0/.\" || exit; " + script, root().toString()))
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return output + process.waitFor();
    }

    @Override
    public void close() {
        mount.close();
    }
}
