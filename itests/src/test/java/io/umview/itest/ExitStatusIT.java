package io.umview.itest;

import static io.umview.itest.run.UmviewRunner.umview;
import static org.assertj.core.api.Assertions.assertThat;

import io.umview.itest.run.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExitStatusIT {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 7, 126, 127, 255})
    void theStatusOfTheFirstProcessIsUmviewsOwn(int status) {
        assertThat(umview("-q").run("sh", "-c", "exit " + status)).isEqualTo(new Result(status, "", ""));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 6, 9, 13, 15, 31})
    void deathBySignalNIsStatus128PlusN(int signal) {
        Result result = umview("-q").bash("ulimit -c 0; kill -" + signal + " $$; sleep 10");

        assertThat(result.status()).isEqualTo(128 + signal);
    }

    @Test
    void aProgramThatIsNowhereIsStatus127() {
        Result result = umview("-q").run("no-such-program");

        assertThat(result).isEqualTo(new Result(127, "", "umview: no-such-program: No such file or directory\n"));
    }

    @Test
    void aFileThatIsNowhereIsStatus127() {
        assertThat(umview("-q").run("/nonexistent/program").status()).isEqualTo(127);
    }

    @Test
    void aFileThatMayNotBeExecutedIsStatus126() throws Exception {
        Path file = Files.writeString(folder.resolve("plain"), "#!/bin/sh\n");

        Result result = umview("-q").run(file.toString());

        assertThat(result).isEqualTo(new Result(126, "", "umview: " + file + ": Permission denied\n"));
    }

    @Test
    void aFolderIsStatus126() {
        assertThat(umview("-q").run(folder.toString()).status()).isEqualTo(126);
    }

    @Test
    void aScriptWithoutInterpreterIsRunByTheShell() throws Exception {
        Path script = Files.writeString(folder.resolve("script"), "echo \"$1\"; exit 4\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));

        assertThat(umview("-q").run(script.toString(), "word")).isEqualTo(new Result(4, "word\n", ""));
    }

    @Test
    void aScriptWhoseInterpreterIsMissingIsNotExecuted() throws Exception {
        Path script = Files.writeString(folder.resolve("script"), "#!/nonexistent/sh\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));

        assertThat(umview("-q").run(script.toString()).status()).isEqualTo(127);
    }

    @Test
    void umviewEndsOnlyWhenItsLastGuestHasEnded() {
        Result result = umview("-q").bash("(sleep 1; echo late) & echo early; exit 5");

        assertThat(result).isEqualTo(new Result(5, "early\nlate\n", ""));
    }
}
