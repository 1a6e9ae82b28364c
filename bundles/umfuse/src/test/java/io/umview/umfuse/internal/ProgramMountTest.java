package io.umview.umfuse.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.umview.api.Errno;
import io.umview.api.HiddenTree;
import io.umview.api.MountOptions;
import io.umview.api.MountRequest;
import io.umview.testing.FakeChain;
import io.umview.testing.FakeProcess;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** FUSE programs that exist, unmodified. */
@Timeout(60)
class ProgramMountTest {
    private final FakeChain chain = new FakeChain() {
        @Override
        public int open(String path, int flags) throws io.umview.api.ErrnoException {
            int file = super.open(path, flags);
            return io.umview.linux.Files.fcntl(file, io.umview.linux.Files.F_DUPFD_CLOEXEC, 0);
        }
    };
    private final Launcher launcher = new Launcher();
    private final UmfuseMounts mounts = mounts(new KeptTrees());
    private long lastId;

    private UmfuseMounts mounts(KeptTrees trees) {
        return new UmfuseMounts(chain, new FileSystemTypes(), launcher, trees);
    }

    @TempDir
    Path directory;

    private Path image;

    @BeforeEach
    void makeImage() throws Exception {
        for (String needed : List.of("/dev/fuse", "/usr/bin/fuse2fs", "/usr/sbin/mkfs.ext4")) {
            Assumptions.assumeTrue(Files.exists(Path.of(needed)), needed);
        }
        image = directory.resolve("test.img");
        run("truncate", "-s", "8M", image.toString());
        run("/usr/sbin/mkfs.ext4", "-q", image.toString());
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes());
        return output + process.waitFor();
    }

    private HiddenTree mount(String type, String options) throws Exception {
        return mount(mounts, type, options, ++lastId);
    }

    private HiddenTree mount(UmfuseMounts by, String type, String options, long id) throws Exception {
        return (HiddenTree) by.mount(new MountRequest(
                type,
                image.toString(),
                "/mnt",
                0,
                MountOptions.parse(options),
                new FakeProcess().as(FakeProcess.ROOT),
                id));
    }

    private static Path root(HiddenTree tree) {
        return Path.of("/proc/self/fd/" + tree.root());
    }

    @Test
    void whatIsWrittenIsInTheImage() throws Exception {
        HiddenTree tree = mount("umfuseext2", "rw+");
        Files.writeString(root(tree).resolve("file"), "text");
        tree.unmount();

        assertThat(run("/usr/sbin/e2fsck", "-fn", image.toString())).endsWith("0");
        HiddenTree again = mount("umfuseext4", "ro");
        try {
            assertThat(Files.readString(root(again).resolve("file"))).isEqualTo("text");
        } finally {
            again.unmount();
        }
    }

    @Test
    void anExt2ImageIsMountedReadOnlyUnlessWritingIsReallyMeant() throws Exception {
        HiddenTree tree = mount("umfuseext2", "");
        try {
            assertThat(chain.announced)
                    .contains(
                            "Mounting " + image + " Read-Only.",
                            "Use 'force' or 'rw+' options to enable Read-Write mode");
            assertThatThrownBy(() -> Files.writeString(root(tree).resolve("file"), "text"))
                    .hasMessageContaining(Errno.EROFS.text());
        } finally {
            tree.unmount();
        }
    }

    @Test
    void nothingIsLeftAfterTheUnmount() throws Exception {
        HiddenTree tree = mount("umfuseext2", "rw+");
        try {
            assertThat(serving(tree)).isNotEmpty();
        } finally {
            tree.unmount();
        }

        assertThat(programs()).isEmpty();
        assertThat(Files.readString(Path.of("/proc/self/mountinfo"))).doesNotContain(image.toString());
    }

    @Test
    void aProgramThatDiesEndsItsMountOnly() throws Exception {
        HiddenTree tree = mount("umfuseext2", "rw+");
        HiddenTree other = mount("umfuseext2", "ro");
        try {
            assertThat(serving(other)).isNotEmpty();
            ProcessHandle program = serving(tree).stream()
                    .filter(handle -> commandLine(handle).contains("rw,"))
                    .findFirst()
                    .orElseThrow();
            program.destroyForcibly();

            // fs/fuse/dev.c: fuse_abort_conn() ends what is being answered with ECONNABORTED; then comes ENOTCONN.
            assertThatThrownBy(() -> askUntilItFails(root(tree)))
                    .message()
                    .containsAnyOf(Errno.ECONNABORTED.text(), Errno.ENOTCONN.text());
            assertThatThrownBy(() -> askUntilItFails(root(tree))).hasMessageContaining(Errno.ENOTCONN.text());
            assertThat(Files.isDirectory(root(other).resolve("lost+found"))).isTrue();
        } finally {
            tree.unmount();
            other.unmount();
        }
        assertThat(programs()).isEmpty();
    }

    @Test
    void aProgramThatHangsIsAborted() throws Exception {
        HiddenTree tree = mount("umfuseext2", "rw+");
        stop(serving(tree).get(0).pid());
        FutureTask<Long> asked =
                new FutureTask<>(() -> Files.getFileStore(root(tree)).getTotalSpace());
        new Thread(asked).start();
        try {
            assertThatThrownBy(() -> asked.get(200, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);

            tree.abort();

            assertThatThrownBy(() -> asked.get(30, TimeUnit.SECONDS)).hasCauseInstanceOf(IOException.class);
        } finally {
            tree.unmount();
        }
        assertThat(programs()).isEmpty();
    }

    @Test
    void whatIsOpenWhenItIsDetachedIsServedToItsEnd() throws Exception {
        HiddenTree tree = mount("umfuseext2", "rw+");
        List<ProcessHandle> serving = serving(tree);
        try (OutputStream open = Files.newOutputStream(root(tree).resolve("file"))) {
            tree.detach();

            open.write("text".getBytes());
        }
        for (ProcessHandle program : serving) {
            program.onExit().get(30, TimeUnit.SECONDS);
        }
        assertThat(run("/usr/sbin/debugfs", "-R", "cat file", image.toString())).contains("text");
    }

    @Test
    void aNewerRevisionGoesOnWithWhatIsMounted() throws Exception {
        KeptTrees older = new KeptTrees();
        HiddenTree tree = mount(mounts(older), "umfuseext2", "rw+", 7);
        List<ProcessHandle> serving = serving(tree);
        KeptTrees newer = new KeptTrees();
        Umfuse.take(newer, new Umfuse(older).handOver());

        HiddenTree again = mount(mounts(newer), "umfuseext2", "rw+", 7);
        tree.unmount();

        assertThat(programs()).isEqualTo(serving);
        Files.writeString(root(again).resolve("file"), "text");
        again.unmount();
        assertThat(programs()).isEmpty();
        assertThat(run("/usr/sbin/e2fsck", "-fn", image.toString())).endsWith("0");
    }

    @Test
    void aWrongImageIsAnInputOutputError() throws Exception {
        Files.writeString(image, "no file system");

        assertThatThrownBy(() -> mount("umfuseext2", "ro")).hasMessage(Errno.EIO.text());
        assertThat(programs()).isEmpty();
    }

    @Test
    void aProgramThatDoesNotExistIsNoDevice() {
        assertThatThrownBy(() -> mount("umfusenosuchprogram", "")).hasMessage(Errno.ENODEV.text());
    }

    @Test
    void humanAndShowcallAreSaid() throws Exception {
        mount("umfuseext2", "human,showcall,rw+").unmount();

        assertThat(chain.announced).contains("UmFUSE Human mode", "FUSE call:", "argv 0 = fuse2fs");
    }

    @Test
    void aHumanHasTheRightsOfTheIdentityThatIsGiven() throws Exception {
        HiddenTree tree = mount("umfuseext2", "human,fuseuid=1234,fusegid=1234,rw+");
        try {
            assertThat(tree.omnipotent()).isFalse();
            assertThat(Files.isDirectory(root(tree))).isTrue();
        } finally {
            tree.unmount();
        }
    }

    @Test
    void aSourceMayBeVirtual() throws Exception {
        Path elsewhere = directory.resolve("elsewhere.img");
        Files.move(image, elsewhere);
        int open = io.umview.linux.Files.open(elsewhere.toString(), io.umview.linux.Files.O_RDWR, 0);
        chain.files.put(image.toString(), open);

        HiddenTree tree = mount("umfuseext2", "rw+");
        try {
            assertThat(Files.isDirectory(root(tree).resolve("lost+found"))).isTrue();
        } finally {
            tree.unmount();
        }
    }

    /** A signal takes effect some time after it was sent. */
    private static void askUntilItFails(Path root) throws IOException {
        long deadline = System.nanoTime() + 30_000_000_000L;
        while (System.nanoTime() < deadline) {
            Files.getAttribute(root.resolve("lost+found"), "unix:ino");
            Files.getFileStore(root).getTotalSpace();
        }
    }

    /** The programs, one of which has answered: by then it has gone into the background. */
    private List<ProcessHandle> serving(HiddenTree tree) {
        assertThat(Files.isDirectory(root(tree).resolve("lost+found"))).isTrue();
        return programs();
    }

    /** Stops a process, and waits until that has reached all its threads. */
    private static void stop(long pid) throws Exception {
        run("kill", "-STOP", Long.toString(pid));
        run("sh", "-c", "while grep -L 'State:.T' /proc/" + pid + "/task/*/status | grep -q .; do sleep 0.05; done");
    }

    private List<ProcessHandle> programs() {
        try (Stream<ProcessHandle> all = ProcessHandle.current().descendants()) {
            return all.filter(handle -> commandLine(handle).startsWith("fuse2fs"))
                    .toList();
        }
    }

    private static String commandLine(ProcessHandle handle) {
        try {
            return Files.readString(Path.of("/proc/" + handle.pid() + "/cmdline"))
                    .replace('\0', ' ');
        } catch (IOException gone) {
            return "";
        }
    }
}
