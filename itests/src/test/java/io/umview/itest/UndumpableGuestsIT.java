package io.umview.itest;

import static io.umview.itest.run.UmviewRunner.natively;
import static org.assertj.core.api.Assertions.assertThat;

import io.umview.itest.run.ModuleJar;
import io.umview.itest.run.Programs;
import io.umview.itest.run.Result;
import io.umview.itest.run.UmviewRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs that let nobody look into them, as ssh-agent does: an ordinary user's hypervisor cannot either. */
class UndumpableGuestsIT {
    private static final String SAID =
            "umview: WARNING: process \\d+ is undumpable: it does not see what is added now\n";
    private static final String PROGRAM = String.join(
            "\n",
            "import ctypes, os, socket, subprocess",
            "PR_SET_DUMPABLE = 4",
            "assert ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0",
            "os.mkfifo('ready'); open('ready').read()",
            "def said(what):",
            " try: return what()",
            " except OSError as e: return os.strerror(e.errno)",
            "print(said(lambda: subprocess.check_output(['/bin/echo', 'child']).decode().strip()))",
            "print(said(lambda: socket.socket() and 'socket'))",
            "print(said(lambda: os.stat('/etc/passwd').st_size > 0), flush=True)",
            "print(said(lambda: os.execv('/bin/echo', ['echo', 'executed'])))");

    @TempDir
    Path folder;

    @BeforeEach
    void write() throws Exception {
        Programs.require("python3");
        Files.writeString(folder.resolve("program.py"), PROGRAM);
        ModuleJar.build(folder, "faulty", "org.example.faulty.Faulty");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    }

    /** In the view of an ordinary user: the program, started so, then what makes the interest grow while it runs. */
    private Result run(String option, String before, String start, String growth) throws IOException {
        List<String> command = new ArrayList<>();
        if (Programs.isRoot()) {
            Programs.requirePublic(UmviewRunner.program());
            command.addAll(Programs.asNobody());
        }
        command.addAll(List.of(UmviewRunner.program().toString(), "-q", option, "bash", "-c"));
        command.add(before + start + " python3 program.py & until [ -p ready ]; do sleep 0.1; done;" + growth
                + " echo >ready; wait");
        return natively()
                .in(folder)
                .env("UMVIEW_ARCHIVE", "no")
                .env("UMVIEW_MODULE_PATH", folder.toString())
                .run(command.toArray(String[]::new));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--quiet", "--nokvm"})
    void theyLiveOnAndExecutePrograms(String option) throws Exception {
        Result result = run(
                option,
                "",
                "",
                "um_add_service umnet; mount -t umnetnull none /dev/net/null; um_add_service faulty;"
                        + " stat -c %a /dev/net/null;");

        assertThat(result.lines()).containsExactly("777", "child", "socket", "True", "executed");
        assertThat(result.err()).matches(SAID);
        assertThat(result.status()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--quiet", "--nokvm"})
    void theyKeepTheirStack(String option) throws Exception {
        Result result = run(
                option,
                "um_add_service umnet; mount -t umnetnull none /dev/net/null;",
                "mstack /dev/net/null",
                "um_add_service faulty;");

        assertThat(result.lines())
                .containsExactly("child", "Address family not supported by protocol", "True", "executed");
        assertThat(result.err()).matches(SAID);
    }
}
