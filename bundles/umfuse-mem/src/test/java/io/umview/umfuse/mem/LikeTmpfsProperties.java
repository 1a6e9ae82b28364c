package io.umview.umfuse.mem;

import static org.assertj.core.api.Assertions.assertThat;

import io.umview.linux.FileCalls;
import io.umview.linux.Files;
import io.umview.linux.NativeBuffer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Assumptions;

/** Any sequence of operations gives the same results and errors here and on a tmpfs of the kernel. */
class LikeTmpfsProperties {
    private static final Path TMPFS = Path.of("/dev/shm");

    enum Kind {
        MKDIR,
        RMDIR,
        CREATE,
        EXCLUSIVE,
        WRITE,
        APPEND,
        TRUNCATE,
        UNLINK,
        RENAME,
        RENAME_NOREPLACE,
        RENAME_EXCHANGE,
        LINK,
        SYMLINK,
        READLINK,
        READ,
        CHMOD,
        FIFO,
        SETXATTR,
        GETXATTR,
        STAT
    }

    record Operation(Kind kind, String path, String other, int number) {}

    @Provide
    Arbitrary<List<Operation>> sequences() {
        Arbitrary<String> paths = Arbitraries.of(
                "a", "b", "c", "d", "d/a", "d/b", "d/e", "d/e/a", "a/b", "b/", "l", "l/a", "d/..", "x".repeat(256));
        return Combinators.combine(
                        Arbitraries.of(Kind.class),
                        paths,
                        paths,
                        Arbitraries.integers().between(0, 100_000))
                .as(Operation::new)
                .list()
                .ofMaxSize(60);
    }

    @Property(tries = 150, shrinking = ShrinkingMode.BOUNDED)
    void everySequenceGivesTheSame(@ForAll("sequences") List<Operation> sequence) throws IOException {
        Assumptions.assumeTrue(java.nio.file.Files.isWritable(TMPFS), "no tmpfs");
        Path ours = java.nio.file.Files.createTempDirectory(TMPFS, "umfusemem");
        try (MountedMemory memory = new MountedMemory()) {
            for (Operation operation : sequence) {
                assertThat(perform(memory.root(), operation))
                        .as(operation.toString())
                        .isEqualTo(perform(ours, operation));
            }
            assertThat(tree(memory.root())).isEqualTo(tree(ours));
        } finally {
            delete(ours);
        }
    }

    private static String perform(Path root, Operation operation) {
        NativeBuffer path = NativeBuffer.text(root + "/" + operation.path());
        NativeBuffer other = NativeBuffer.text(root + "/" + operation.other());
        NativeBuffer name = NativeBuffer.text("user.a" + operation.number() % 2);
        NativeBuffer data = new NativeBuffer(4096);
        int at = Files.AT_FDCWD;
        int mode = operation.number() & 0777 | 0700;
        long a = path.address();
        long result = switch (operation.kind()) {
            case MKDIR -> FileCalls.mkdir(at, a, mode);
            case RMDIR -> FileCalls.unlink(at, a, FileCalls.AT_REMOVEDIR);
            case CREATE -> open(a, Files.O_CREAT | Files.O_WRONLY, operation, data);
            case EXCLUSIVE -> open(a, Files.O_CREAT | Files.O_WRONLY | 0200, operation, data);
            case WRITE -> open(a, Files.O_WRONLY, operation, data);
            case APPEND -> open(a, Files.O_WRONLY | Files.O_APPEND, operation, data);
            case TRUNCATE -> FileCalls.truncate(a, operation.number());
            case UNLINK -> FileCalls.unlink(at, a, 0);
            case RENAME -> FileCalls.rename(at, a, at, other.address(), 0);
            case RENAME_NOREPLACE -> FileCalls.rename(at, a, at, other.address(), 1);
            case RENAME_EXCHANGE -> FileCalls.rename(at, a, at, other.address(), 2);
            case LINK -> FileCalls.link(at, a, at, other.address(), 0);
            case SYMLINK -> {
                NativeBuffer target = NativeBuffer.text(operation.other());
                long linked = FileCalls.symlink(target.address(), at, a);
                java.lang.ref.Reference.reachabilityFence(target);
                yield linked;
            }
            case READLINK -> Files.readlinkat(at, a, data.address(), 4096);
            case READ -> read(a, operation, data);
            case CHMOD -> FileCalls.chmod(at, a, mode);
            case FIFO -> FileCalls.mknod(at, a, 0010000 | mode, 0);
            case SETXATTR -> FileCalls.setxattr(a, name.address(), data.address(), operation.number() % 100, 0);
            case GETXATTR -> FileCalls.getxattr(a, name.address(), data.address(), 4096);
            case STAT -> FileCalls.stat(at, a, data.address(), 0);
        };
        java.lang.ref.Reference.reachabilityFence(path);
        java.lang.ref.Reference.reachabilityFence(other);
        java.lang.ref.Reference.reachabilityFence(name);
        boolean shows = operation.kind() == Kind.READ || operation.kind() == Kind.READLINK;
        byte[] bytes = new byte[shows && result > 0 ? (int) result : 0];
        data.bytes().get(0, bytes);
        return result + " " + java.util.Arrays.hashCode(bytes);
    }

    private static long open(long path, int flags, Operation operation, NativeBuffer data) {
        int open = Files.openat(Files.AT_FDCWD, path, flags | Files.O_NONBLOCK, 0644);
        if (open < 0) {
            return open;
        }
        for (int i = 0; i < 4096; i++) {
            data.bytes().put(i, (byte) (i * operation.number()));
        }
        long result = (flags & Files.O_APPEND) != 0
                ? Files.write(open, data.address(), 3000)
                : Files.pwrite(open, data.address(), operation.number() % 4096, operation.number());
        Files.close(open);
        return result;
    }

    private static long read(long path, Operation operation, NativeBuffer data) {
        int open = Files.openat(Files.AT_FDCWD, path, Files.O_RDONLY | Files.O_NONBLOCK, 0);
        if (open < 0) {
            return open;
        }
        long result = Files.pread(open, data.address(), 4096, operation.number());
        Files.close(open);
        return result;
    }

    /** Each file with type, permissions, links, size and data. */
    private static List<String> tree(Path root) throws IOException {
        List<String> lines = new ArrayList<>();
        Path top = root.toRealPath();
        try (Stream<Path> files = java.nio.file.Files.walk(root.resolve("."))) {
            for (Path file : files.sorted(Comparator.comparing(Path::toString)).toList()) {
                lines.add(line(root, file));
            }
        }
        assertThat(top).isNotNull();
        return lines;
    }

    private static String line(Path root, Path file) throws IOException {
        var status = java.nio.file.Files.readAttributes(
                file, "unix:mode,nlink,size", java.nio.file.LinkOption.NOFOLLOW_LINKS);
        int mode = (Integer) status.get("mode");
        boolean directory = (mode & 0170000) == 0040000;
        boolean regular = (mode & 0170000) == 0100000;
        String permissions = root.resolve(".").equals(file) ? "" : Integer.toOctalString(mode);
        return root.relativize(file)
                + " " + permissions + " " + status.get("nlink")
                + " " + (directory ? "" : status.get("size"))
                + " " + (regular ? java.util.Arrays.hashCode(java.nio.file.Files.readAllBytes(file)) : "");
    }

    private static void delete(Path tree) throws IOException {
        try (Stream<Path> files = java.nio.file.Files.walk(tree)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                java.nio.file.Files.delete(file);
            }
        }
    }
}
