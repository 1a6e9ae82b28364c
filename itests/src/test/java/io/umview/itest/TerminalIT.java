package io.umview.itest;

import static io.umview.itest.run.UmviewRunner.umviewInTerminal;
import static org.assertj.core.api.Assertions.assertThat;

import io.umview.itest.run.Result;
import io.umview.itest.run.Running;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An interactive shell in a view owns the terminal as if there were no view. */
class TerminalIT {
    private static final String CONTROL_C = "\3";
    private static final String CONTROL_D = "\4";
    private static final String CONTROL_Z = "\32";
    private static final String CONTROL_BACKSLASH = "\34";

    private Running terminal;

    @BeforeEach
    void start() {
        terminal = umviewInTerminal("-q").env("PS1", "ready> ").start("bash", "--norc", "--noprofile", "-i");
        terminal.awaitOut("ready> ");
        // Else the kernel sends the signal of a control character first and then throws away what is on its way to the
        // terminal, the next prompt perhaps (n_tty.c, isig).
        command("stty noflsh");
    }

    @AfterEach
    void end() {
        terminal.close();
    }

    /** Types a line and waits for the prompt behind its output. */
    private String command(String line) {
        terminal.drain();
        terminal.type(line + "\n");
        terminal.awaitOut(text -> text.endsWith("ready> "));
        return terminal.drain().replace("\r", "");
    }

    private void running(String line, String shown) {
        terminal.drain();
        terminal.type(line + "\n");
        terminal.awaitOut("\n" + shown);
    }

    @Test
    void theStatusOfTheShellIsTheStatusOfUmview() {
        terminal.type("exit 23\n");

        assertThat(terminal.await()).extracting(Result::status).isEqualTo(23);
    }

    @Test
    void theEndOfInputEndsTheShell() {
        command("(exit 9)");
        terminal.type(CONTROL_D);

        assertThat(terminal.await()).extracting(Result::status).isEqualTo(9);
    }

    @Test
    void controlCInterruptsTheJobAndNothingElse() {
        running("bash -c 'echo begin; exec sleep 60'", "begin");
        terminal.type(CONTROL_C).awaitOut(text -> text.endsWith("ready> "));

        assertThat(command("echo status $?")).contains("status 130\n");
        assertThat(command("viewname alive; viewname")).contains("\nalive\n");
    }

    @Test
    void controlCAtThePromptDoesNoHarm() {
        terminal.drain();
        terminal.type("half a line").awaitOut(text -> text.endsWith("half a line"));
        // bash may look at the signal only when it reads on; so there may be two prompts, or one.
        terminal.type(CONTROL_C + "\n").awaitOut("ready> ");

        terminal.type("echo still $((40+2))\n").awaitOut("\nstill 42");
    }

    @Test
    void controlCReachesAllOfAPipeline() {
        running("sleep 60 | cat | bash -c 'echo begin; exec sleep 60'", "begin");
        terminal.type(CONTROL_C).awaitOut(text -> text.endsWith("ready> "));

        assertThat(command("echo ${PIPESTATUS[*]}; jobs")).contains("0\n").doesNotContain("sleep 60 |");
    }

    @Test
    void controlBackslashQuitsTheJob() {
        command("ulimit -c 0");
        // bash itself ignores the signal until it has executed something else.
        terminal.type("sleep 60\n");
        terminal.until(
                "sleep runs",
                () -> terminal.family().stream()
                        .anyMatch(process -> process.info().command().orElse("").endsWith("/sleep")));
        terminal.type(CONTROL_BACKSLASH).awaitOut(text -> text.endsWith("ready> "));

        assertThat(command("echo status $?")).contains("status 131\n");
    }

    @Test
    void controlZStopsAJobThatGoesOnInBackAndForeground() {
        running("bash -c 'echo begin; read x; echo \"got <$x>\"; exit 6'", "begin");
        terminal.type(CONTROL_Z).awaitOut(text -> text.contains("Stopped") && text.endsWith("ready> "));

        assertThat(command("jobs")).contains("[1]+  Stopped");
        terminal.drain();
        terminal.type("bg\n").awaitOut("&");
        terminal.awaitOut(text -> text.endsWith("ready> "));
        terminal.drain();
        terminal.type("fg\n").awaitOut("bash -c");
        terminal.type("line\n").awaitOut("got <line>");
        terminal.awaitOut(text -> text.endsWith("ready> "));
        assertThat(command("echo status $?; jobs")).contains("status 6\n").doesNotContain("Stopped");
    }

    @Test
    void aBackgroundJobThatReadsTheTerminalIsStopped() {
        command("cat &");
        command("sleep 0.5");

        assertThat(command("jobs")).contains("Stopped");
        assertThat(command("kill %1; wait %1; echo done")).contains("done\n");
    }

    @Test
    void aChangedWindowSizeIsSeenAndSignalled() {
        assertThat(command("stty size")).contains("\n24 80\n");
        running("bash -c 'trap \"stty size; exit\" WINCH; echo begin; while :; do sleep 0.1; done'", "begin");

        terminal.type("\0size 40 132\n");

        terminal.awaitOut("\n40 132").awaitOut(text -> text.endsWith("ready> "));
        assertThat(command("stty size")).contains("\n40 132\n");
    }

    @Test
    void theTerminalIsTheGuestsOwn() {
        assertThat(command("tty -s && echo terminal; ps -o stat= -p $$ | cut -c1-2"))
                .contains("terminal\nSs\n".substring(0, 9));
        assertThat(command("bash -c '[ -t 0 ] && [ -t 1 ] && [ -t 2 ] && echo all three'"))
                .contains("all three\n");
        assertThat(command("stty -echo; echo quiet; stty echo")).contains("quiet\n");
    }

    @Test
    void commandsOfTheViewWorkInAPromptWithJobControl() {
        assertThat(command("um_add_service umnet; um_ls_service"))
                .contains("umnet: virtual (multi-stack) networking\n");
        assertThat(command("mount -t umnetnull none /dev/net/null; stat -c %F /dev/net/null"))
                .contains("weird file\n");
        running("mstack /dev/net/null bash -c 'echo begin; exec sleep 60'", "begin");
        terminal.type(CONTROL_C).awaitOut(text -> text.endsWith("ready> "));
        assertThat(command("um_del_service umnet; echo $?; umount /dev/net/null; um_del_service umnet; echo $?"))
                .contains("1\n")
                .endsWith("0\nready> ");
    }

    @Test
    void withoutACommandUmviewStartsTheUsersShell() {
        terminal.close();
        terminal = umviewInTerminal("-q")
                .env("SHELL", "/bin/sh")
                .env("PS1", "ready> ")
                .start();

        terminal.awaitOut("ready> ");
        assertThat(command("echo $0; viewname mine; viewname")).contains("sh\n").contains("\nmine\n");
        terminal.type("exit 4\n");
        assertThat(terminal.await()).extracting(Result::status).isEqualTo(4);
    }

    @Test
    void aHangUpOfTheTerminalEndsTheView() {
        running("bash -c 'echo begin; exec sleep 600'", "begin");
        terminal.endInput();
        // The pseudo terminal's master goes with its program, as when a terminal window is closed.
        terminal.signal("KILL");

        terminal.until("all guests have ended", () -> terminal.family().isEmpty());
    }

    @Test
    void twentyJobsStopAndGoOn() {
        command("for i in {1..20}; do sleep 60 & done 2>/dev/null");
        command("kill -STOP $(jobs -p); sleep 0.5");
        assertThat(command("jobs | grep -c Stopped")).contains("20\n");
        command("kill -CONT $(jobs -p); sleep 0.5");
        assertThat(command("jobs | grep -c Running")).contains("20\n");
        assertThat(command("kill $(jobs -p); wait; echo all")).contains("all\n");
    }
}
