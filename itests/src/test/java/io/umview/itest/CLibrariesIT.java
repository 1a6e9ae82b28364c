package io.umview.itest;

import static io.umview.itest.run.UmviewRunner.natively;
import static io.umview.itest.run.UmviewRunner.umview;
import static org.assertj.core.api.Assertions.assertThat;

import io.umview.itest.run.CProgram;
import io.umview.itest.run.Result;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The C libraries that programs are linked with make different calls of the kernel for the same thing. */
class CLibrariesIT {
    private static final String EVERYTHING =
            works("file", "folder", "realpath", "thread", "fork", "vfork") + works("posix_spawn", "system", "popen");

    private static String works(String... names) {
        return String.join(": works\n", names) + ": works\n";
    }

    private static String program(String compiler, String flag) {
        return CProgram.compileWith(compiler, "everyday", flag).toString();
    }

    @ParameterizedTest
    @CsvSource({"gcc, -no-pie", "gcc, -static", "musl-gcc, -pie", "musl-gcc, -static"})
    void inAnEmptyViewAllIsAsOutside(String compiler, String flag) {
        String program = program(compiler, flag);
        Result expected = new Result(0, EVERYTHING + "socket: works\n", "");

        assertThat(natively().run(program)).isEqualTo(expected);
        assertThat(umview("-q").run(program)).isEqualTo(expected);
        assertThat(umview("-q", "-n").run(program)).as("traced by ptrace").isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"gcc, -no-pie", "gcc, -static", "musl-gcc, -pie", "musl-gcc, -static"})
    void withAStackMountedTheSocketsAreThatStacks(String compiler, String flag) {
        String program = program(compiler, flag);
        String script = "mount -t umnetnull none /dev/net/null; mount -t umnetnative none /dev/net/native;" + program
                + " /dev/net/native; mstack /dev/net/null " + program + " /dev/net/null";
        String expected = EVERYTHING + works("socket", "stat", "msocket") + EVERYTHING
                + "socket: Address family not supported by protocol\n" + works("stat")
                + "msocket: Address family not supported by protocol\n";

        assertThat(umview("-q", "-p", "umnet").bash(script)).isEqualTo(new Result(0, expected, ""));
        assertThat(umview("-q", "-n", "-p", "umnet").bash(script))
                .as("traced by ptrace")
                .isEqualTo(new Result(0, expected, ""));
    }
}
