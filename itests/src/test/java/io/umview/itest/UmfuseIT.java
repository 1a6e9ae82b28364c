package io.umview.itest;

import static io.umview.itest.run.UmviewRunner.natively;
import static io.umview.itest.run.UmviewRunner.umview;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.umview.itest.run.Programs;
import io.umview.itest.run.Result;
import io.umview.itest.run.Running;
import io.umview.itest.run.Session;
import io.umview.itest.run.Session.Answer;
import io.umview.itest.run.UmviewRunner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Virtual file systems in a view, as root and as an ordinary user. */
class UmfuseIT {
    @TempDir
    Path folder;

    @BeforeEach
    void needFuse() {
        Programs.requireFuse();
    }

    private UmviewRunner runner() {
        return umview("-q")
                .env("PATH", System.getenv("PATH") + ":/usr/sbin:/sbin")
                .in(folder);
    }

    private Session session() {
        Session session = runner().session();
        session.must("um_add_service umfuse");
        return session;
    }

    private Session withImage() {
        Programs.require("fuse2fs");
        Programs.require("mkfs.ext4");
        Session session = session();
        session.must("mkdir mnt; truncate -s 24M test.img; mkfs.ext4 -q test.img");
        return session;
    }

    private static Answer answer(int status, String text) {
        return new Answer(status, text);
    }

    @Test
    void theServiceIsListed() {
        try (Session session = umview().in(folder).session()) {
            assertThat(session.run("um_add_service umfuse")).isEqualTo(answer(0, "umfuse init\n"));
            assertThat(session.run("um_ls_service"))
                    .isEqualTo(answer(0, "umfuse: virtual file systems (user level FUSE)\n"));
            assertThat(session.run("um_del_service umfuse")).isEqualTo(answer(0, "umfuse fini\n"));
        }
    }

    @Test
    void whatIsWrittenToAnExt2ImageIsInItAndTheImageIsClean() {
        try (Session session = withImage()) {
            session.must("mount -t umfuseext2 -o rw+ test.img mnt");
            assertThat(session.must("ls mnt")).isEqualTo("lost+found\n");
            session.must("mkdir mnt/d; cp /etc/passwd mnt/d/p; sed -i s/root/toor/ mnt/d/p; ln -s d/p mnt/l");
            assertThat(session.must("head -c 4 mnt/l")).isEqualTo("toor");
            session.must("umount mnt");

            assertThat(session.run("e2fsck -fn test.img >check 2>&1")).isEqualTo(answer(0, ""));
            session.must("mount -t umfuseext2 -o ro test.img mnt");
            assertThat(session.must("head -c 4 mnt/l")).isEqualTo("toor");
            assertThat(session.run("touch mnt/new").text()).contains("Read-only file system");
            session.must("umount mnt");
        }
    }

    @Test
    void programsAndScriptsInAnImageAreExecuted() {
        try (Session session = withImage()) {
            session.must("mount -t umfuseext2 -o rw+ test.img mnt");
            session.must("cp /bin/echo mnt/e; printf '#!/bin/sh\\necho script $0\\n' >mnt/s; chmod +x mnt/s");

            assertThat(session.must("mnt/e program")).isEqualTo("program\n");
            assertThat(session.must("cd mnt; ./s; cd ..")).isEqualTo("script ./s\n");
            session.must("umount mnt");
        }
    }

    @Test
    void anImageInAnImageIsMounted() {
        try (Session session = withImage()) {
            session.must("mount -t umfuseext2 -o rw+ test.img mnt; truncate -s 8M mnt/inner; mkfs.ext4 -q mnt/inner");
            session.must("mkdir in; mount -t umfuseext2 -o rw+ mnt/inner in; echo nested >in/f; umount in");
            session.must("mount -t umfuseext2 -o ro mnt/inner in");

            assertThat(session.must("cat in/f")).isEqualTo("nested\n");
            session.must("umount in; umount mnt");
        }
    }

    @Test
    void humanModeIsSaidAndAWrongImageIsAnInputOutputError() {
        try (Session session = withImage()) {
            session.must("mount -t umfuseext2 -o human,rw+ test.img mnt; umount mnt; echo nothing >wrong");

            assertThat(session.run("mount -t umfuseext2 wrong mnt").text()).contains("Input/output error");
            assertThat(session.run("mount -t umfusenosuch wrong mnt").text()).contains("No such device");
        }
    }

    @Test
    void aHumanChangesTheModeOfWhatIsHis() {
        Programs.require("fuse2fs");
        Programs.require("debugfs");
        String[] others = {"unshare", "--user", "--map-root-user", "--map-auto", "true"};
        assumeTrue(Programs.isRoot() || natively().run(others).status() == 0, "no subordinate users");
        try (Session session = session()) {
            session.must("mkdir mnt d; touch d/mine; truncate -s 8M t.img; mkfs.ext4 -q -d d t.img;"
                    + " debugfs -w -R 'set_inode_field mine gid 4242' t.img 2>log");
            session.must("mount -t umfuseext2 -o human,rw+ t.img mnt");

            session.must("chmod 640 mnt/mine; [ $(stat -c %a mnt/mine) = 640 ]");
            String refused = session.run("chmod 755 mnt/lost+found; cd mnt; chmod 755 lost+found; cd ..")
                    .text();
            assertThat(refused.lines().filter(line -> line.contains("Operation not permitted")))
                    .hasSize(Programs.isRoot() ? 0 : 2);
            session.must("umount mnt");
        }
    }

    @Test
    void exceptionsStayReal() {
        try (Session session = session()) {
            session.must("mkdir -p mnt/real; echo real >mnt/real/f");
            session.must("mount -t umfusemem -o except=/real none mnt; echo virtual >mnt/f");

            assertThat(session.must("cat mnt/real/f mnt/f")).isEqualTo("real\nvirtual\n");
            session.must("umount mnt");
        }
    }

    @Test
    void aRepositoryAndADatabaseLiveInMemory() {
        Programs.require("git");
        Programs.require("sqlite3");
        try (Session session = session()) {
            session.must("mkdir mnt src; mount -t umfusemem none mnt");
            session.must("(cd src; git init -q; git config user.name n; git config user.email e; seq 1000 >f;"
                    + " git add f; git commit -qm one)");
            session.must("git clone -q src mnt/clone; git -C mnt/clone fsck --no-progress");
            assertThat(session.must("git -C mnt/clone status --short; wc -l <mnt/clone/f"))
                    .isEqualTo("1000\n");

            session.must(
                    "sqlite3 mnt/db 'pragma journal_mode=wal; create table t(a); insert into t values(1),(2)' >out");
            assertThat(session.must("sqlite3 mnt/db 'pragma integrity_check; select sum(a) from t'"))
                    .isEqualTo("ok\n3\n");
            session.must("umount mnt");
        }
    }

    @Test
    void anOwnerWhoCannotBeShownIsIgnored() {
        try (Session session = session()) {
            session.must("mkdir mnt; mount -t umfusemem none mnt");

            assertThat(session.must(
                            "cp -a /etc/passwd mnt/p; chown 12345:12345 mnt/p; chmod 600 mnt/p; chown 0:0 mnt/p"))
                    .isEmpty();
            assertThat(session.must("stat -c '%u %g %a' mnt/p; id -u; id -g")
                            .lines()
                            .toList())
                    .satisfies(lines -> assertThat(lines.get(0)).isEqualTo(lines.get(1) + " " + lines.get(2) + " 600"));
            session.must("umount mnt");
        }
    }

    @Test
    void aPathThatGoesInCirclesLeadsNobodyToTheLink() {
        Programs.requireRoot();
        String setpriv = Programs.require("setpriv") + " --reuid=65534 --clear-groups ";
        try (Session session = session()) {
            session.must("chmod 755 .; mkdir mnt; mount -t umfusemem none mnt; ln -s loop mnt/loop");

            assertThat(session.run(setpriv + "unlink mnt/loop/../x").text())
                    .contains("Too many levels of symbolic links");
            session.must("[ -L mnt/loop ]; umount mnt");
        }
    }

    @Test
    void aProgramIsBuiltInMemory() {
        Programs.require("make");
        Programs.require("gcc");
        try (Session session = session()) {
            session.must("mkdir mnt; mount -t umfusemem none mnt");
            session.must("cd mnt; for i in 1 2 3 4; do echo \"int f$i(void) { return $i; }\" >f$i.c; done;"
                    + " echo 'int f1(), f2(), f3(), f4(); int main() { return f1() + f2() + f3() + f4(); }' >m.c;"
                    + " printf 'm: m.o f1.o f2.o f3.o f4.o\\n\\t$(CC) -o $@ $^\\n' >Makefile; make -j4 >log; cd ..");

            assertThat(session.run("mnt/m")).isEqualTo(answer(10, ""));
            session.must("umount mnt");
        }
    }

    @Test
    void anArchiveIsReadAsItIs() {
        Programs.require("tar");
        try (Session session = session()) {
            session.must("mkdir -p mnt t/d; seq 100000 >t/d/f; ln -s f t/d/l; chmod 750 t/d; tar cf t.tar -C t .");
            session.must("mount -t umfusetar t.tar mnt");

            assertThat(session.must("cmp t/d/f mnt/d/l; stat -c %a mnt/d; diff -r t mnt"))
                    .isEqualTo("750\n");
            assertThat(session.run("rm mnt/d/f").text()).contains("Read-only file system");
            session.must("umount mnt");
        }
    }

    @Test
    void oneFileLivesInMemory() {
        try (Session session = session()) {
            session.must("touch file; mount -t umfuseramfile -o size=64k none file; echo text >file");

            assertThat(session.must("cat file; stat -c %A file")).isEqualTo("text\n-rw-rw-rw-\n");
            assertThat(session.run("head -c 100000 /dev/zero >file").text()).contains("No space left on device");
            session.must("umount file");
            assertThat(session.must("cat file")).isEmpty();
        }
    }

    @Test
    void nothingIsLeftOfAKilledHypervisor() throws Exception {
        Programs.require("fuse2fs");
        Programs.require("mkfs.ext4");
        String script = "um_add_service umfuse; mkdir mnt mem; truncate -s 8M kill.img; mkfs.ext4 -q kill.img;"
                + " mount -t umfusemem none mem; mount -t umfuseext2 -o rw+ $PWD/kill.img mnt; echo up; read x";
        try (Running running = runner().start("bash", "-c", script)) {
            running.awaitOut("up");

            running.signal("KILL");

            String image = folder.resolve("kill.img").toString();
            running.until(
                    "the program has ended",
                    () -> ProcessHandle.allProcesses()
                            .noneMatch(process ->
                                    process.info().commandLine().orElse("").contains(image)));
            assertThat(Files.readString(Path.of("/proc/self/mountinfo"))).doesNotContain(folder.toString());
            assertThat(Files.isDirectory(folder.resolve("mnt"))).isTrue();
        }
    }

    @Test
    void noHelperIsLeftOfAKilledHypervisorThatServesADeviceToAFileSystem() throws Exception {
        Programs.require("fuse2fs");
        Programs.require("mkfs.ext4");
        String script =
                "um_add_service umfuse; um_add_service umdev; mkdir mnt; mount -t umdevramdisk -o size=8M none disk;"
                        + " mkfs.ext4 -q disk; mount -t umfuseext2 -o rw+ disk mnt; echo up; read x";
        try (Running running = runner().start("bash", "-c", script)) {
            running.awaitOut("up");
            List<ProcessHandle> helpers = running.family().stream()
                    .filter(process -> process.info().command().orElse("").endsWith("/fuse2fs"))
                    .toList();

            running.signal("KILL");

            running.until("the program has ended", () -> helpers.stream().noneMatch(ProcessHandle::isAlive));
            assertThat(helpers).isNotEmpty();
        }
    }

    @Test
    void theSessionEndsWithMountsInPlace() {
        Result result = runner().bash("um_add_service umfuse; mkdir m; mount -t umfusemem none m; echo x >m/f; exit 3");

        assertThat(result.status()).isEqualTo(3);
    }

    @Test
    void debugShowsTheCallsWithPathsThatLeadThere() {
        try (Session session = umview().in(folder).session()) {
            session.must("um_add_service umfuse; mkdir mnt; mount -t umfusemem -o debug none mnt");
            String place = folder + "/mnt";

            assertThat(session.run("mkdir mnt/d; : >mnt/d/f; mv mnt/d/f mnt/g; cat mnt/d/f; cd mnt; : <g; cd ..")
                            .text()
                            .lines())
                    .contains(
                            "MKDIR [" + place + "] => path:/d mode:0777 status: Success Err:0",
                            "CREATE[" + place + "] => path:/d/f flags:0x241",
                            "RENAME [" + place + "] => path:/d/f status: Success Err:0",
                            "RENAME [" + place + "] => path:/g status: Success Err:0",
                            "OPEN[" + place + "] ERROR => path:/d/f flags:0x0 Err:2",
                            "CHDIR [" + place + "] => path:/ status: Success Err:0",
                            "OPEN[" + place + "] => path:/g flags:0x0");
            assertThat(session.run(
                                    "python3 -c 'import ctypes; ctypes.CDLL(None).syscall(437, -100, b\"mnt/g\", bytes(24), 24)'")
                            .text()
                            .lines())
                    .containsExactly("OPEN[" + place + "] => path:/g flags:0x0");
            assertThat(session.run("ls -ld /etc; umount mnt").text().lines())
                    .hasSize(2)
                    .endsWith("UMOUNT => path:" + place + " flag:0");
        }
    }
}
