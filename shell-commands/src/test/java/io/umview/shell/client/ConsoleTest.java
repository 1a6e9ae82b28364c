package io.umview.shell.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.umview.api.SystemCall;
import io.umview.shell.FakeHypervisor;
import io.umview.shell.Gogo;
import io.umview.shell.protocol.Outcome;
import io.umview.shell.protocol.SocketFolder;
import io.umview.shell.server.TestServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Client and server over a real socket. */
@Timeout(60)
class ConsoleTest {
    @TempDir
    Path temporary;

    private final FakeHypervisor hypervisor = new FakeHypervisor();
    private final Gogo gogo = new Gogo(hypervisor);
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private SocketFolder folder;
    private Path socket;
    private TestServer server;

    @BeforeEach
    void open() throws IOException {
        folder = new SocketFolder(null, (Integer) Files.getAttribute(temporary, "unix:uid"), temporary);
        socket = folder.create(4242);
        server = TestServer.open(socket, 4242, gogo.processor(), hypervisor);
    }

    @AfterEach
    void close() {
        server.close();
        gogo.close();
    }

    private int umviewConsole(String... words) {
        return new Main(out, err).run(folder, words);
    }

    private static String text(ByteArrayOutputStream stream) {
        String text = stream.toString(StandardCharsets.UTF_8);
        stream.reset();
        return text;
    }

    private Console console() throws IOException {
        Console console = Console.open(socket);
        console.listen(out, err, () -> {});
        return console;
    }

    @Test
    void aCommandIsRunAndItsOutputPrinted() {
        assertThat(umviewConsole("-c", "um:views --json")).isZero();
        assertThat(text(out)).startsWith("[\n{\"id\": 0,").endsWith("]\n");
        assertThat(text(err)).isEmpty();
    }

    @Test
    void whatACommandGivesBackIsPrintedToo() {
        assertThat(umviewConsole("-c", "answer")).isZero();
        assertThat(text(out)).isEqualTo("forty-two\n");
    }

    @Test
    void aFailureIsOneLineAndAStatus() {
        assertThat(umviewConsole("-c", "um:del umdev")).isEqualTo(Outcome.FAILURE);
        assertThat(text(err)).isEqualTo("umview-console: umdev: Device or resource busy\n");
        assertThat(umviewConsole("-c", "um:mount -t x s n")).isEqualTo(Outcome.USAGE);
        assertThat(text(err)).isEqualTo("umview-console: um:mount: not an absolute path: n\n");
        assertThat(umviewConsole("-c", "um:del")).isEqualTo(Outcome.USAGE);
        assertThat(text(err)).isEqualTo("umview-console: del: wrong arguments, see: help del\n");
        assertThat(umviewConsole("-c", "um:nonsense")).isEqualTo(Outcome.USAGE);
        assertThat(text(err)).isEqualTo("umview-console: um:nonsense: no such command, see: help\n");
        assertThat(text(out)).isEmpty();
    }

    @Test
    void aViewCanBeNamed() {
        assertThat(umviewConsole("-c", "um:ps --json", "web")).isZero();
        assertThat(text(out)).contains("httpd").doesNotContain("bash");
        assertThat(umviewConsole("4242:3", "-c", "um:ps --json")).isZero();
        assertThat(text(out)).contains("httpd");
        assertThat(umviewConsole("4242", "-c", "um:ps --json")).isZero();
        assertThat(text(out)).contains("bash");
        assertThat(umviewConsole("-c", "um:ps", "elsewhere")).isEqualTo(Outcome.FAILURE);
        assertThat(text(err)).startsWith("umview-console: no such view: elsewhere\n4242:0\n");
    }

    @Test
    void amongSeveralOneMustBeNamed() throws Exception {
        FakeHypervisor second = new FakeHypervisor();
        second.views.remove(1);
        try (TestServer other = TestServer.open(folder.create(99), 99, gogo.processor(), second);
                Consoles consoles = Consoles.open(folder)) {
            assertThat(umviewConsole("-c", "um:views")).isEqualTo(Outcome.USAGE);
            assertThat(text(err)).isEqualTo("umview-console: which one?\n99:0\n4242:0\n4242:3  web\n");
            assertThat(consoles.choose("99").console().greeting().pid()).isEqualTo(99);
            assertThat(consoles.choose("web").console().greeting().pid()).isEqualTo(4242);
            assertThat(umviewConsole("-l")).isZero();
            assertThat(text(out)).isEqualTo("99:0\n4242:0\n4242:3  web\n");
            assertThat(other.isOpen()).isTrue();
        }
    }

    @Test
    void withoutAConsoleTheMessageIsClear() {
        server.close();

        assertThat(socket).doesNotExist();
        assertThat(umviewConsole("-c", "um:views")).isEqualTo(Outcome.FAILURE);
        assertThat(text(err))
                .isEqualTo("umview-console: no console found: no umview runs that was started with --console\n");
    }

    @Test
    void aSocketThatNobodyListensOnIsRemoved() throws Exception {
        Path left = folder.create(1);
        Files.createFile(left);

        assertThat(umviewConsole("-c", "um:views")).isZero();
        assertThat(left).doesNotExist();
    }

    @Test
    void mistakesInTheCommandLineAreNamed() {
        assertThat(umviewConsole("-x")).isEqualTo(Outcome.USAGE);
        assertThat(text(err)).startsWith("umview-console: unrecognized option '-x'\n");
        assertThat(umviewConsole("-c")).isEqualTo(Outcome.USAGE);
        assertThat(umviewConsole("a", "b")).isEqualTo(Outcome.USAGE);
        assertThat(umviewConsole("--help")).isZero();
        assertThat(text(out)).startsWith("Usage: umview-console");
    }

    @Test
    void theSocketIsItsOwnersAlone() throws Exception {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket.getParent())))
                .isEqualTo("rwx------");
    }

    @Test
    void aTraceGoesOnUntilItIsInterruptedAndTheConsoleRemains() throws Exception {
        try (Console console = console()) {
            CompletableFuture<Outcome> trace = CompletableFuture.supplyAsync(() -> run(console, "um:trace"));
            await().until(() -> !hypervisor.listeners.isEmpty());
            hypervisor.answer(1, 0, SystemCall.BIND, "3", "0", "umnet");
            await().until(() -> out.toString(StandardCharsets.UTF_8).equals("[pid 1] bind(3) = 0 <umnet, 0.000034>\n"));
            console.interrupt();

            assertThat(trace.get(10, TimeUnit.SECONDS)).isEqualTo(Outcome.SUCCESS);
            assertThat(hypervisor.listeners).isEmpty();
            assertThat(console.run("um:views")).isEqualTo(Outcome.SUCCESS);
        }
    }

    @Test
    void aCommandThatDoesNotListenIsInterruptedToo() throws Exception {
        try (Console console = console()) {
            console.attach(3);
            CompletableFuture<Outcome> sleep = CompletableFuture.supplyAsync(() -> run(console, "test:sleep"));
            TimeUnit.MILLISECONDS.sleep(300);
            console.interrupt();

            assertThat(sleep.get(10, TimeUnit.SECONDS).status()).isEqualTo(Outcome.INTERRUPTED);
            assertThat(console.run("um:ps --json")).isEqualTo(Outcome.SUCCESS);
            assertThat(text(out)).contains("httpd");
        }
    }

    @Test
    void whoLeavesEndsTheTrace() throws Exception {
        Console console = console();
        CompletableFuture<Void> trace = CompletableFuture.runAsync(() -> run(console, "um:trace"));
        await().until(() -> !hypervisor.listeners.isEmpty());
        console.close();

        await().until(hypervisor.listeners::isEmpty);
        await().until(trace::isDone);
    }

    @Test
    void whoDoesNotReadKeepsNoGuestWaiting() throws Exception {
        try (SocketChannel slow = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            byte[] line = "um:trace".getBytes(StandardCharsets.UTF_8);
            slow.write(ByteBuffer.allocate(5 + line.length)
                    .putInt(line.length)
                    .put((byte) 'R')
                    .put(line)
                    .flip());
            await().until(() -> !hypervisor.listeners.isEmpty());
            String arguments = "x".repeat(1000);
            long start = System.nanoTime();
            for (int i = 0; i < 100_000; i++) {
                hypervisor.answer(1, 0, SystemCall.BIND, arguments, "0", "umnet");
            }

            assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start))
                    .isLessThan(10);
            assertThat(umviewConsole("-c", "answer")).isZero();
        }
        await().until(hypervisor.listeners::isEmpty);
    }

    @Test
    void muchOutputArrivesCompletely() {
        assertThat(umviewConsole("-c", "flood 5000")).isZero();
        assertThat(text(out).lines()).hasSize(5000).contains("line 0", "line 4999");
    }

    @Test
    void wordsAreCompletedByTheServer() throws Exception {
        try (Console console = console()) {
            assertThat(console.complete("um:st"))
                    .map(candidate -> candidate.word())
                    .containsExactly("um:stats");
        }
    }

    @Test
    void theEndOfTheHypervisorEndsTheClient() throws Exception {
        CompletableFuture<Integer> client = CompletableFuture.supplyAsync(() -> umviewConsole("-c", "um:trace"));
        await().until(() -> !hypervisor.listeners.isEmpty());
        server.close();

        assertThat(client.get(10, TimeUnit.SECONDS)).isIn(0, 1);
    }

    @Test
    void noiseIsNoClient() throws Exception {
        try (SocketChannel stranger = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            stranger.write(ByteBuffer.wrap("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.UTF_8)));
            await().until(() -> isCut(stranger));
        }
        assertThat(List.of(umviewConsole("-c", "answer"))).containsExactly(0);
    }

    private static boolean isCut(SocketChannel channel) {
        try {
            return channel.read(ByteBuffer.allocate(1000)) < 0;
        } catch (IOException e) {
            return true;
        }
    }

    private static Outcome run(Console console, String line) {
        try {
            return console.run(line);
        } catch (IOException e) {
            return new Outcome(-1, String.valueOf(e.getMessage()));
        }
    }
}
