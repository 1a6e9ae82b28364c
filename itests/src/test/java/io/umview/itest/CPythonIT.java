package io.umview.itest;

import static io.umview.itest.run.UmviewRunner.natively;
import static io.umview.itest.run.UmviewRunner.umview;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.umview.itest.run.Programs;
import io.umview.itest.run.Resources;
import io.umview.itest.run.Result;
import io.umview.itest.run.Running;
import io.umview.itest.run.UmviewRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * CPython's own tests of what has to do with sockets: what passes on the kernel's loopback interface passes on that of a stack. With
 * {@code -Dumview.cpython=all} those too that take half a minute and more.
 */
class CPythonIT {
    private static final String IN_A_VIEW =
            "mount -t umnetlwipv6 -o lo none /dev/net/l && exec mstack /dev/net/l \"$@\"";

    private static final Stream<String> QUICK = Stream.of(
            "test_socket",
            "test_select",
            "test_epoll",
            "test_socketserver network",
            "test_httplib",
            "test_smtplib",
            "test_telnetlib",
            "test_nntplib",
            "test_asyncore",
            "test_asynchat",
            "test_urllib2_localnet",
            "test_httpservers",
            "test_docxmlrpc");

    private static final Stream<String> SLOW = Stream.of(
            "test_poll",
            "test_selectors",
            "test_ftplib",
            "test_poplib",
            "test_imaplib",
            "test_xmlrpc",
            "test_logging",
            "test_ssl",
            "test_asyncio");

    /** Why each of them fails stands in umnetlwipv6(7). */
    private static final Set<String> EXCEPTIONS = Set.of(
            "test.test_epoll.TestEPoll.test_control_and_wait",
            "test.test_asyncio.test_sock_lowlevel.EPollEventLoopTests.test_sock_client_connect_racing");

    @TempDir
    Path folder;

    private String python;

    static Stream<String> modules() {
        return "all".equals(System.getProperty("umview.cpython")) ? Stream.concat(QUICK, SLOW) : QUICK;
    }

    @BeforeEach
    void find() {
        python = Programs.require("python3");
    }

    private Running start(UmviewRunner runner, String[] before, String module, String output) {
        String[] words = module.split(" ");
        return runner.in(folder)
                .within(Duration.ofMinutes(10))
                .start(Stream.of(
                                Stream.of(before),
                                Stream.of(
                                        python,
                                        Resources.path("/sockets/cpython.py").toString(),
                                        words[0],
                                        output),
                                Stream.of(words).skip(1))
                        .flatMap(part -> part)
                        .toArray(String[]::new));
    }

    private Set<String> passed(String output, Result result) throws IOException {
        Path file = folder.resolve(output);
        assertThat(file).as(result.toString()).exists();
        Set<String> names = new TreeSet<>();
        try (Stream<String> lines = Files.lines(file)) {
            lines.filter(line -> line.endsWith(" passed")).forEach(line -> names.add(line.split(" ")[0]));
        }
        return names;
    }

    @ParameterizedTest
    @MethodSource("modules")
    void whatPassesOnTheKernelPassesOnAStack(String module) throws Exception {
        assumeThat(natively()
                        .run(python, "-c", "import test." + module.split(" ")[0])
                        .status())
                .as("CPython's tests are installed, see itests/install-prerequisites")
                .isZero();
        try (Running onTheKernel = start(natively(), new String[0], module, "kernel");
                Running onAStack = start(
                        umview("-q", "-p", "umnet"), new String[] {"bash", "-c", IN_A_VIEW, "bash"}, module, "stack")) {
            Result view = onAStack.endInput().await();
            Set<String> failed = passed("kernel", onTheKernel.endInput().await());
            assertThat(failed).isNotEmpty();
            failed.removeAll(passed("stack", view));
            failed.removeAll(EXCEPTIONS);
            assertThat(failed).as(view.toString()).isEmpty();
        }
    }
}
