package io.umview.tracer.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.umview.api.Call;
import io.umview.api.Errno;
import io.umview.api.Interest;
import io.umview.api.Reply;
import io.umview.api.Reply.Substitute;
import io.umview.api.SystemCall;
import io.umview.tracer.Program;
import io.umview.tracer.TracedCall;
import io.umview.tracer.Tracer;
import io.umview.tracer.Tracer.ExitStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What every tracer does, whichever way it works. */
@Timeout(60)
abstract class TracerContract {
    final RecordingSupervisor supervisor = new RecordingSupervisor();
    Tracer tracer;

    @TempDir
    Path directory;

    /** Makes the tracer under test. */
    abstract Tracer newTracer(RecordingSupervisor answers) throws Exception;

    @BeforeEach
    void create() throws Exception {
        tracer = newTracer(supervisor);
        tracer.widen(Interest.in(SystemCall.EXECVE, SystemCall.EXECVEAT));
    }

    @AfterEach
    void close() {
        tracer.close();
    }

    final CompletableFuture<ExitStatus> start(int mark, String... command) throws Exception {
        return tracer.start(new Program(command[0], List.of(command), List.of("PATH=/usr/bin:/bin", "A=b c"), mark))
                .exit();
    }

    final ExitStatus run(String... command) throws Exception {
        return start(0, command).get();
    }

    final String output(String script) throws Exception {
        Path out = directory.resolve("out");
        assertThat(run("/bin/sh", "-c", "exec >" + out + " 2>&1; " + script)).isEqualTo(new ExitStatus(0, 0));
        return Files.readString(out);
    }

    @Test
    void passesTheExitStatusOn() throws Exception {
        assertThat(run("/bin/sh", "-c", "exit 7")).isEqualTo(new ExitStatus(7, 0));
        assertThat(run("/bin/sh", "-c", "kill -9 $$")).isEqualTo(new ExitStatus(0, 9));
        assertThat(supervisor.seen).containsOnly(SystemCall.EXECVE);
    }

    @Test
    void givesTheProgramItsEnvironmentAndNothingElse() throws Exception {
        assertThat(output("tr '\\0' '\\n' </proc/self/environ")).isEqualTo("PATH=/usr/bin:/bin\nA=b c\n");
    }

    @Test
    void tellsWhyAProgramCannotBeExecuted() throws Exception {
        assertThat(run("/no/such/program")).isEqualTo(new ExitStatus(127, 0));
        assertThat(run("/etc/passwd")).isEqualTo(new ExitStatus(126, 0));
        assertThat(supervisor.execErrors).containsExactly(Errno.ENOENT.number(), Errno.EACCES.number());
    }

    @Test
    void marksAreInheritedByForkAndExec() throws Exception {
        CompletableFuture<ExitStatus> exit =
                start(TracedCall.MARKS - 5, "/bin/sh", "-c", "(setsid sh -c 'true & /bin/true') & wait; /bin/true");
        assertThat(exit.get()).isEqualTo(new ExitStatus(0, 0));
        assertThat(supervisor.marks).containsOnly(TracedCall.MARKS - 5).hasSizeGreaterThan(3);
    }

    @Test
    void makesAnExecAgainAsAnotherProgram() throws Exception {
        supervisor.handlers.put(SystemCall.EXECVE, call -> {
            String path = new String(call.memory().string(call.argument(0), 4096));
            return path.equals("/virtual/program")
                    ? Reply.again(
                            new Substitute.Text(0, "/bin/echo".getBytes()),
                            new Substitute.TextArray(1, List.of("echo".getBytes(), "answer".getBytes())))
                    : Reply.CONTINUE;
        });
        assertThat(output("/virtual/program x; python3 -c 'import subprocess,os\n"
                        + "print(subprocess.run([\"/virtual/program\"]).returncode)'; (exec /virtual/program)"))
                .isEqualTo("answer\nanswer\n0\nanswer\n");
    }

    @Test
    void widensInRunningProcesses() throws Exception {
        LinkedBlockingQueue<Integer> pids = new LinkedBlockingQueue<>();
        Path go = directory.resolve("go");
        run("/usr/bin/mkfifo", go.toString());
        Path out = directory.resolve("result");
        supervisor.handlers.put(SystemCall.UNAME, call -> Reply.fail(Errno.EDOM));
        CompletableFuture<ExitStatus> exit = start(
                0,
                "/usr/bin/python3",
                "-c",
                "import os,threading,select\n"
                        + "res=[]; r,w=os.pipe()\n"
                        + "def t():\n"
                        + " e=select.epoll(); e.register(r); e.poll()\n"
                        + " try: os.uname()\n"
                        + " except OSError as e: res.append(e.errno)\n"
                        + "os.uname()\n"
                        + "ts=[threading.Thread(target=t) for i in range(20)]\n"
                        + "[x.start() for x in ts]\n"
                        + "open('" + go + "','w').close()\n"
                        + "open('" + go + "').read(); os.write(w,b'x')\n"
                        + "[x.join() for x in ts]\n"
                        + "open('" + out + "','w').write(str(res))\n");
        Files.newInputStream(go).close();
        tracer.widen(Interest.in(SystemCall.UNAME));
        Files.newOutputStream(go).close();
        assertThat(exit.get()).isEqualTo(new ExitStatus(0, 0));
        assertThat(Files.readString(out))
                .isEqualTo(List.of(33, 33, 33, 33, 33, 33, 33, 33, 33, 33, 33, 33, 33, 33, 33, 33, 33, 33, 33, 33)
                        .toString());
    }

    @Test
    void widensWhileACallWaitsAndItsParentIsInVfork() throws Exception {
        LinkedBlockingQueue<Call.Deferred> waiting = new LinkedBlockingQueue<>();
        supervisor.handlers.put(SystemCall.EXECVE, call -> {
            if (new String(call.memory().string(call.argument(0), 4096)).equals("/virtual/wait")) {
                waiting.add(call.defer());
                return Reply.LATER;
            }
            return Reply.CONTINUE;
        });
        supervisor.handlers.put(SystemCall.UNAME, call -> Reply.fail(Errno.EDOM));
        Path out = directory.resolve("result");
        CompletableFuture<ExitStatus> exit = start(
                0,
                "/usr/bin/python3",
                "-c",
                "import os\n"
                        + "p=os.posix_spawn('/virtual/wait',['w'],{})\n"
                        + "s=os.waitpid(p,0)[1]\n"
                        + "try: os.uname()\n"
                        + "except OSError as e: open('" + out + "','w').write(str((e.errno,s)))\n");
        Call.Deferred call = waiting.take();
        tracer.widen(Interest.in(SystemCall.UNAME));
        assertThat(call.reply(Reply.again(
                        new Substitute.Text(0, "/bin/sh".getBytes()),
                        new Substitute.TextArray(1, List.of("sh".getBytes(), "-c".getBytes(), "exit 3".getBytes())))))
                .isTrue();
        assertThat(exit.get()).isEqualTo(new ExitStatus(0, 0));
        assertThat(Files.readString(out)).isEqualTo("(33, 768)");
    }

    @Test
    void aBlockedCallGivesWayToASignal() throws Exception {
        tracer.widen(Interest.in(SystemCall.UNAME));
        LinkedBlockingQueue<Call.Deferred> waiting = new LinkedBlockingQueue<>();
        supervisor.handlers.put(SystemCall.UNAME, call -> {
            Call.Deferred later = call.defer();
            later.onSignal(() -> later.reply(Reply.INTERRUPTED));
            waiting.add(later);
            return Reply.LATER;
        });
        Path out = directory.resolve("result");
        CompletableFuture<ExitStatus> exit = start(
                0,
                "/usr/bin/python3",
                "-c",
                "import os,signal\n"
                        + "def h(*a): raise KeyError\n"
                        + "signal.signal(signal.SIGALRM,h); signal.setitimer(signal.ITIMER_REAL,0.1)\n"
                        + "try: os.uname()\n"
                        + "except KeyError: open('" + out + "','w').write('signal')\n");
        assertThat(exit.get()).isEqualTo(new ExitStatus(0, 0));
        assertThat(Files.readString(out)).isEqualTo("signal");
        assertThat(waiting).hasSize(1);
    }

    @Test
    void endsWhenNoGuestIsLeft() throws Exception {
        CompletableFuture<ExitStatus> exit = start(0, "/bin/sh", "-c", "setsid sh -c 'sleep 0.3' & exit 4");
        assertThat(exit.get()).isEqualTo(new ExitStatus(4, 0));
        assertThat(tracer.ended()).isNotDone();
        tracer.ended().get(20, TimeUnit.SECONDS);
    }
}
