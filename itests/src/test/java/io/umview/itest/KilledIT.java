package io.umview.itest;

import static io.umview.itest.run.UmviewRunner.umview;
import static io.umview.itest.run.UmviewRunner.umviewInTerminal;
import static org.assertj.core.api.Assertions.assertThat;

import io.umview.itest.run.Result;
import io.umview.itest.run.Running;
import io.umview.itest.run.Session;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sudden deaths. */
class KilledIT {
    @TempDir
    Path folder;

    @Test
    void guestsOfAKilledHypervisorGetErrorsAndNoneHangs() {
        // The guest says what it sees on descriptors that it has: it can open nothing any more.
        String script = "um_add_service umnet; mount -t umnetnull none /dev/net/null; echo up; n=0;"
                + " while [ $n -lt 5 ]; do (: 4</etc/passwd) || n=$((n+1)); done; echo over";
        try (Running umview = umview("-q").in(folder).start("bash", "-c", script)) {
            umview.awaitOut("up");

            umview.signal("KILL");

            umview.awaitOut("over");
            umview.until("the errors are there", () -> umview.err().contains("Function not implemented"));
            umview.until("all guests have ended", () -> umview.family().isEmpty());
        }
    }

    @Test
    void aGuestThatWaitsInATrappedCallWhenTheHypervisorDiesIsReleased() throws Exception {
        String script = "um_add_service umnet; mount -t umnetnull none /dev/net/null; for i in {1..8}; do"
                + " (while :; do : 4</etc/passwd || exit; done 2>/dev/null) & done; echo up; wait";
        try (Running umview = umview("-q").in(folder).start("bash", "-c", script)) {
            umview.awaitOut("up");
            List<ProcessHandle> guests = umview.guests();

            umview.signal("KILL");

            umview.until(
                    "no guest sleeps in seccomp", () -> umview.family().stream().noneMatch(KilledIT::inSeccomp));
            assertThat(guests).hasSizeGreaterThanOrEqualTo(8);
        }
    }

    private static boolean inSeccomp(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc/" + process.pid() + "/wchan"))
                    .contains("seccomp");
        } catch (java.io.IOException ended) {
            return false;
        }
    }

    @Test
    void theTerminalIsUsableAfterTheHypervisorWasKilled() {
        try (Running terminal = io.umview.itest.run.UmviewRunner.nativelyInTerminal()
                .env("PS1", "outer> ")
                .start("bash", "--norc", "-i")) {
            terminal.awaitOut("outer> ").drain();
            terminal.type("PS1='inner> ' " + io.umview.itest.run.UmviewRunner.program() + " -q bash --norc -i\n");
            terminal.awaitOut("inner> ").drain();

            long hypervisor = terminal.family().stream()
                    .filter(process -> process.info().command().orElse("").endsWith("/java"))
                    .findFirst()
                    .orElseThrow()
                    .pid();
            Running.signal(hypervisor, "KILL");

            terminal.awaitOut("outer> ").drain();
            terminal.type("kill -9 $(jobs -p) 2>/dev/null; stty sane; echo back $((6*7))\n")
                    .awaitOut("back 42");
        }
    }

    @Test
    void aHundredGuestsKilledAtRandomMomentsLeakNothing() {
        try (Session session =
                umview("-q", "-p", "umnet").within(Duration.ofSeconds(90)).session()) {
            session.must("mount -t umnetnull none /dev/net/null");
            killGuests(session, 10);
            int descriptors = session.umview().count("fd");
            int threads = session.umview().count("task");

            killGuests(session, 100);

            assertThat(session.umview().count("fd")).isLessThanOrEqualTo(descriptors + 5);
            assertThat(session.umview().count("task")).isLessThanOrEqualTo(threads + 10);
            assertThat(session.must("umount /dev/net/null && um_del_service umnet; um_ls_service"))
                    .isEmpty();
        }
    }

    private static void killGuests(Session session, int times) {
        String guest = "while :; do /bin/true </etc/passwd; mstack /dev/net/null true; : </dev/net/null; done";
        assertThat(session.must("for ((n = 0; n < " + times + "; n++)); do setsid bash -c '" + guest
                        + "' 2>/dev/null & p=$!; sleep 0.0$((RANDOM % 90 + 10)); kill -KILL -- -$p 2>/dev/null || kill -KILL $p;"
                        + " { wait $p; } 2>/dev/null; [ $? = 137 ] || echo bad; done 2>/dev/null"))
                .isEmpty();
    }

    @Test
    void aKilledThreadGroupWithManyThreadsInTrappedCallsEnds() {
        Result result = umview("-q", "-p", "umnet")
                .bash("mount -t umnetnull none /dev/net/null; for i in 1 2 3 4 5; do python3 -c '\n"
                        + "import os, threading\n"
                        + "def work():\n"
                        + "    while True:\n"
                        + "        try: os.stat(\"/dev/net/null\")\n"
                        + "        except OSError: pass\n"
                        + "for _ in range(20): threading.Thread(target=work).start()' & p=$!; sleep 0.3; kill -KILL $p; wait $p; echo $?;"
                        + " done 2>/dev/null; umount /dev/net/null; echo $?");

        assertThat(result.out()).isEqualTo("137\n".repeat(5) + "0\n");
    }

    @Test
    void terminatingTheHypervisorTerminatesTheGuest() {
        try (Running umview = umview("-q")
                .start("bash", "-c", "trap 'echo asked; exit 12' TERM; echo up; while :; do sleep 0.1; done")) {
            umview.awaitOut("up");

            umview.signal("TERM");

            assertThat(umview.await()).isEqualTo(new Result(12, "up\nasked\n", ""));
        }
    }

    @Test
    void umshutdownEndsEveryGuestAndUmviewSays255() {
        Result result =
                umview("-q").bash("trap '' TERM; (sleep 600 & exec sleep 600) & sleep 0.3; umshutdown 1; sleep 600");

        assertThat(result.status()).isEqualTo(255);
        assertThat(result.err())
                .startsWith("View 0: Sending processes the TERM signal\n")
                .contains("View 0: Sending processes the KILL signal\n");
    }

    @Test
    void aHungUpTerminalIsPassedOn() {
        try (Running terminal = umviewInTerminal("-q")
                .start(
                        "bash",
                        "-c",
                        "trap 'echo hup > " + folder + "/hup; exit' HUP; echo up; while :; do sleep 0.1; done")) {
            terminal.awaitOut("up");

            terminal.signal("KILL");

            terminal.until("the guest noticed", () -> Files.exists(folder.resolve("hup")));
        }
    }
}
