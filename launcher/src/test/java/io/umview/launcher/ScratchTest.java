package io.umview.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScratchTest {
    @Test
    void theFolderIsItsOwnersAloneAndCarriesTheProcessNumber(@TempDir Path parent) throws Exception {
        Path folder = Scratch.create(parent.toString()).folder().toPath();

        assertThat(folder.getFileName())
                .hasToString(".umview" + ProcessHandle.current().pid());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                .isEqualTo("rwx------");
    }

    @Test
    void aNameThatIsTakenIsLeftAlone(@TempDir Path parent) throws Exception {
        Scratch first = Scratch.create(parent.toString());

        assertThat(Scratch.create(parent.toString()).folder()).isNotEqualTo(first.folder());
    }

    @Test
    void removalTakesTheContentsButFollowsNoLink(@TempDir Path parent) throws Exception {
        Path elsewhere = Files.createDirectory(parent.resolve("elsewhere"));
        Files.createFile(elsewhere.resolve("file"));
        Scratch scratch = Scratch.create(parent.toString());
        Path inside = scratch.folder().toPath().resolve("a");
        Files.createDirectory(inside);
        Files.createFile(inside.resolve("b"));
        Files.createSymbolicLink(inside.resolve("link"), elsewhere);

        scratch.run();

        assertThat(scratch.folder()).doesNotExist();
        assertThat(elsewhere.resolve("file")).exists();
    }
}
