package io.umview.itest;

import static io.umview.itest.run.UmviewRunner.natively;
import static io.umview.itest.run.UmviewRunner.umview;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.umview.itest.osgi.DistributionFiles;
import io.umview.itest.run.Programs;
import io.umview.itest.run.Result;
import io.umview.itest.run.Running;
import io.umview.itest.run.Session;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The console from another terminal, as people and scripts use it. */
class ConsoleIT {
    @TempDir
    Path folder;

    private Session session;
    private Path log;

    @BeforeEach
    void start() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        log = folder.resolve("log");
        session = umview("-q", "-V", "one", "--console", "-p", "umnet", "-o", log.toString())
                .env("XDG_RUNTIME_DIR", folder.toString())
                .session();
        await().atMost(Duration.ofSeconds(30)).until(() -> run("um:views").out().contains("one"));
    }

    @AfterEach
    void end() {
        session.close();
    }

    private Running console(String command) {
        return natively()
                .env("XDG_RUNTIME_DIR", folder.toString())
                .env("XDG_STATE_HOME", folder.toString())
                .start(DistributionFiles.home().resolve("bin/umview-console").toString(), "-c", command);
    }

    private Result run(String command) {
        try (Running running = console(command)) {
            return running.await();
        }
    }

    /** What Python's parser makes of a text, in which each line or the whole is JSON. */
    private static String parsed(String json, String expression) {
        String script = "import json,sys; v = json.load(sys.stdin); print(repr((" + expression + ")))";
        Result result = natively().stdin(json).run(Programs.require("python3"), "-c", script);
        assertThat(result.err()).isEmpty();
        return result.out().strip();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "um:views  | v[0]['id'], v[0]['name'], v[0]['processes'] > 0 | (0, 'one', True)",
                "um:ls     | v[0]['view'], v[0]['name'], v[0]['arguments'], v[0]['permanent'] | (0, 'umnet', '', False)",
                "um:mounts | [m['target'] for m in v], v[0]['type'], v[0]['options'] | (['/dev/net/null'], 'umnetnull', 'rw')",
                "um:ps -a  | v[0]['command'].split()[0], v[0]['threads'], v[0]['attributes'] | ('bash', 1, [])",
                "um:stats  | v | []",
            })
    void whatListsWritesJson(String verb, String expression, String expected) {
        session.must("mount -t umnetnull none /dev/net/null");

        Result result = run(verb + " --json");

        assertThat(result.status()).isZero();
        assertThat(parsed(result.out(), expression)).isEqualTo(expected);
    }

    @Test
    void whatChangesTellsByItsStatus() {
        assertThat(run("um:mount -t umnetnull none /dev/net/null")).isEqualTo(new Result(0, "", ""));
        assertThat(session.must("stat -c %F /dev/net/null; mount | tail -n 1")).contains("umnetnull");
        assertThat(run("um:del umnet"))
                .isEqualTo(new Result(1, "", "umview-console: umnet: Device or resource busy\n"));
        assertThat(run("um:umount /dev/net/null")).isEqualTo(new Result(0, "", ""));
        assertThat(run("um:del umnet")).isEqualTo(new Result(0, "", ""));
        assertThat(run("um:add umnet")).isEqualTo(new Result(0, "", ""));
        assertThat(run("um:add"))
                .satisfies(result -> assertThat(result.status()).isEqualTo(2));
    }

    /**
     * Mounts and unmounts until the trace, which begins at some moment, maybe within a call, has seen enough.
     *
     * @return what it says of the last call
     */
    private List<String> traced(String command) {
        String busybox = Programs.require("busybox");
        try (Running trace = console(command)) {
            while (trace.isAlive()) {
                session.must(
                        busybox + " mount -t umnetnull none /dev/net/traced; " + busybox + " umount /dev/net/traced");
            }
            Result result = trace.await();
            assertThat(result.status()).isZero();
            assertThat(result.lines()).hasSizeBetween(3, 4);
            return result.lines()
                    .subList(result.lines().size() - 2, result.lines().size());
        }
    }

    @Test
    void aTracedMountIsFollowedToItsResult() {
        List<String> lines = traced("um:trace -e mount -n 2");

        assertThat(lines.get(0))
                .matches(
                        "\\[pid \\d+] mount\\(\"none\", \"/dev/net/traced\", \"umnetnull\", .* <unfinished \\.\\.\\.>");
        assertThat(lines.get(1)).matches("\\[pid \\d+] <\\.\\.\\. mount resumed>\\) = 0 <\\d+\\.\\d{6}>");
        assertThat(log)
                .content()
                .containsPattern("\\[\\d+] mount\\(\"none\", .* <unfinished \\.\\.\\.>\n")
                .containsPattern("\\[\\d+] <\\.\\.\\. mount resumed>\\) = 0 <\\d+ us>\n");
    }

    @Test
    void aTraceInJsonIsALineForEachEvent() {
        List<String> lines = traced("um:trace -e mount -n 2 --json");

        assertThat(parsed(
                        "[" + String.join(",", lines) + "]",
                        "[(e['call'], e['phase'], e['verdict']) for e in v], v[0]['arguments'] == v[1]['arguments'],"
                                + " 0 <= v[0]['nanoseconds'] <= v[1]['nanoseconds']"))
                .isEqualTo("([('mount', 'unfinished', 'later'), ('mount', 'resumed', '0')], True, True)");
    }

    @Test
    void statisticsCountAMountToItsEnd() {
        run("um:stats");

        session.must(Programs.require("busybox") + " mount -t umnetnull none /dev/net/counted");

        assertThat(parsed(
                        run("um:stats -e mount --json").out(), "[(s['count'], s['errors'], s['p50'] > 0) for s in v]"))
                .isEqualTo("[(1, 0, True)]");
    }
}
