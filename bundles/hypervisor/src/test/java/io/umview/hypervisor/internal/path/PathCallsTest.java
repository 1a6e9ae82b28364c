package io.umview.hypervisor.internal.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.umview.api.Call;
import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.FileOperations;
import io.umview.api.GuestMemory;
import io.umview.api.GuestProcess;
import io.umview.api.HiddenTree;
import io.umview.api.PathClaim;
import io.umview.api.PathPattern;
import io.umview.api.Reply;
import io.umview.api.SystemCall;
import io.umview.api.View;
import io.umview.hypervisor.internal.chain.LoadedService;
import io.umview.hypervisor.internal.mount.ClaimedPath;
import io.umview.hypervisor.internal.mount.MountEntry;
import io.umview.hypervisor.internal.mount.MountTable;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Path calls of a guest that is this process itself. */
class PathCallsTest {
    private static final int CALLS = 20_000;
    private static final int O_PATH = 010000000;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final MountTable mounts = new MountTable();
    private final PathCalls paths = new PathCalls();

    private final LoadedService owner = new LoadedService("s", "", "", false, "s");
    private final Claim claim = new Claim();
    private Folder tree;

    @TempDir
    Path folder;

    private record Folder(int root) implements HiddenTree {}

    /** Of /proc/PID/claimed and of /usr/share/doc, for those who are let in. */
    private final class Claim implements PathClaim {
        private boolean open;
        private @Nullable Errno failure;

        @Override
        public List<PathPattern> patterns() {
            return List.of(PathPattern.of("/proc/#/claimed"), PathPattern.of("/usr/share/doc"));
        }

        @Override
        public @Nullable HiddenTree tree(Call call) throws ErrnoException {
            if (failure != null) {
                throw failure.exception();
            }
            return open ? tree : null;
        }

        @Override
        public String path(Call call) {
            return "/usr/share/doc";
        }
    }

    @BeforeEach
    void mount() throws Exception {
        FileOperations files = new FileOperations() {};
        String target = folder + "/mount";
        mounts.add(MountEntry.of("none", target, "type", "", false, 1, owner, () -> files));
        tree = new Folder(io.umview.linux.Files.open(folder.toString(), O_PATH, 0));
        mounts.add(new ClaimedPath(owner, claim));
    }

    @AfterEach
    void close() {
        mounts.withdrawAllOf(owner);
        io.umview.linux.Files.close(tree.root());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/etc/passwd",
                "/usr/share/../share/./doc",
                "/nowhere/at/all",
                ".",
                "target/classes",
                "/",
                "/proc/1/stat"
            })
    void aPathThatLeadsToNoMountAllocatesNothing(String path) throws Exception {
        Call call = stat(path);
        for (int i = 0; i < CALLS; i++) {
            paths.handle(call, mounts, null);
        }
        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < CALLS; i++) {
            paths.handle(call, mounts, null);
        }
        long after = THREADS.getCurrentThreadAllocatedBytes();

        assertThat((double) (after - before) / CALLS).isLessThan(1);
    }

    @Test
    void linksIntoTheMountAreFollowed() throws Exception {
        Files.createSymbolicLink(folder.resolve("link"), Path.of("mount"));

        assertThatThrownBy(() -> paths.handle(stat(folder + "/link"), mounts, null))
                .as("what FileOperations say when nothing is overridden")
                .hasFieldOrPropertyWithValue("errno", Errno.ENOSYS);
    }

    @Test
    void whatHasNoParentLeadsNowhere() throws Exception {
        Files.createFile(folder.resolve("file"));

        for (String path : List.of("/file/../mount", "/nothing/../mount")) {
            assertThat(paths.handle(stat(folder + path), mounts, null)).isEqualTo(Reply.DECLINE);
        }
    }

    @Test
    void aClaimedPathLeadsToTheTreeOfTheCaller() throws Exception {
        Files.createDirectory(folder.resolve("inside"));
        PathWalk walk = PathWalk.ofThisThread();
        Call call = stat("");
        for (String path : List.of("/usr/share/doc/inside", "/proc/1/claimed/./inside", "/usr/share/../share/doc/")) {
            assertThat(walk.walk(call, mounts, path.getBytes(StandardCharsets.UTF_8), true))
                    .as(path)
                    .isNull();
        }
        claim.open = true;

        for (String path :
                List.of("/usr/share/doc/inside", "/usr/share/doc/inside/..", "/usr/share/../share/doc/inside")) {
            MountEntry found = walk.walk(call, mounts, path.getBytes(StandardCharsets.UTF_8), true);
            assertThat(found)
                    .as(path)
                    .isNotNull()
                    .extracting(MountEntry::target)
                    .isEqualTo("/usr/share/doc");
        }
        MountEntry ofProcess = walk.walk(call, mounts, "/proc/1/claimed".getBytes(StandardCharsets.UTF_8), true);
        assertThat(ofProcess).extracting(MountEntry::target).isEqualTo("/proc/1/claimed");
        assertThat(walk.walk(call, mounts, "/usr/share/doc/..".getBytes(StandardCharsets.UTF_8), true))
                .isNull();
        assertThat(walk.canonical()).isEqualTo("/usr/share");
    }

    @Test
    void whoClaimsAPathMaySayThatItFails() throws Exception {
        claim.failure = Errno.ENOENT;

        assertThat(paths.handle(stat("/usr/share/doc"), mounts, null)).isEqualTo(Reply.fail(Errno.ENOENT));
        assertThat(paths.handle(stat("/usr/share"), mounts, null)).isEqualTo(Reply.DECLINE);
    }

    @Test
    void nothingIsLeftOfAClaimThatIsWithdrawn() throws Exception {
        claim.open = true;
        mounts.withdrawAllOf(owner);

        assertThat(mounts.hasClaims()).isFalse();
        assertThat(paths.handle(stat("/usr/share/doc"), mounts, null)).isEqualTo(Reply.DECLINE);
    }

    private static Call stat(String path) {
        return new Stat((path + "\0").getBytes(StandardCharsets.UTF_8));
    }

    /** stat(2) of a path, which is all that there is in memory. */
    private record Stat(byte[] path) implements Call, GuestMemory {
        private static final int SELF = (int) ProcessHandle.current().pid();

        @Override
        public SystemCall systemCall() {
            return SystemCall.STAT;
        }

        @Override
        public long argument(int index) {
            return 0x1000;
        }

        @Override
        public int thread() {
            return SELF;
        }

        @Override
        public GuestMemory memory() {
            return this;
        }

        @Override
        public int string(long address, ByteBuffer destination) {
            destination.put(0, path);
            return path.length - 1;
        }

        @Override
        public View view() {
            throw new UnsupportedOperationException();
        }

        @Override
        public GuestProcess process() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Deferred defer() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void read(long address, ByteBuffer destination) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void write(long address, ByteBuffer source) {
            throw new UnsupportedOperationException();
        }

        @Override
        public byte[] string(long address, int limit) {
            throw new UnsupportedOperationException();
        }

        @Override
        public byte[] bytes(long address, int size) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void write(long address, byte[] source) {
            throw new UnsupportedOperationException();
        }
    }
}
