package io.umview.shell.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.umview.shell.FakeHypervisor;
import io.umview.shell.Gogo;
import io.umview.shell.protocol.SocketFolder;
import io.umview.shell.server.TestServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.LineDisciplineTerminal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is typed, and what appears. */
@Timeout(60)
class DialogueTest {
    @TempDir
    Path temporary;

    private final FakeHypervisor hypervisor = new FakeHypervisor();
    private final Gogo gogo = new Gogo(hypervisor);
    private final ByteArrayOutputStream screen = new ByteArrayOutputStream();
    private int seen;
    private LineDisciplineTerminal terminal;
    private TestServer server;
    private Consoles consoles;
    private CompletableFuture<Integer> dialogue;

    @BeforeEach
    void open() throws Exception {
        int uid = (Integer) Files.getAttribute(temporary, "unix:uid");
        SocketFolder folder = new SocketFolder(null, uid, temporary);
        server = TestServer.open(folder.create(7), 7, gogo.processor(), hypervisor);
        consoles = Consoles.open(folder);
        terminal = new LineDisciplineTerminal("test", "xterm", screen, StandardCharsets.UTF_8);
        terminal.setSize(new Size(100, 24));
        Consoles.Choice choice = consoles.choose("web");
        consoles.keepOnly(choice);
        Dialogue talk = new Dialogue(choice, Map.of("HOME", temporary.toString()));
        dialogue = CompletableFuture.supplyAsync(() -> talk.run(terminal));
        waitFor("umview web> ");
    }

    @AfterEach
    void close() throws IOException {
        consoles.close();
        server.close();
        gogo.close();
        terminal.close();
    }

    private void type(String keys) throws IOException {
        terminal.processInputBytes(keys.getBytes(StandardCharsets.UTF_8));
    }

    /** Waits until a text appears after the one that was last waited for. */
    private void waitFor(String text) {
        await().untilAsserted(
                        () -> assertThat(screen.toString(StandardCharsets.UTF_8).substring(seen))
                                .contains(text));
        seen = screen.toString(StandardCharsets.UTF_8).indexOf(text, seen) + text.length();
    }

    private int status() throws Exception {
        return dialogue.get(10, TimeUnit.SECONDS);
    }

    @Test
    void aLineIsRunInTheViewAndRemembered() throws Exception {
        type("um:ps --json\r");
        waitFor("httpd");
        type("exit\r");

        assertThat(status()).isZero();
        assertThat(temporary.resolve(".local/state/umview/console_history"))
                .content()
                .contains("um:ps --json");
    }

    @Test
    void aWordIsCompletedAndALineRecalled() throws Exception {
        type("um:vi\t");
        waitFor("um:views");
        type("\r");
        waitFor("PROCESSES");
        waitFor("umview web> ");
        type("\033OA");
        waitFor("um:views");
    }

    @Test
    void aFailureIsShownAndTheDialogueGoesOn() throws Exception {
        type("um:del umdev\r");
        waitFor("umdev: Device or resource busy");
        waitFor("umview web> ");
        type("\004");

        assertThat(status()).isEqualTo(1);
    }

    @Test
    void controlCEndsATraceOnly() throws Exception {
        type("um:trace\r");
        await().until(() -> !hypervisor.listeners.isEmpty());
        // The terminal is not raw while a command runs, so this is what ^C does.
        terminal.raise(Terminal.Signal.INT);
        waitFor("umview web> ");

        assertThat(hypervisor.listeners).isEmpty();
        type("\004");
        assertThat(status()).isZero();
    }

    @Test
    void theEndOfTheHypervisorEndsTheDialogue() throws Exception {
        server.close();

        assertThat(status()).isZero();
        waitFor("umview 7 has ended");
    }
}
