package io.umview.itest;

import static io.umview.itest.run.UmviewRunner.natively;
import static io.umview.itest.run.UmviewRunner.umview;
import static org.assertj.core.api.Assertions.assertThat;

import io.umview.itest.run.Programs;
import io.umview.itest.run.Resources;
import io.umview.itest.run.Result;
import io.umview.itest.run.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Servers and clients in Java and Python, each on a stack of its own, with many connections at once. */
class NetworkedGuestsIT {
    private static final String OWN_JAVA = System.getProperty("java.home");
    private static final String[] ADDRESSES = {"10.1.0.1", "fd00:1::1"};

    private static final List<String> ALL_RIGHT = List.of(
            "streams to 7001: 10",
            "channels to 7001: 10",
            "datagrams to 7001: 1",
            "datagram channels to 7001: 1",
            "streams to 7002: 10",
            "channels to 7002: 10",
            "datagrams to 7002: 1",
            "datagram channels to 7002: 1",
            "requests: 100",
            "posts: 10");

    @TempDir
    static Path classes;

    @TempDir
    Path folder;

    private Session session;

    @BeforeAll
    static void compile() {
        Result result = natively()
                .run(
                        OWN_JAVA + "/bin/javac",
                        "--release",
                        "17",
                        "-d",
                        classes.toString(),
                        Resources.path("/guests/Networked.java").toString());
        assertThat(result).isEqualTo(new Result(0, "", ""));
    }

    @BeforeEach
    void start() {
        session = umview("-q", "-p", "umnet")
                .in(folder)
                .within(Duration.ofSeconds(120))
                .session();
        for (int i = 1; i <= 2; i++) {
            session.must("mount -t umnetlwipv6 -o sw0=lan,mac=02:00:00:00:00:0" + i + " none /dev/net/s" + i);
            session.must("mstack /dev/net/s" + i + " sh -c 'ip addr add 10.1.0." + i + "/24 dev sw0;"
                    + " ip addr add fd00:1::" + i + "/64 dev sw0 nodad; ip link set sw0 up'");
        }
    }

    @AfterEach
    void end() {
        session.run("kill $(jobs -p) 2>/dev/null; wait");
        session.close();
    }

    /** All JDKs that there are: each has sockets of its own making. */
    static Stream<String> javas() throws IOException {
        Path all = Path.of("/usr/lib/jvm");
        try (Stream<Path> homes = Files.isDirectory(all) ? Files.list(all) : Stream.empty()) {
            Stream<String> found = homes.filter(home -> Files.isExecutable(home.resolve("bin/java")))
                    .map(home -> {
                        try {
                            return home.toRealPath().toString();
                        } catch (IOException e) {
                            throw new java.io.UncheckedIOException(e);
                        }
                    });
            return Stream.concat(Stream.of(OWN_JAVA), found).distinct().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("javas")
    void javaServesJava(String home) {
        String java = home + "/bin/java -XX:TieredStopAtLevel=1 -cp " + classes + " Networked ";
        for (String address : ADDRESSES) {
            session.must("coproc SERVER { mstack /dev/net/s1 " + java + "serve " + address
                    + " 2>&1; }; read -u ${SERVER[0]} line; echo $line; [ \"$line\" = ready ]");

            assertThat(session.must("mstack /dev/net/s2 " + java + "ask " + address)
                            .lines())
                    .containsExactlyElementsOf(ALL_RIGHT);

            session.must("exec {SERVER[1]}>&-; wait $SERVER_PID");
        }
    }

    @Test
    void pythonServesManyAtOnce() {
        Programs.require("curl");
        String python = Programs.require("python3");
        session.must(
                "i=0; for size in 0 1 3000 100000 2000000; do head -c $size /dev/urandom >f$i; i=$((i + 1)); done");
        for (String address : ADDRESSES) {
            session.must("mstack /dev/net/s1 " + python + " -u -m http.server --bind " + address + " 8000 >log 2>&1 &");
            session.must("until grep -q Serving log; do sleep 0.05; done");

            String url = "http://" + (address.contains(":") ? "[" + address + "]" : address) + ":8000/f";
            assertThat(session.must("seq 0 199 | mstack /dev/net/s2 xargs -P 50 -I N sh -c '" + "curl -sS -g -m 90 \""
                            + url + "$((N % 5))\" 2>&1 | cmp - f$((N % 5)) || echo N is wrong'"))
                    .isEmpty();

            session.must("kill $!; wait");
        }
    }
}
