package io.umview.itest;

import static io.umview.itest.run.UmviewRunner.natively;
import static io.umview.itest.run.UmviewRunner.umview;
import static org.assertj.core.api.Assertions.assertThat;

import io.umview.itest.run.CProgram;
import io.umview.itest.run.Programs;
import io.umview.itest.run.Resources;
import io.umview.itest.run.Result;
import io.umview.itest.run.UmviewRunner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs of all kinds, in a view that traps nothing but exec, and in one in which every path is looked at. */
class GuestProgramsIT {
    private static final String MOUNTED =
            "um_add_service umnet && mount -t umnetnull none /dev/net/null && exec \"$@\"";

    @TempDir
    Path folder;

    private static Result inBusyView(String... command) {
        String[] words = Stream.concat(Stream.of("bash", "-c", MOUNTED, "bash"), Stream.of(command))
                .toArray(String[]::new);
        return umview("-q").within(Duration.ofSeconds(90)).run(words);
    }

    private static void runsInAnyView(Result expected, String... command) {
        assertThat(umview("-q").run(command)).as("in an empty view").isEqualTo(expected);
        assertThat(inBusyView(command)).as("with a mount").isEqualTo(expected);
    }

    @Test
    void aStaticProgram() {
        String busybox = Programs.require("busybox");

        runsInAnyView(new Result(6, "hello\n5\n", ""), busybox, "sh", "-c", "echo hello; echo $((2+3)); exit 6");
    }

    @Test
    void aGoProgram() {
        String go = Programs.require("go");
        String program = folder.resolve("hello").toString();
        Result built = natively()
                .env("GOCACHE", folder.resolve("cache").toString())
                .env("GOPATH", folder.resolve("path").toString())
                .env("GOFLAGS", "-mod=mod")
                .env("CGO_ENABLED", "0")
                .within(Duration.ofSeconds(120))
                .run(go, "build", "-o", program, Resources.path("/go/hello.go").toString());
        assertThat(built.status()).as(built.err()).isZero();

        runsInAnyView(new Result(0, "from go\n<nil>\n", ""), program);
    }

    @Test
    void aStaticPieAndANonPieProgram() {
        Result expected = natively().run(CProgram.compile("threads").toString(), "3");

        runsInAnyView(
                expected, CProgram.compile("threads", "-static-pie", "-fPIE").toString(), "3");
        runsInAnyView(expected, CProgram.compile("threads", "-no-pie").toString(), "3");
    }

    @Test
    void aJavaProgram() throws Exception {
        Path source = Files.writeString(
                folder.resolve("Hello.java"),
                "public class Hello { public static void main(String[] a) throws Exception {"
                        + " System.out.println(new String(new ProcessBuilder(\"echo\", \"child\").start()"
                        + ".getInputStream().readAllBytes()).trim()); System.exit(8); } }");
        String java = System.getProperty("java.home") + "/bin/java";

        runsInAnyView(new Result(8, "child\n", ""), java, "-XX:TieredStopAtLevel=1", source.toString());
    }

    @Test
    void everyWayToStartAProcess() {
        runsInAnyView(
                new Result(0, "fork\nvfork\nposix_spawn\nclone\nclone3\nfexecve\nexecveat\n", ""),
                CProgram.compile("spawners").toString());
    }

    @Test
    void aThousandThreads() {
        runsInAnyView(new Result(0, "1000\n", ""), CProgram.compile("threads").toString(), "1000");
    }

    @Test
    void twoHundredProcessesAtOnce() {
        String script = "for i in {1..200}; do (sleep 1; /bin/echo $i; exit 3) & pids+=($!); done; n=0;"
                + " for p in ${pids[@]}; do wait $p; [ $? = 3 ] && n=$((n+1)); done; echo all $n";

        runsSorted(umview("-q").bash(script));
        runsSorted(inBusyView("bash", "-c", script));
    }

    private static void runsSorted(Result result) {
        assertThat(result.lines()).hasSize(201).contains("1", "200").endsWith("all 200");
        assertThat(result.err()).isEmpty();
    }

    @Test
    void aProgramThatClosesEveryDescriptor() throws Exception {
        Path file = folder.resolve("file");

        runsInAnyView(new Result(9, "", ""), CProgram.compile("bare").toString(), file.toString());

        assertThat(file).hasContent("bare\n");
    }

    @Test
    void aDaemonOutlivesItsStarterAndUmviewWaitsForIt() throws Exception {
        Path file = folder.resolve("file");
        String daemon =
                "(setsid bash -c '(sleep 1; /bin/echo done >" + file + ") & exit' </dev/null >/dev/null 2>&1 &)";

        Result result = umview("-q").bash(daemon + "; echo started");

        assertThat(result).isEqualTo(new Result(0, "started\n", ""));
        assertThat(file).hasContent("done\n");
    }

    @Test
    void aPipeline() {
        runsInAnyView(
                new Result(0, "100000\n", ""),
                "bash",
                "-c",
                "seq 100000 | cat | tr 0 0 | sort -n | tail -n 1; [ \"${PIPESTATUS[*]}\" = '0 0 0 0 0' ]");
    }

    @Test
    void aLongArgumentListAndEnvironment() {
        String script = "X=$(printf %0100000d 7); export X; /bin/echo $(seq 20000) | wc -c; /usr/bin/env | grep -c ^X=";

        assertThat(umview("-q").bash(script)).isEqualTo(natively().bash(script));
    }

    @Test
    void deepRecursionOfProcesses() {
        String script =
                "n() { if [ $1 = 0 ]; then echo bottom; else bash -c \"$(declare -f n); n $(($1-1))\"; fi; }; n 40";

        assertThat(umview("-q").bash(script)).isEqualTo(new Result(0, "bottom\n", ""));
    }

    @Test
    void aSetUserIdProgramGetsItsUserWhenUmviewIsRunByRoot() throws Exception {
        Programs.requireRoot();
        String setpriv = Programs.require("setpriv");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path program = Files.copy(CProgram.compile("identity"), folder.resolve("identity"));
        assertThat(natively().run("chmod", "4755", program.toString()).status()).isZero();
        String[] command = {setpriv, "--reuid", "65534", "--clear-groups", program.toString()};
        Result expected = natively().run(command);

        assertThat(expected.out()).isEqualTo("65534 0\n");
        runsInAnyView(expected, command);
    }

    @Test
    void anOrdinaryUserGetsAViewToo() throws Exception {
        List<String> command = new ArrayList<>(Programs.asNobody());
        Programs.requirePublic(UmviewRunner.program());
        Path cache = Files.createDirectory(folder.resolve("cache"));
        Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rwxrwxrwx"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        command.addAll(List.of(UmviewRunner.program().toString(), "-q", "bash", "-c"));
        command.add("id -u; um_add_service umnet; mount -t umnetnull none /dev/net/null;"
                + " stat -c %a /dev/net/null; exit 5");

        Result result = natively()
                .env("XDG_CACHE_HOME", cache.toString())
                .env("UMVIEW_ARCHIVE", "no")
                .run(command.toArray(String[]::new));

        assertThat(result).isEqualTo(new Result(5, "65534\n777\n", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gone", "gone/deeper"})
    void aGuestWhoseWorkingDirectoryWasRemoved(String name) throws Exception {
        Path gone = Files.createDirectories(folder.resolve(name));
        String script = "cd " + gone + " && rm -rf " + folder.resolve("gone")
                + "; /bin/echo here; ls -d . ; ls nothing; /bin/pwd";
        Result expected = natively().bash(script);
        Files.createDirectories(gone);

        runsInAnyViewAgain(gone, expected, script);
    }

    private void runsInAnyViewAgain(Path gone, Result expected, String script) throws Exception {
        assertThat(umview("-q").bash(script)).isEqualTo(expected);
        Files.createDirectories(gone);
        assertThat(inBusyView("bash", "-c", script)).isEqualTo(expected);
    }

    @Test
    void noProcessIsLeftBehind() {
        Result result = umview("-q")
                .bash("for i in {1..20}; do /bin/true & done; wait; ps -e -o stat=,ppid= | grep -c \"^Z.* $PPID$\"");

        assertThat(result.out()).isEqualTo("0\n");
        assertThat(Collections.frequency(result.lines(), "0")).isOne();
    }
}
