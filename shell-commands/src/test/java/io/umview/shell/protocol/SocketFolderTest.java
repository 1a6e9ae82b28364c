package io.umview.shell.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SocketFolderTest {
    @TempDir
    Path temporary;

    private Path runtime;
    private Path shared;
    private int uid;

    @BeforeEach
    void make() throws IOException {
        uid = (Integer) Files.getAttribute(temporary, "unix:uid");
        runtime = Files.createDirectory(temporary.resolve("runtime"));
        shared = Files.createDirectory(temporary.resolve("shared"));
        mode(runtime, "rwx------");
        mode(shared, "rwxrwxrwx");
    }

    private static void mode(Path path, String permissions) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }

    private SocketFolder folder() {
        return new SocketFolder(runtime.toString(), uid, shared);
    }

    @Test
    void theSocketIsInTheRuntimeFolderThatOnlyTheOwnerCanUse() throws Exception {
        Path socket = folder().create(42);

        assertThat(socket).isEqualTo(runtime.resolve("umview-" + uid).resolve("42.sock"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket.getParent())))
                .isEqualTo("rwx------");
        assertThat(folder().create(43).getParent()).isEqualTo(socket.getParent());
    }

    @Test
    void withoutARuntimeFolderItIsInTheSharedOne() throws Exception {
        assertThat(new SocketFolder(null, uid, shared).create(1)).startsWithRaw(shared);
        assertThat(new SocketFolder("relative", uid, shared).create(1)).startsWithRaw(shared);
        assertThat(new SocketFolder(runtime + "/absent", uid, shared).create(1)).startsWithRaw(shared);
    }

    @Test
    void aRuntimeFolderThatOthersCanWriteToIsNotUsed() throws Exception {
        mode(runtime, "rwxrwx---");

        assertThat(folder().create(1)).startsWithRaw(shared);
    }

    @Test
    void aFolderThatOthersCanUseIsRefused() throws Exception {
        Path own = Files.createDirectory(runtime.resolve("umview-" + uid));
        mode(own, "rwxr-x---");

        assertThatThrownBy(() -> folder().create(1))
                .isInstanceOf(IOException.class)
                .hasMessage(own + " is not a folder that only its owner can use");
    }

    @Test
    void aLinkIsRefused() throws Exception {
        Path elsewhere = Files.createDirectory(temporary.resolve("elsewhere"));
        mode(elsewhere, "rwx------");
        Files.createSymbolicLink(shared.resolve("umview-" + uid), elsewhere);

        SocketFolder folder = new SocketFolder(null, uid, shared);
        assertThatThrownBy(() -> folder.create(1)).isInstanceOf(IOException.class);
        assertThat(folder.sockets()).isEmpty();
    }

    @Test
    void aFolderOfSomebodyElseIsRefused() throws Exception {
        Path other = Files.createDirectory(shared.resolve("umview-" + (uid + 1)));
        mode(other, "rwx------");

        assertThatThrownBy(() -> new SocketFolder(null, uid + 1, shared).create(1))
                .isInstanceOf(IOException.class);
    }

    @Test
    void socketsAreFoundInBothFolders() throws Exception {
        Path first = Files.createFile(folder().create(1));
        Path second = Files.createFile(new SocketFolder(null, uid, shared).create(2));
        Files.createFile(second.resolveSibling("other"));

        assertThat(folder().sockets()).containsOnlyOnce(first, second).hasSizeGreaterThanOrEqualTo(2);
        assertThat(folder().sockets()).noneMatch(path -> path.endsWith("other"));
    }
}
