package io.umview.itest;

import static io.umview.itest.run.UmviewRunner.umview;
import static org.assertj.core.api.Assertions.assertThat;

import io.umview.itest.run.Programs;
import io.umview.itest.run.Resources;
import io.umview.itest.run.Session;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** FUSE programs that do not answer, or answer nonsense: their own mount suffers, and can be ended. */
class UmfuseHungIT {
    /** A stop takes effect some time after it was asked for, in each thread by itself. */
    private static final String STOP =
            "kill -STOP $fuse; while grep -L 'State:.T' /proc/$fuse/task/*/status | grep -q .; do sleep 0.05; done; ";

    private static final String AWAIT = "until grep -q '%2$s' /proc/%1$s/%3$s 2>/dev/null; do sleep 0.05; done";

    @TempDir
    Path folder;

    @BeforeEach
    void needFuse() {
        Programs.requireFuse();
    }

    /** A view with a file system of fuse2fs at {@code mnt}, of which {@code $fuse} is the process, and one in memory at {@code mem}. */
    private Session session(String option) {
        Programs.require("fuse2fs");
        Programs.require("mkfs.ext4");
        Programs.require("pgrep");
        Session session = umview("-q", option).in(folder).session();
        session.must("um_add_service umfuse; mkdir mnt mem; truncate -s 8M h.img; mkfs.ext4 -q h.img;"
                + " mount -t umfuseext2 -o rw+ h.img mnt; mount -t umfusemem none mem");
        // By the time it answers it has gone into the background.
        session.must("seq 10000 >mnt/f; mkdir mnt/d; fuse=$(pgrep -f \"^fuse2fs.*$PWD/h.img\")");
        return session;
    }

    private static void othersGoOn(Session session) {
        assertThat(session.must("echo text >mem/f; cat mem/f; rm mem/f")).isEqualTo("text\n");
    }

    @Test
    void whoWaitsForAHungProgramIsInterrupted() {
        try (Session session = session("--quiet")) {
            session.must(STOP + "{ exec cat mnt/nothing; } & waiter=$!");
            // The hypervisor asks on behalf of the guest, which waits for it.
            session.must(AWAIT.formatted("$waiter", "cat", "comm"));
            othersGoOn(session);
            session.must("um_add_service umdev");

            // What a shell starts in the background ignores SIGINT.
            session.must("kill -TERM $waiter");

            assertThat(session.run("wait $waiter").status()).isEqualTo(128 + 15);
            session.must("kill -CONT $fuse; cat mnt/f >mem/copy; cmp mnt/f mem/copy; umount mnt; e2fsck -fn h.img");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--quiet", "--nokvm"})
    void aServiceIsLoadedWhileTheKernelWaitsForAHungProgram(String option) {
        try (Session session = session(option)) {
            // Pages that the kernel has it does not ask for.
            session.must("dd if=mnt/f iflag=nocache count=0 status=none; exec 8<mnt/f; " + STOP);
            session.must("{ exec head -c 100 <&8 >mem/read; } 2>mem/error & waiter=$!");
            session.must(AWAIT.formatted("$waiter", "^State:.D", "status"));

            session.must("um_add_service umdev; mkdir dev; mount -t umdevtrivhd none dev/d; echo x >dev/d");

            othersGoOn(session);
            session.must("kill -CONT $fuse; wait $waiter");
            assertThat(session.must("head -n 1 mem/read; exec 8<&-; umount mnt"))
                    .isEqualTo("1\n");
            // The filter that it did not have in time it has now, as all others do.
            session.must("umount dev/d; um_del_service umdev");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--quiet", "--nokvm"})
    void forceEndsAProgramThatHangs(String option) {
        try (Session session = session(option)) {
            session.must("dd if=mnt/f iflag=nocache count=0 status=none; exec 8<mnt/f; " + STOP);
            session.must("{ exec head -c 100 <&8; } >mem/error 2>&1 & waiter=$!");
            session.must(AWAIT.formatted("$waiter", "^State:.D", "status"));

            assertThat(session.run("umount -f mnt").text()).contains("busy");

            assertThat(session.run("wait $waiter").status()).isEqualTo(1);
            assertThat(session.must("cat mem/error"))
                    .containsAnyOf("Software caused connection abort", "not connected");
            session.must("exec 8<&-; umount mnt; [ -z \"$(ls mnt)\" ]; ! kill -0 $fuse 2>/dev/null");
            othersGoOn(session);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--quiet", "--nokvm"})
    void umount2KnowsForceToo(String option) {
        String python = Programs.require("python3");
        try (Session session = session(option)) {
            session.must(STOP + "{ exec cat mnt/nothing; } 2>mem/error & waiter=$!");
            session.must(AWAIT.formatted("$waiter", "cat", "comm"));

            String call = "import ctypes, os; c = ctypes.CDLL(None, use_errno=True); "
                    + "print(c.umount2(b\"mnt\", 1), os.strerror(ctypes.get_errno()))";

            assertThat(session.must(python + " -c '" + call + "'")).isEqualTo("0 Success\n");
            assertThat(session.run("wait $waiter").status()).isEqualTo(1);
            othersGoOn(session);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--quiet", "--nokvm"})
    void aLazyUnmountLeavesWhatIsOpenAlone(String option) {
        try (Session session = session(option)) {
            session.must("exec 8<>mnt/f; cd mnt/d");
            assertThat(session.run("umount " + folder + "/mnt").text()).contains("busy");

            session.must("umount -l " + folder + "/mnt");

            assertThat(session.must("head -c 2 <&8; echo last >y; cat y")).isEqualTo("1\nlast\n");
            session.must("cd " + folder + "; [ -z \"$(ls mnt)\" ]; kill -0 $fuse; exec 8<&-");
            session.must("while kill -0 $fuse 2>/dev/null; do sleep 0.05; done; e2fsck -fn h.img");
            session.must("mount -t umfuseext2 h.img mnt");
            assertThat(session.must("cat mnt/d/y")).isEqualTo("last\n");
        }
    }

    /** A view with a file system of a program of these tests at {@code mnt}, and one in memory at {@code mem}. */
    private Session sessionWith(String program, String option) {
        Programs.require("python3");
        Session session = umview("-q", option)
                .in(folder)
                .env("PATH", folder + "/bin:" + System.getenv("PATH"))
                .session();
        session.must("mkdir bin mnt mem; printf '#!/bin/sh\\nexec python3 " + Resources.path("/guests/" + program)
                + " \"$@\"\\n' >bin/" + program + "; chmod 755 bin/" + program);
        session.must("um_add_service umfuse; mount -t umfusemem none mem; mount -t umfuse" + program + " none mnt");
        return session;
    }

    /** Of a FUSE program's EINTR the kernel makes no ERESTARTSYS, whatever a signal's handler says. */
    @ParameterizedTest
    @ValueSource(strings = {"--quiet", "--nokvm"})
    void aCallThatAProgramEndsIsNotMadeAgain(String option) {
        try (Session session = sessionWith("slow", option)) {
            String asker = "import ctypes, errno, signal, sys; c = ctypes.CDLL(None, use_errno=True);"
                    + " signal.signal(signal.SIGALRM, lambda *a: None); signal.siginterrupt(signal.SIGALRM, False);"
                    + " signal.setitimer(signal.ITIMER_REAL, *map(float, sys.argv[2:]));"
                    + " print(c.access(sys.argv[1].encode(), 0), errno.errorcode[ctypes.get_errno()])";
            session.must("echo '" + asker + "' >asker");

            assertThat(session.must("timeout -s KILL 60 python3 asker mnt/eintr 0 0"))
                    .isEqualTo("-1 EINTR\n");
            assertThat(session.must("timeout -s KILL 60 python3 asker mnt/waits 0.05 0.05"))
                    .isEqualTo("-1 EINTR\n");
            session.must("umount mnt");
        }
    }

    @Test
    void nonsenseIsAnInputOutputErrorOfItsMount() {
        try (Session session = sessionWith("nonsense", "--quiet")) {

            for (String name : new String[] {"type", "short", "long", "root", "stranger", "error"}) {
                assertThat(session.run("cat mnt/" + name).text()).as(name).contains("Input/output error");
            }
            assertThat(session.run("ls mnt").text()).contains("Input/output error");
            othersGoOn(session);
            session.must("umount mnt; [ -z \"$(ls mnt)\" ]");
        }
    }
}
