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

        assertThat(folder.getFileName().toString())
                .matches("\\.umview-[0-9]+-" + ProcessHandle.current().pid());
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

    @Test
    void whatKilledProcessesHaveLeftIsRemovedAndNothingElse(@TempDir Path parent) throws Exception {
        Scratch scratch = Scratch.create(parent.toString());
        String name = scratch.folder().getName();
        String namespace = name.substring(0, name.lastIndexOf('-') + 1);
        Path left = Files.createDirectory(parent.resolve(namespace + ended() + "-2"));
        Files.createFile(left.resolve("file"));
        Path ofTheLiving = Files.createDirectory(parent.resolve(namespace + "1"));
        Path ofOthers = Files.createDirectory(parent.resolve(".umview-1-" + ended()));
        Path unrelated = Files.createDirectory(parent.resolve(".umview-notes"));

        scratch.run();

        assertThat(left).doesNotExist();
        assertThat(ofTheLiving).exists();
        assertThat(ofOthers).exists();
        assertThat(unrelated).exists();
    }

    /** The number of a process that is no more. */
    private static long ended() throws Exception {
        Process process = new ProcessBuilder("true").start();
        process.waitFor();
        return process.pid();
    }
}
