package io.umview.itest;

import static io.umview.itest.run.UmviewRunner.umview;
import static org.assertj.core.api.Assertions.assertThat;

import io.umview.itest.run.CProgram;
import io.umview.itest.run.Programs;
import io.umview.itest.run.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Guests are not being traced while they run, so they can trace one another. */
class DebuggersIT {
    @TempDir
    Path folder;

    @Test
    void straceShowsTheCallsOfAGuest() throws Exception {
        String strace = Programs.require("strace");
        Path log = folder.resolve("log");

        Result result = umview("-q").run(strace, "-f", "-o", log.toString(), "sh", "-c", "/bin/echo traced; exit 3");

        assertThat(result).isEqualTo(new Result(3, "traced\n", ""));
        assertThat(Files.readString(log)).contains("execve(\"/bin/echo\"").contains("+++ exited with 3 +++");
    }

    @Test
    void straceWorksWhereEveryPathIsTrapped() throws Exception {
        String strace = Programs.require("strace");
        Path log = folder.resolve("log");

        Result result = umview("-q", "-p", "umnet")
                .bash("mount -t umnetnull none /dev/net/null; " + strace + " -f -o " + log
                        + " sh -c 'stat -c %a /dev/net/null; cat /etc/hostname >/dev/null'");

        assertThat(result).isEqualTo(new Result(0, "777\n", ""));
        assertThat(Files.readString(log)).contains("/dev/net/null").contains("/etc/hostname");
    }

    @Test
    void straceOfACommandOfTheViewDoesNotBreakTheView() {
        String strace = Programs.require("strace");

        Result result = umview("-q").bash(strace + " -f -o /dev/null um_add_service umnet; um_ls_service; echo alive");

        assertThat(result.out()).endsWith("alive\n");
    }

    @Test
    void gdbRunsAndStopsAGuest() {
        String gdb = Programs.require("gdb");
        String program = CProgram.compile("identity", "-g").toString();

        Result result = umview("-q")
                .run(
                        gdb,
                        "-q",
                        "-batch",
                        "-nx",
                        "-ex",
                        "break main",
                        "-ex",
                        "run",
                        "-ex",
                        "next",
                        "-ex",
                        "next",
                        program);

        assertThat(result.out()).contains("Breakpoint 1, main").contains("return 0;");
    }

    private static String withProgramInTree(String script) {
        Programs.requireFuse();
        return "um_add_service umfuse; mount -t umfusemem none /mnt; cp " + CProgram.compile("arguments", "-g")
                + " /mnt/p; " + script;
    }

    @Test
    void straceRunsAProgramOfAMountedFileSystem() throws Exception {
        String strace = Programs.require("strace");
        Path log = folder.resolve("log");

        Result result = umview("-q").bash(withProgramInTree(strace + " -f -o " + log + " /mnt/p a b"));

        assertThat(result).isEqualTo(new Result(0, "p: /mnt/p a b\n", ""));
        assertThat(Files.readString(log)).contains("execve(\"/mnt/p\", [\"/mnt/p\", \"a\", \"b\"]");
    }

    @Test
    void gdbRunsAProgramOfAMountedFileSystem() {
        String gdb = Programs.require("gdb");

        Result result = umview("-q")
                .bash(withProgramInTree(
                        gdb + " -q -batch -nx -ex 'break main' -ex run -ex 'print argv[0]' -ex continue /mnt/p"));

        assertThat(result.out())
                .contains("Breakpoint 1, main")
                .contains("\"/mnt/p\"")
                .contains("p: /mnt/p\n");
    }

    @Test
    void aMountWhileAProgramIsBeingTracedIsRefusedAndLeavesItRunning() {
        String strace = Programs.require("strace");

        Result result = umview("-q")
                .bash(strace + " -f -o /dev/null bash -c 'sleep 2; /bin/echo end' & sleep 1; um_add_service umnet; "
                        + "mount -t umnetnull none /dev/net/null; echo $?; wait $!; echo $?; "
                        + "mount -t umnetnull none /dev/net/null; stat -c %a /dev/net/null");

        assertThat(result.lines()).containsExactly("1", "end", "0", "777");
        assertThat(result.err()).contains("mount: Device or resource busy");
    }
}
