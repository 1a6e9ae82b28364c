package io.umview.tracer.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.umview.api.Call;
import io.umview.api.CallHandler;
import io.umview.api.Errno;
import io.umview.api.Interest;
import io.umview.api.Reply;
import io.umview.api.Reply.Substitute;
import io.umview.api.SystemCall;
import io.umview.tracer.Program;
import io.umview.tracer.TracedCall;
import io.umview.tracer.Tracer;
import io.umview.tracer.Tracer.ExitStatus;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
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

    /** What getppid(2) says in a guest whose tracer is gone although it was trapped: -1 and ENOSYS. */
    String trappedCallOfOrphan(int guest) {
        return "-1, 38";
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
    void aCallIsMadeWithADescriptorThatTheGuestHasForItsTimeOnly() throws Exception {
        int file = io.umview.linux.Files.memfd("lent");
        supervisor.handlers.put(
                SystemCall.FTRUNCATE,
                call -> Reply.again(
                        new Substitute.Lent(0, io.umview.linux.Files.fcntl(file, 1030, 0), null),
                        new Substitute.Number(1, 77)));
        tracer.widen(Interest.in(SystemCall.FTRUNCATE));

        assertThat(output("python3 -c 'import os\nos.ftruncate(1, 5)\nprint(os.listdir(\"/proc/self/fd\"))'"))
                .isEqualTo("['0', '1', '2', '3']\n");

        assertThat(Files.size(Path.of("/proc/self/fd/" + file))).isEqualTo(77);
        io.umview.linux.Files.close(file);
    }

    @Test
    void aCallThatIsMadeAgainIsNotAskedAboutAgain() throws Exception {
        Queue<Long> lengths = new ConcurrentLinkedQueue<>();
        supervisor.handlers.put(SystemCall.FTRUNCATE, call -> {
            lengths.add(call.argument(1));
            return Reply.again(new Substitute.Number(1, 77));
        });
        tracer.widen(Interest.in(SystemCall.FTRUNCATE));

        output("python3 -c 'import os\nfor i in range(2000): os.ftruncate(1, 5)'");

        assertThat(lengths).hasSize(2000).containsOnly(5L);
    }

    @Test
    void aDescriptorOfTheGuestIsReplacedWhenACallReturns() throws Exception {
        int file = io.umview.linux.Files.memfd("other");
        supervisor.handlers.put(
                SystemCall.FTRUNCATE,
                call -> Reply.replacing(
                        call.intArgument(0), io.umview.linux.Files.fcntl(file, 1030, 0), -Errno.EDOM.number()));
        tracer.widen(Interest.in(SystemCall.FTRUNCATE));

        assertThat(output("python3 -c 'import os\nf = os.open(\"/dev/null\", os.O_RDWR)\n"
                        + "try: os.ftruncate(f, 5)\nexcept OSError as e: print(e.errno, os.get_inheritable(f))\n"
                        + "os.write(f, b\"through\"); print(os.listdir(\"/proc/self/fd\"))'"))
                .isEqualTo("33 False\n['0', '1', '2', '3', '4']\n");

        assertThat(Files.readString(Path.of("/proc/self/fd/" + file))).isEqualTo("through");
        io.umview.linux.Files.close(file);
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

    private static String python(String... lines) {
        return String.join("\n", lines) + "\n";
    }

    private ExitStatus python3(String... lines) throws Exception {
        return run("/usr/bin/python3", "-c", python(lines));
    }

    private String guestSays(String... lines) throws Exception {
        Path out = directory.resolve("said");
        String said = "import sys\nsys.stdout=open('" + out + "','w',1)\n";
        assertThat(run("/usr/bin/python3", "-c", said + python(lines))).isEqualTo(new ExitStatus(0, 0));
        return Files.readString(out).strip();
    }

    private static void await(java.util.concurrent.Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.call()) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.sleep(5);
        }
    }

    private static String status(int pid, String field) throws Exception {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                .filter(line -> line.startsWith(field + ":"))
                .findFirst()
                .orElseThrow()
                .substring(field.length() + 1)
                .strip();
    }

    @Test
    void answersWithValuesAndErrors() throws Exception {
        tracer.widen(Interest.in(SystemCall.GETPPID, SystemCall.UNAME));
        supervisor.handlers.put(SystemCall.GETPPID, call -> Reply.value(123456789012L));
        supervisor.handlers.put(SystemCall.UNAME, call -> {
            throw new IllegalStateException("a bug of a module");
        });
        assertThat(guestSays(
                        "import os,ctypes",
                        "l=ctypes.CDLL(None); l.syscall.restype=ctypes.c_long",
                        "print(l.syscall(110))",
                        "try: os.uname()",
                        "except OSError as e: print(e.errno)"))
                .isEqualTo("123456789012\n5");
    }

    @Test
    void answersWithADescriptor() throws Exception {
        tracer.widen(Interest.in(SystemCall.EPOLL_CREATE1));
        supervisor.handlers.put(SystemCall.EPOLL_CREATE1, call -> {
            int descriptor = io.umview.linux.Files.memfd("from-the-tracer");
            io.umview.linux.Files.write(descriptor, "hello".getBytes());
            return Reply.descriptor(descriptor, call.argument(0) != 0);
        });
        assertThat(guestSays(
                        "import os,ctypes",
                        "l=ctypes.CDLL(None)",
                        "os.closerange(4,10); n=len(os.listdir('/proc/self/fd'))",
                        "for f in (0,0o2000000):",
                        " d=l.epoll_create1(f); print(d,os.pread(d,9,0),os.get_inheritable(d))",
                        "print(len(os.listdir('/proc/self/fd'))-n)"))
                .isEqualTo("4 b'hello' True\n5 b'hello' False\n2");
    }

    @Test
    void answersWithADescriptorOfAPath() throws Exception {
        tracer.widen(Interest.in(SystemCall.EPOLL_CREATE1));
        supervisor.handlers.put(
                SystemCall.EPOLL_CREATE1,
                call -> Reply.pathDescriptor(
                        io.umview.linux.Files.open(directory.toString(), 010000000 | 02000000, 0),
                        call.argument(0) != 0));
        assertThat(guestSays(
                        "import os,ctypes",
                        "l=ctypes.CDLL(None)",
                        "os.closerange(4,10); n=len(os.listdir('/proc/self/fd'))",
                        "for f in (0,0o2000000):",
                        " d=l.epoll_create1(f)",
                        " print(d,os.readlink('/proc/self/fd/%d'%d)=='" + directory + "',os.get_inheritable(d))",
                        "print(len(os.listdir('/proc/self/fd'))-n)"))
                .isEqualTo("4 True True\n5 True False\n2");
    }

    @Test
    void aSocketIsReachedThroughADescriptorThatIsLent() throws Exception {
        tracer.widen(Interest.in(SystemCall.CONNECT));
        supervisor.handlers.put(
                SystemCall.CONNECT,
                call -> Reply.again(
                        new Substitute.LentAddress(
                                1, io.umview.linux.Files.open(directory.toString(), 0200000, 0), "/there".getBytes()),
                        new Substitute.Number(2, Substitute.LentAddress.SIZE)));
        assertThat(
                        guestSays(
                                "import os,socket,struct",
                                "a=socket.socket(socket.AF_UNIX); a.bind('" + directory + "/there'); a.listen()",
                                "b=socket.socket(socket.AF_UNIX); b.connect('/somewhere/else'); c=a.accept()[0]",
                                "print(struct.unpack('iii',c.getsockopt(1,17,12))[0]==os.getpid(),len(os.listdir('/proc/self/fd')))"))
                .isEqualTo("True 8");
    }

    @Test
    void aSignalEndsWhatAHandlerWaitsForInTheKernel() throws Exception {
        Path fifo = directory.resolve("fifo");
        assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor())
                .isZero();
        tracer.widen(Interest.in(SystemCall.UNAME));
        supervisor.handlers.put(SystemCall.UNAME, call -> {
            ((TracedCall) call).mayTakeLong();
            int result = io.umview.linux.Files.open(fifo.toString(), 02000000, 0);
            return result < 0 ? Reply.INTERRUPTED : Reply.value(result);
        });
        assertThat(guestSays(
                        "import os,signal",
                        "def h(*a): raise KeyError",
                        "signal.signal(signal.SIGALRM,h)",
                        "for i in range(5):",
                        " signal.setitimer(signal.ITIMER_REAL,0.05)",
                        " try: os.uname()",
                        " except KeyError: print(i)"))
                .isEqualTo("0\n1\n2\n3\n4");
        // Nobody is left who waits for the other end: ENXIO.
        await(() -> io.umview.linux.Files.open(fifo.toString(), 1 | 04000, 0) == -6);
    }

    @Test
    void aGuestWithoutFreeDescriptorsIsTold() throws Exception {
        tracer.widen(Interest.in(SystemCall.EPOLL_CREATE1));
        supervisor.handlers.put(
                SystemCall.EPOLL_CREATE1, call -> Reply.descriptor(io.umview.linux.Files.memfd("m"), true));
        int before = descriptors();
        assertThat(guestSays(
                        "import os,ctypes,resource",
                        "l=ctypes.CDLL(None,use_errno=True)",
                        "m=max(map(int,os.listdir('/proc/self/fd')))",
                        "resource.setrlimit(resource.RLIMIT_NOFILE,(3,3))",
                        "print(l.epoll_create1(0),ctypes.get_errno())"))
                .isEqualTo("-1 24");
        assertThat(descriptors()).isLessThanOrEqualTo(before + 1);
    }

    @Test
    void makesAnotherCallInsteadOfOne() throws Exception {
        tracer.widen(Interest.in(SystemCall.GETPPID));
        supervisor.handlers.put(SystemCall.GETPPID, call -> Reply.instead(SystemCall.DUP, 1));
        supervisor.handlers.put(SystemCall.DUP, call -> Reply.fail(Errno.EDOM));
        tracer.widen(Interest.in(SystemCall.DUP));
        assertThat(guestSays(
                        "import os,ctypes",
                        "n=os.getppid(); print(os.fstat(n).st_ino==os.fstat(1).st_ino)",
                        "print(ctypes.CDLL(None,use_errno=True).dup(1),ctypes.get_errno())"))
                .isEqualTo("True\n-1 33");
    }

    @Test
    void aReplyThatMakesNoSenseFailsTheCall() throws Exception {
        tracer.widen(Interest.in(SystemCall.GETPPID, SystemCall.UNAME));
        supervisor.handlers.put(SystemCall.GETPPID, call -> Reply.instead(SystemCall.DUP, 1, 2, 3, 4, 5, 6, 7));
        supervisor.handlers.put(SystemCall.UNAME, call -> Reply.instead(SystemCall.UNKNOWN));
        assertThat(guestSays(
                        "import ctypes",
                        "l=ctypes.CDLL(None,use_errno=True); l.syscall.restype=ctypes.c_long",
                        "for n in (110,63): print(l.syscall(n,b' '*4000),ctypes.get_errno())",
                        "print(l.getpid()>0)"))
                .startsWith("-1 5\n-1 ")
                .endsWith("\nTrue");
    }

    @Test
    void marksAllThreadsOfAProcess() throws Exception {
        LinkedBlockingQueue<Integer> marks = new LinkedBlockingQueue<>();
        tracer.widen(Interest.in(SystemCall.UNAME, SystemCall.GETPPID, SystemCall.SETPRIORITY));
        LinkedBlockingQueue<Call.Deferred> waiting = new LinkedBlockingQueue<>();
        supervisor.handlers.put(SystemCall.SETPRIORITY, call -> {
            waiting.add(call.defer());
            return Reply.LATER;
        });
        supervisor.handlers.put(SystemCall.GETPPID, call -> {
            ((TracedCall) call).mark(77);
            return Reply.value(1);
        });
        supervisor.handlers.put(SystemCall.UNAME, call -> {
            marks.add(((TracedCall) call).mark());
            return Reply.CONTINUE;
        });
        CompletableFuture<ExitStatus> exit = start(
                3,
                "/usr/bin/python3",
                "-c",
                python(
                        "import os,threading,time,ctypes",
                        "go=threading.Event(); l=ctypes.CDLL(None)",
                        "def t(): go.wait(); os.uname()",
                        "def w():",
                        " l.setpriority(0,0,0); os.uname()",
                        "ts=[threading.Thread(target=t) for i in range(20)]+[threading.Thread(target=w)]",
                        "[x.start() for x in ts]",
                        "time.sleep(0.2); r=os.getppid(); assert r==1,r; go.set()",
                        "[x.join() for x in ts]"));
        Call.Deferred later = waiting.take();
        await(() -> marks.size() == 20);
        assertThat(later.reply(Reply.SUCCESS)).isTrue();
        assertThat(exit.get()).isEqualTo(new ExitStatus(0, 0));
        assertThat(marks).hasSize(21).containsOnly(77);
    }

    @Test
    void aMarkGoesWithAnyReply() throws Exception {
        tracer.widen(Interest.in(SystemCall.GETPPID, SystemCall.EPOLL_CREATE1, SystemCall.UNAME));
        supervisor.handlers.put(SystemCall.GETPPID, call -> {
            ((TracedCall) call).mark(8);
            return Reply.CONTINUE;
        });
        supervisor.handlers.put(SystemCall.EPOLL_CREATE1, call -> {
            ((TracedCall) call).mark(9);
            return Reply.descriptor(io.umview.linux.Files.memfd("m"), true);
        });
        LinkedBlockingQueue<Integer> marks = new LinkedBlockingQueue<>();
        supervisor.handlers.put(SystemCall.UNAME, call -> {
            marks.add(((TracedCall) call).mark());
            return Reply.CONTINUE;
        });
        assertThat(
                        guestSays(
                                "import os,ctypes",
                                "print(os.getppid()>0); os.uname()",
                                "print(os.readlink('/proc/self/fd/%d'%ctypes.CDLL(None).epoll_create1(0)).split()[0]); os.uname()"))
                .isEqualTo("True\n/memfd:m");
        assertThat(marks).containsExactly(8, 9);
    }

    @Test
    void execveByAnotherThreadThanTheFirst() throws Exception {
        Path out = directory.resolve("result");
        assertThat(python3(
                        "import os,threading,time",
                        "threading.Thread(target=lambda: os.execv('/bin/sh',['sh','-c','/bin/true && echo ok >" + out
                                + "'])).start()",
                        "time.sleep(30)"))
                .isEqualTo(new ExitStatus(0, 0));
        assertThat(Files.readString(out)).isEqualTo("ok\n");
    }

    @Test
    void jobControlStopsAndContinuesGuests() throws Exception {
        tracer.widen(Interest.in(SystemCall.GETPPID));
        supervisor.handlers.put(SystemCall.GETPPID, call -> Reply.value(4));
        assertThat(guestSays(
                        "import os,signal,time",
                        "p=os.fork()",
                        "if p==0:",
                        " os.setpgid(0,0)",
                        " while True: os.getppid(); time.sleep(0.001)",
                        "time.sleep(0.1)",
                        "for s in (signal.SIGSTOP,signal.SIGTSTP):",
                        " os.kill(p,s); st=os.waitpid(p,os.WUNTRACED)[1]; print(os.WIFSTOPPED(st),os.WSTOPSIG(st))",
                        " time.sleep(0.05); print(os.waitpid(p,os.WUNTRACED|os.WNOHANG)[0])",
                        " os.kill(p,signal.SIGCONT); print(os.WIFCONTINUED(os.waitpid(p,os.WCONTINUED)[1]))",
                        "os.kill(p,9); print(os.waitpid(p,0)[1])"))
                .isEqualTo("True 19\n0\nTrue\nTrue 20\n0\nTrue\n9");
    }

    @Test
    void aStoppedGuestFollowsAndStaysStopped() throws Exception {
        Path stopped = directory.resolve("stopped");
        Path out = directory.resolve("result");
        supervisor.handlers.put(SystemCall.UNAME, call -> Reply.fail(Errno.EDOM));
        CompletableFuture<ExitStatus> exit = start(
                0,
                "/usr/bin/python3",
                "-c",
                python(
                        "import os,signal",
                        "p=os.fork()",
                        "if p==0:",
                        " os.kill(os.getpid(),signal.SIGSTOP)",
                        " try: os.uname()",
                        " except OSError as e: open('" + out + "','w').write(str(e.errno))",
                        " os._exit(0)",
                        // Its parent knows: one that is traced looks stopped at each of its calls.
                        "assert os.WIFSTOPPED(os.waitpid(p,os.WUNTRACED)[1])",
                        "open('" + stopped + ".new','w').write(str(p))",
                        "os.rename('" + stopped + ".new','" + stopped + "')",
                        "os._exit(os.waitpid(p,0)[1])"));
        await(() -> Files.exists(stopped));
        int pid = Integer.parseInt(Files.readString(stopped));
        tracer.widen(Interest.in(SystemCall.UNAME));
        Thread.sleep(50);
        assertThat(status(pid, "State")).matches("[Tt].*");
        assertThat(out).doesNotExist();
        io.umview.linux.Processes.kill(pid, 18);
        assertThat(exit.get()).isEqualTo(new ExitStatus(0, 0));
        assertThat(Files.readString(out)).isEqualTo("33");
    }

    @Test
    void aHandlerThatHangsFailsItsOwnCallsOnly() throws Exception {
        tracer.widen(Interest.in(SystemCall.UNAME, SystemCall.EPOLL_CREATE1, SystemCall.GETPPID));
        int threads = threads();
        int descriptors = descriptors();
        CountDownLatch hanging = new CountDownLatch(2);
        CompletableFuture<Void> end = new CompletableFuture<>();
        CallHandler hangs = call -> {
            hanging.countDown();
            end.join();
            return Reply.descriptor(io.umview.linux.Files.memfd("late"), true);
        };
        supervisor.handlers.put(SystemCall.UNAME, hangs);
        supervisor.handlers.put(SystemCall.EPOLL_CREATE1, call -> {
            call.defer();
            return hangs.handle(call);
        });
        supervisor.handlers.put(SystemCall.GETPPID, call -> Reply.value(7));
        Path out = directory.resolve("result");
        CompletableFuture<ExitStatus> exit = start(
                0,
                "/usr/bin/python3",
                "-c",
                python(
                        "import os,ctypes,threading",
                        "l=ctypes.CDLL(None,use_errno=True); res=set()",
                        "def t(call): res.add((call(b' '*4000),ctypes.get_errno()))",
                        "ts=[threading.Thread(target=t,args=(c,)) for c in (l.uname,l.epoll_create1)]",
                        "[x.start() for x in ts]; [x.join() for x in ts]",
                        "open('" + out + "','w').write(str((res,os.getppid())))"));
        hanging.await();
        assertThat(python3("import os; os._exit(os.getppid())")).isEqualTo(new ExitStatus(7, 0));
        tracer.widen(Interest.in(SystemCall.SYSINFO));
        assertThat(exit.get()).isEqualTo(new ExitStatus(0, 0));
        assertThat(Files.readString(out)).isEqualTo("({(-1, 5)}, 7)");
        end.complete(null);
        await(() -> threads() <= threads + 1 && descriptors() <= descriptors + 1);
    }

    @Test
    void aHandlerThatTakesItsTimeIsWaitedFor() throws Exception {
        tracer.widen(Interest.in(SystemCall.UNAME, SystemCall.GETPPID));
        LinkedBlockingQueue<Integer> marks = new LinkedBlockingQueue<>();
        supervisor.handlers.put(SystemCall.UNAME, call -> {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            ((TracedCall) call).mark(9);
            return Reply.fail(Errno.EDOM);
        });
        supervisor.handlers.put(SystemCall.GETPPID, call -> {
            marks.add(((TracedCall) call).mark());
            return Reply.value(7);
        });
        assertThat(guestSays(
                        "import os",
                        "def u():",
                        " try: os.uname()",
                        " except OSError as e: return e.errno",
                        "print([u() for i in range(5)],os.getppid())"))
                .isEqualTo("[33, 33, 33, 33, 33] 7");
        assertThat(marks).containsExactly(9);
    }

    @Test
    void manyProcesses() throws Exception {
        tracer.widen(Interest.in(SystemCall.GETPPID));
        supervisor.handlers.put(SystemCall.GETPPID, call -> Reply.value(7));
        assertThat(guestSays(
                        "import os",
                        "ps=[]",
                        "for i in range(200):",
                        " p=os.fork()",
                        " if p==0:",
                        "  os._exit(sum(os.getppid() for k in range(5)))",
                        " ps.append(p)",
                        "print(set(os.waitpid(p,0)[1]>>8 for p in ps))"))
                .isEqualTo("{35}");
    }

    @Test
    void manyGuestsThatWereStartedOneByOneComeAndGo() throws Exception {
        tracer.widen(Interest.in(SystemCall.GETPPID));
        supervisor.handlers.put(SystemCall.GETPPID, call -> Reply.value(7));
        List<CompletableFuture<ExitStatus>> few = startWaiting("first", 3);
        List<CompletableFuture<ExitStatus>> many = startWaiting("second", 30);
        List<CompletableFuture<ExitStatus>> last = startWaiting("third", 3);
        for (String gate : List.of("second", "first", "third")) {
            List<CompletableFuture<ExitStatus>> guests =
                    Map.of("first", few, "second", many, "third", last).get(gate);
            OutputStream open = Files.newOutputStream(directory.resolve(gate));
            try {
                for (CompletableFuture<ExitStatus> guest : guests) {
                    assertThat(guest.get()).isEqualTo(new ExitStatus(7, 0));
                }
            } finally {
                open.close();
            }
        }
    }

    /** Starts guests that call getppid(2) when somebody opens a FIFO. */
    private List<CompletableFuture<ExitStatus>> startWaiting(String gate, int count) throws Exception {
        String fifo = directory.resolve(gate).toString();
        assertThat(new ProcessBuilder("mkfifo", fifo).start().waitFor()).isZero();
        List<CompletableFuture<ExitStatus>> guests = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            guests.add(start(0, "/usr/bin/perl", "-e", "open(my $gate, '<', '" + fifo + "'); exit getppid"));
        }
        return guests;
    }

    @Test
    void manyThreadsComeAndGo() throws Exception {
        tracer.widen(Interest.in(SystemCall.GETPPID));
        supervisor.handlers.put(SystemCall.GETPPID, call -> Reply.value(7));
        CompletableFuture<ExitStatus> exit = start(
                0,
                "/usr/bin/python3",
                "-c",
                python(
                        "import os,threading",
                        "n=[]",
                        "def t(): n.append(os.getppid())",
                        "for k in range(10):",
                        " ts=[threading.Thread(target=t) for i in range(50)]",
                        " [x.start() for x in ts]; [x.join() for x in ts]",
                        "os._exit(0 if n==[7]*500 else 1)"));
        for (SystemCall more : List.of(SystemCall.UNAME, SystemCall.SYSINFO, SystemCall.GETPRIORITY)) {
            Thread.sleep(20);
            tracer.widen(Interest.in(more));
        }
        assertThat(exit.get()).isEqualTo(new ExitStatus(0, 0));
    }

    @Test
    void widensUnderLoad() throws Exception {
        tracer.widen(Interest.in(SystemCall.GETPPID));
        supervisor.handlers.put(SystemCall.GETPPID, call -> Reply.value(7));
        Path stop = directory.resolve("stop");
        CompletableFuture<ExitStatus> exit = start(
                0,
                "/usr/bin/python3",
                "-c",
                python(
                        "import os,threading",
                        "bad=[]",
                        "def t():",
                        " while not os.path.exists('" + stop + "'):",
                        "  for i in range(20):",
                        "   if os.getppid()!=7: bad.append(1)",
                        "p=os.fork()",
                        "ts=[threading.Thread(target=t) for i in range(4)]",
                        "[x.start() for x in ts]; [x.join() for x in ts]",
                        "if p: bad+=[1]*(os.waitpid(p,0)[1]>0)",
                        "os._exit(len(bad))"));
        for (int i = 0; i < 30; i++) {
            tracer.widen(Interest.when(SystemCall.PERSONALITY, Interest.ArgumentTest.is(0, 1000 + i)));
        }
        Files.createFile(stop);
        assertThat(exit.get()).isEqualTo(new ExitStatus(0, 0));
    }

    @Test
    void nothingIsLostInAStormOfSignals() throws Exception {
        tracer.widen(Interest.in(SystemCall.GETPPID));
        supervisor.handlers.put(SystemCall.GETPPID, call -> Reply.value(7));
        CompletableFuture<ExitStatus> exit = start(
                0,
                "/usr/bin/python3",
                "-c",
                python(
                        "import os,signal,time,select,threading",
                        "n=0",
                        "def h(*a):",
                        " global n; n+=1; q=os.getppid(); assert q==7,q",
                        // Without SA_RESTART a notified call that was not yet received would end with EINTR: the
                        // kernel knows of no call that does not block.
                        "signal.signal(signal.SIGALRM,h); signal.siginterrupt(signal.SIGALRM,False)",
                        "signal.setitimer(signal.ITIMER_REAL,0.002,0.002)",
                        "end=time.time()+1.5; k=0",
                        "while time.time()<end:",
                        " q=os.getppid(); assert q==7,q",
                        " k+=1",
                        " r,w=os.pipe(); os.write(w,b'x'); assert os.read(r,1)==b'x'; os.close(r); os.close(w)",
                        "for i in range(50): signal.pause()",
                        "signal.setitimer(signal.ITIMER_REAL,0)",
                        "os._exit(0 if n>100 and k>100 else 1)"));
        for (int i = 0; i < 25; i++) {
            Thread.sleep(50);
            tracer.widen(Interest.when(SystemCall.PERSONALITY, Interest.ArgumentTest.is(0, 1000 + i)));
        }
        assertThat(exit.get()).isEqualTo(new ExitStatus(0, 0));
    }

    @Test
    void oneSignalEndsOneWaitAndTheOthersGoOn() throws Exception {
        tracer.widen(Interest.in(SystemCall.GETPRIORITY));
        LinkedBlockingQueue<Call.Deferred> waiting = new LinkedBlockingQueue<>();
        supervisor.handlers.put(SystemCall.GETPRIORITY, call -> {
            Call.Deferred later = call.defer();
            waiting.add(later);
            later.onSignal(() -> later.reply(Reply.INTERRUPTED));
            return Reply.LATER;
        });
        Path out = directory.resolve("result");
        CompletableFuture<ExitStatus> exit = start(
                0,
                "/usr/bin/python3",
                "-c",
                python(
                        "import ctypes,threading,signal,os",
                        "l=ctypes.CDLL(None,use_errno=True); res=[]",
                        "signal.signal(signal.SIGALRM,lambda *a: None); signal.siginterrupt(signal.SIGALRM,False)",
                        "def t(): ctypes.set_errno(0); r=l.getpriority(0,0); res.append((r,ctypes.get_errno()))",
                        "ts=[threading.Thread(target=t) for i in range(6)]",
                        "[x.start() for x in ts]",
                        "signal.setitimer(signal.ITIMER_REAL,0.1,0.02)",
                        "[x.join() for x in ts]",
                        "signal.setitimer(signal.ITIMER_REAL,0)",
                        "open('" + out + "','w').write(str(set(res)))"));
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(600);
        while (System.nanoTime() < end) {
            Thread.sleep(1);
        }
        while (!exit.isDone()) {
            Call.Deferred call = waiting.poll(10, TimeUnit.MILLISECONDS);
            if (call != null) {
                call.reply(Reply.value(20 - 5));
            }
        }
        assertThat(exit.get()).isEqualTo(new ExitStatus(0, 0));
        assertThat(Files.readString(out)).isEqualTo("{(5, 0)}");
    }

    @Test
    void aKilledGuestLeavesNothingBehind() throws Exception {
        tracer.widen(Interest.in(SystemCall.GETPPID, SystemCall.UNAME, SystemCall.EPOLL_CREATE1));
        supervisor.handlers.put(SystemCall.GETPPID, call -> Reply.value(7));
        supervisor.handlers.put(SystemCall.UNAME, call -> {
            call.defer();
            return Reply.LATER;
        });
        supervisor.handlers.put(
                SystemCall.EPOLL_CREATE1, call -> Reply.descriptor(io.umview.linux.Files.memfd("m"), true));
        java.util.Random random = new java.util.Random(1);
        int descriptors = 0;
        int threads = 0;
        for (int i = 0; i < 40; i++) {
            if (i == 10) {
                await(this::killedToTheLast);
                descriptors = descriptors();
                threads = threads();
            }
            Tracer.Guest guest = tracer.start(new Program(
                    "/usr/bin/python3",
                    List.of(
                            "python3",
                            "-c",
                            python(
                                    "import os,ctypes,threading",
                                    "l=ctypes.CDLL(None)",
                                    "os.fork()",
                                    "def t():",
                                    " while True: os.getppid(); os.close(l.epoll_create1(0))",
                                    "[threading.Thread(target=t).start() for i in range(2)]",
                                    "os.uname()")),
                    List.of(),
                    0));
            Thread.sleep(random.nextInt(60));
            killTree(guest.pid());
            assertThat(guest.exit().get(20, TimeUnit.SECONDS)).isEqualTo(new ExitStatus(0, 9));
            // What it had forked and was not yet seen.
            new ProcFiles().children(SELF, SELF).forEach(orphan -> io.umview.linux.Processes.kill(orphan, 9));
        }
        await(this::killedToTheLast);
        int most = descriptors + 1;
        await(() -> descriptors() <= most);
        assertThat(threads()).isLessThanOrEqualTo(threads + 2);
    }

    /** Kills what was forked while its parent was killed; it may show only later. */
    private boolean killedToTheLast() {
        new ProcFiles().children(SELF, SELF).forEach(orphan -> io.umview.linux.Processes.kill(orphan, 9));
        return tracer.ended().isDone();
    }

    private static final int SELF = (int) ProcessHandle.current().pid();

    private static void killTree(int pid) {
        List<ProcessHandle> all = ProcessHandle.of(pid).stream()
                .flatMap(process ->
                        java.util.stream.Stream.concat(java.util.stream.Stream.of(process), process.descendants()))
                .toList();
        all.forEach(process -> io.umview.linux.Processes.kill((int) process.pid(), 9));
    }

    private static int descriptors() {
        return new java.io.File("/proc/self/fd").list().length;
    }

    private static int threads() {
        return ProcFiles.threads(SELF).size();
    }

    @Test
    void aClosedTracerLetsItsGuestsGo() throws Exception {
        int threads = threads();
        int descriptors = descriptors();
        tracer.widen(Interest.in(SystemCall.GETPPID, SystemCall.UNAME));
        supervisor.handlers.put(SystemCall.GETPPID, call -> Reply.value(7));
        LinkedBlockingQueue<Call.Deferred> waiting = new LinkedBlockingQueue<>();
        supervisor.handlers.put(SystemCall.UNAME, call -> {
            waiting.add(call.defer());
            return Reply.LATER;
        });
        Path go = directory.resolve("go");
        Path out = directory.resolve("result");
        CompletableFuture<ExitStatus> exit = start(
                0,
                "/usr/bin/python3",
                "-c",
                python(
                        "import os,ctypes,time",
                        "l=ctypes.CDLL(None,use_errno=True)",
                        "a=l.uname(b' '*4000),ctypes.get_errno()",
                        "while not os.path.exists('" + go + "'): time.sleep(0.01)",
                        "open('" + out + "','w').write(str((a,l.syscall(110),ctypes.get_errno())))"));
        Call.Deferred call = waiting.take();
        tracer.close();
        assertThat(call.reply(Reply.SUCCESS)).isFalse();
        Files.createFile(go);
        assertThat(exit.get()).isEqualTo(new ExitStatus(0, 0));
        assertThat(Files.readString(out)).isEqualTo("((-1, 38), " + trappedCallOfOrphan(SELF) + ")");
        await(() -> threads() < threads && descriptors() <= descriptors);
    }

    @Test
    void childrenOfOthersAreLeftToThem() throws Exception {
        CompletableFuture<ExitStatus> exit = start(0, "/bin/sleep", "0.5");
        for (int i = 0; i < 30; i++) {
            assertThat(new ProcessBuilder("/bin/sh", "-c", "exit 3").start().waitFor())
                    .isEqualTo(3);
        }
        assertThat(exit.get()).isEqualTo(new ExitStatus(0, 0));
    }

    @Test
    void takesARunningProcessIn() throws Exception {
        Path out = directory.resolve("result");
        Path go = directory.resolve("go");
        Path script = Files.writeString(
                directory.resolve("script"),
                python(
                        "import os,time,threading",
                        "r=[]",
                        "def t():",
                        " while not os.path.exists('" + go + "'): time.sleep(0.01)",
                        " r.append(os.getppid())",
                        "ts=[threading.Thread(target=t) for i in range(3)]",
                        "[x.start() for x in ts]; [x.join() for x in ts]",
                        "open('" + out + "','w').write(str(r))"));
        // An orphan: the virtual machine waits for its own children, and would take their stops from the tracer.
        Process shell = new ProcessBuilder("/bin/sh", "-c", "python3 " + script + " >/dev/null 2>&1 & echo $!").start();
        int pid = Integer.parseInt(new String(shell.getInputStream().readAllBytes()).strip());
        shell.waitFor();
        tracer.widen(Interest.in(SystemCall.GETPPID));
        supervisor.handlers.put(SystemCall.GETPPID, call -> Reply.value(((TracedCall) call).mark()));
        await(() -> ProcFiles.threads(pid).size() == 4);
        tracer.attach(pid, 21);
        assertThat(tracer.anyMark(mark -> mark == 21)).isTrue();
        Files.createFile(go);
        await(() -> Files.exists(out) && Files.size(out) > 0);
        assertThat(Files.readString(out)).isEqualTo("[21, 21, 21]");
    }

    @Test
    void interestInTheCallsThatAreInjected() throws Exception {
        tracer.widen(Interest.in(
                SystemCall.MMAP,
                SystemCall.MUNMAP,
                SystemCall.CLOSE,
                SystemCall.PRCTL,
                SystemCall.PERSONALITY,
                SystemCall.SECCOMP));
        supervisor.handlers.put(SystemCall.GETPPID, call -> {
            ((TracedCall) call).mark(5);
            return Reply.value(7);
        });
        Path go = directory.resolve("go");
        CompletableFuture<ExitStatus> exit = start(
                0,
                "/usr/bin/python3",
                "-c",
                python(
                        "import os,time",
                        "while not os.path.exists('" + go + "'): time.sleep(0.01)",
                        "os._exit(os.getppid())"));
        Thread.sleep(50);
        tracer.widen(Interest.in(SystemCall.GETPPID));
        Files.createFile(go);
        assertThat(exit.get()).isEqualTo(new ExitStatus(7, 0));
    }

    /** A 32-bit program: exits with what socket(AF_INET, SOCK_STREAM, 0) returns. */
    private Path program32() throws Exception {
        java.nio.ByteBuffer file = java.nio.ByteBuffer.allocate(112).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        file.put(new byte[] {0x7f, 'E', 'L', 'F', 1, 1, 1}).position(16);
        file.putShort((short) 2)
                .putShort((short) 3)
                .putInt(1)
                .putInt(0x8048054)
                .putInt(52)
                .putInt(0)
                .putInt(0);
        file.putShort((short) 52).putShort((short) 32).putShort((short) 1).position(52);
        file.putInt(1)
                .putInt(0)
                .putInt(0x8048000)
                .putInt(0x8048000)
                .putInt(112)
                .putInt(112)
                .putInt(5)
                .putInt(4096);
        file.put((byte) 0xb8)
                .putInt(359)
                .put((byte) 0xbb)
                .putInt(2)
                .put((byte) 0xb9)
                .putInt(1);
        file.put(new byte[] {0x31, (byte) 0xd2, (byte) 0xcd, (byte) 0x80, (byte) 0x89, (byte) 0xc3});
        file.put((byte) 0xb8).putInt(1).put(new byte[] {(byte) 0xcd, (byte) 0x80});
        Path path = Files.write(directory.resolve("program32"), file.array());
        assertThat(path.toFile().setExecutable(true)).isTrue();
        return path;
    }

    private static boolean runs(Path path) {
        try {
            new ProcessBuilder(path.toString()).start().waitFor();
            return true;
        } catch (java.io.IOException | InterruptedException e) {
            return false;
        }
    }

    @Test
    void socketsOf32BitProgramsAreTrapped() throws Exception {
        Path program = program32();
        org.junit.jupiter.api.Assumptions.assumeTrue(runs(program), "the kernel runs no 32-bit programs");
        tracer.widen(Interest.in(SystemCall.SOCKET));
        supervisor.handlers.put(SystemCall.SOCKET, call -> Reply.value(40 + call.argument(0) + call.intArgument(1)));
        assertThat(run(program.toString())).isEqualTo(new ExitStatus(43, 0));
        supervisor.handlers.put(SystemCall.SOCKET, call -> {
            Call.Deferred later = call.defer();
            new Thread(() -> later.reply(Reply.fail(Errno.EPERM))).start();
            return Reply.LATER;
        });
        assertThat(run(program.toString())).isEqualTo(new ExitStatus(256 - 1, 0));
    }
}
