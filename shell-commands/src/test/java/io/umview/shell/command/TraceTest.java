package io.umview.shell.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.umview.api.SystemCall;
import io.umview.hypervisor.Hypervisor.Phase;
import io.umview.hypervisor.Hypervisor.TracedEvent;
import io.umview.shell.FakeHypervisor;
import io.umview.shell.Gogo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.apache.felix.service.command.CommandSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
class TraceTest {
    private final FakeHypervisor hypervisor = new FakeHypervisor();
    private final Gogo gogo = new Gogo(hypervisor);
    private final CommandSession session = gogo.session();
    private final Interruption interruption = new Interruption();

    TraceTest() {
        interruption.attach(session);
    }

    @AfterEach
    void stop() {
        interruption.request();
        gogo.close();
    }

    private CompletableFuture<Void> start(String line) {
        CompletableFuture<Void> running = CompletableFuture.runAsync(() -> {
            try {
                session.execute(line);
            } catch (Exception e) {
                throw new CompletionException(e);
            }
        });
        await().until(() -> !hypervisor.listeners.isEmpty() || running.isDone());
        return running;
    }

    private String finish(CompletableFuture<Void> running) throws Exception {
        running.get(20, TimeUnit.SECONDS);
        assertThat(hypervisor.listeners).isEmpty();
        return gogo.printed();
    }

    private void answerSome() {
        hypervisor.answer(123, 0, SystemCall.SOCKET, "AF_INET, SOCK_STREAM, 0", "-1 EAFNOSUPPORT (no)", "umnet");
        hypervisor.answer(456, 3, SystemCall.EXECVE, "\"/bin/ls\"", "continue", "");
        hypervisor.answer(123, 0, SystemCall.BIND, "3, NULL, 0", "0", "umnet");
    }

    @Test
    void callsAreShownAsTheyAreAnswered() throws Exception {
        CompletableFuture<Void> trace = start("um:trace -n 3");
        answerSome();

        assertThat(finish(trace)).isEqualTo("""
                [pid 123] socket(AF_INET, SOCK_STREAM, 0) = -1 EAFNOSUPPORT (no) <umnet, 0.000034>
                [pid 456] execve("/bin/ls") = continue <0.000034>
                [pid 123] bind(3, NULL, 0) = 0 <umnet, 0.000034>
                """);
    }

    private void putOffAndAnswer() {
        String arguments = "\"none\", \"/n\", \"t\", 0, NULL";
        hypervisor.tell(new TracedEvent(7, 0, SystemCall.MOUNT, Phase.UNFINISHED, arguments, "later", "", 1000));
        hypervisor.answer(456, 0, SystemCall.BIND, "3, NULL, 0", "0", "umnet");
        hypervisor.tell(new TracedEvent(7, 0, SystemCall.MOUNT, Phase.RESUMED, arguments, "0", "", 2_000_000));
    }

    @Test
    void aCallThatIsAnsweredLaterIsShownTwice() throws Exception {
        CompletableFuture<Void> trace = start("um:trace -n 2");
        putOffAndAnswer();

        assertThat(finish(trace)).isEqualTo("""
                [pid 7] mount("none", "/n", "t", 0, NULL <unfinished ...>
                [pid 456] bind(3, NULL, 0) = 0 <umnet, 0.000034>
                [pid 7] <... mount resumed>) = 0 <0.002000>
                """);
    }

    @Test
    void aCallThatIsAnsweredLaterIsCountedOnceAndToItsAnswer() throws Exception {
        CompletableFuture<Void> trace = start("um:trace -c -n 2");
        putOffAndAnswer();

        assertThat(finish(trace)).isEqualTo("""
                % TIME   SECONDS  USECS/CALL  CALLS  ERRORS  CALL   MODULE
                 98.33  0.002000        2000      1       0  mount  -
                  1.67  0.000034          34      1       0  bind   umnet
                """);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-e socket,execve -n 2 | socket execve",
                "-e '!socket' -n 2     | execve bind",
                "-e trace=bind -n 1    | bind",
                "-m umnet -n 2         | socket bind",
                "-m - -n 1             | execve",
                "-v web -n 1           | execve",
                "-p 123 -n 2           | socket bind",
            })
    void eventsAreFiltered(String options, String expected) throws Exception {
        CompletableFuture<Void> trace = start("um:trace " + options);
        answerSome();

        assertThat(finish(trace).lines().map(line -> line.replaceAll("^\\S+ \\d+] (\\w+)\\(.*", "$1")))
                .containsExactly(expected.split(" "));
    }

    @Test
    void theThreadsOfAProcessAreToldByTheKernel() throws Exception {
        long pid = ProcessHandle.current().pid();
        CompletableFuture<Void> trace = start("um:trace -n 1 -p " + pid);
        Path self = Files.readSymbolicLink(Path.of("/proc/thread-self"));
        int thread = Integer.parseInt(self.getFileName().toString());
        hypervisor.answer(1, 0, SystemCall.BIND, "", "0", "");
        hypervisor.answer(thread, 0, SystemCall.SOCKET, "", "0", "");

        assertThat(finish(trace)).startsWith("[pid " + thread + "] socket(");
    }

    @Test
    void theAttachedViewIsTheOneThatIsTraced() throws Exception {
        Views.attach(session, 3);
        CompletableFuture<Void> trace = start("um:trace -n 1");
        answerSome();

        assertThat(finish(trace)).contains("execve");
    }

    @Test
    void anInterruptionEndsItWithTheSummary() throws Exception {
        CompletableFuture<Void> trace = start("um:trace -c");
        answerSome();
        assertThat(interruption.request()).isTrue();

        assertThat(finish(trace)).isEqualTo("""
                % TIME   SECONDS  USECS/CALL  CALLS  ERRORS  CALL    MODULE
                 33.33  0.000034          34      1       0  bind    umnet
                 33.33  0.000034          34      1       0  execve  -
                 33.33  0.000034          34      1       1  socket  umnet
                """);
        assertThat(interruption.request()).isFalse();
    }

    @Test
    void anInterruptionThatCameEarlyIsNotForgotten() throws Exception {
        interruption.request();

        finish(start("um:trace"));
    }

    @Test
    void jsonIsOneObjectForEachCall() throws Exception {
        CompletableFuture<Void> trace = start("um:trace --json -n 1");
        answerSome();

        assertThat(finish(trace)).isEqualTo("""
                {"thread": 123, "view": 0, "call": "socket", "phase": "answered", "arguments": "AF_INET, SOCK_STREAM, 0",\
                 "verdict": "-1 EAFNOSUPPORT (no)", "module": "umnet", "nanoseconds": 34000}
                """);
    }

    @Test
    void whoIsTooSlowLosesEventsAndIsToldHowMany() throws Exception {
        TraceQueue queue = new TraceQueue(event -> true, 2);
        TracedEvent event = new TracedEvent(1, 0, SystemCall.BIND, Phase.ANSWERED, "", "0", "", 1);
        for (int i = 0; i < 5; i++) {
            queue.answered(event);
        }

        assertThat(queue.take(10)).hasSize(2);
        assertThat(queue.dropped()).isEqualTo(3);
        assertThat(queue.dropped()).isZero();
        assertThat(new TraceReport.Lines().dropped(3)).isEqualTo("+++ 3 calls not shown: they came too fast +++\n");
        assertThat(new TraceReport.JsonLines().dropped(3)).isEqualTo("{\"dropped\": 3}\n");
    }
}
