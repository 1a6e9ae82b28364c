package io.umview.itest;

import static io.umview.itest.run.UmviewRunner.umview;
import static org.assertj.core.api.Assertions.assertThat;

import io.umview.itest.run.CProgram;
import io.umview.itest.run.Programs;
import io.umview.itest.run.Session;
import io.umview.itest.run.Session.Answer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The mount table of a view. */
class MountsIT {
    @TempDir
    Path folder;

    private Session session;

    @BeforeEach
    void start() {
        session = umview("-q", "-p", "umnet").in(folder).session();
    }

    @AfterEach
    void end() {
        session.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/proc/mounts", "/proc/self/mounts", "/proc/$BASHPID/mounts", "/etc/mtab"})
    void theMountsOfTheViewAreListedBehindTheKernels(String file) {
        String before = session.must("cat " + file);

        session.must("mount -t umnetnull none /dev/net/null; mount -t umnetnative -o perm none '/dev/net/a b'");

        assertThat(session.must("cat " + file)).startsWith(before).contains("none /dev/net/null umnetnull rw 0 ");
        assertThat(session.must("cat " + file)).contains("none /dev/net/a\\040b umnetnative perm 0 ");
    }

    @Test
    void toolsThatListMountsShowThem() {
        session.must("mount -t umnetnull none /dev/net/null");

        assertThat(session.must("findmnt -n -o FSTYPE,SOURCE --target /dev/net/null || grep null /proc/self/mountinfo"))
                .contains("umnetnull");
        assertThat(session.must("mount")).contains("none on /dev/net/null type umnetnull");
        assertThat(session.must("mount -t umnetnull")).contains("none on /dev/net/null type umnetnull");
    }

    @Test
    void whatIsUnmountedIsNoLongerListed() {
        session.must("mount -t umnetnull none /dev/net/null; umount /dev/net/null");

        assertThat(session.must("cat /proc/mounts")).doesNotContain("umnetnull");
    }

    @Test
    void nobodyElseSeesThem() throws Exception {
        session.must("mount -t umnetnull none /dev/net/null");

        assertThat(Path.of("/proc/mounts")).content().doesNotContain("/dev/net/null");
        assertThat(Path.of("/dev/net/null")).doesNotExist();
    }

    @Test
    void theNewestOfStackedMountsIsSeenAndUnmountedFirst() {
        session.must("mount -t umnetnull none /dev/net/s; mount -t umnetnative none /dev/net/s");
        String probe = "mstack /dev/net/s " + CProgram.compile("msocket") + " try 2";

        assertThat(session.must(probe)).isEqualTo("socket\n");
        assertThat(session.must("grep -c ' /dev/net/s ' /proc/mounts")).isEqualTo("2\n");
        session.must("umount /dev/net/s");
        assertThat(session.must(probe)).isEqualTo("EAFNOSUPPORT\n");
        session.must("umount /dev/net/s");
        assertThat(session.run("stat /dev/net/s").status()).isEqualTo(1);
        assertThat(session.run("viewumount /dev/net/s"))
                .isEqualTo(new Answer(1, "umount: /dev/net/s: Invalid argument\n"));
    }

    @Test
    void aRemountChangesTheOptionsAndNothingElse() {
        session.must("mount -t umnetnull none /dev/net/null; chmod 700 /dev/net/null || true");
        String mode = session.must("stat -c %a /dev/net/null");

        session.must("mount -o remount,perm /dev/net/null");

        assertThat(session.must("stat -c %a /dev/net/null")).isEqualTo(mode);
        assertThat(session.run("umount /dev/net/null").text()).contains("Device or resource busy");
        assertThat(session.must("grep -c /dev/net/null /proc/mounts")).isEqualTo("1\n");
    }

    @Test
    void anExistingFileCanBeMountedOnAndComesBack() {
        session.must("echo text > file; mount -t umnetnull none file");
        assertThat(session.must("stat -c %F file; stat -c %F $PWD/file")).isEqualTo("weird file\nweird file\n");

        session.must("umount file");

        assertThat(session.must("cat file")).isEqualTo("text\n");
    }

    @Test
    void aSymbolicLinkAsMountPointIsFollowed() {
        session.must("echo text > file; ln -s file link; mount -t umnetnull none link");

        assertThat(session.must("stat -c %F file link; stat -Lc %F link"))
                .isEqualTo("weird file\nsymbolic link\nweird file\n");
    }

    @Test
    void nothingIsRenamedOrLinkedAcrossTheBorder() {
        Programs.require("python3");
        session.must("echo text > file; mount -t umnetnull none /dev/net/null");
        String probe = "import errno, os\n"
                + "for f in os.rename, os.link:\n"
                + "    for a, b in ((\"file\", \"/dev/net/null\"), (\"/dev/net/null\", \"other\")):\n"
                + "        try: f(a, b); print(0)\n"
                + "        except OSError as e: print(errno.errorcode[e.errno])";

        assertThat(session.must("python3 -c '" + probe + "'")).isEqualTo("EXDEV\n".repeat(4));
        assertThat(session.must("cat file")).isEqualTo("text\n");
    }

    @Test
    void unknownTypesAreRefused() {
        Answer answer = session.run("viewmount -t umnetnosuch none /dev/net/x");

        assertThat(answer).isEqualTo(new Answer(1, "mount: No such device\n"));
        assertThat(session.run("mount -t umnetnosuch none /dev/net/x").status()).isNotZero();
        assertThat(session.run("viewmount -t umnetnull none").status()).isEqualTo(2);
    }

    @Test
    void viewmountAndViewumountDoTheSame() {
        session.must("viewmount -t umnetnull none /dev/net/null");
        assertThat(session.must("stat -c %F /dev/net/null")).isEqualTo("weird file\n");

        session.must("viewumount /dev/net/null");

        assertThat(session.run("stat /dev/net/null").status()).isEqualTo(1);
    }

    @Test
    void aliasesOfTypesAreResolvedReplacedAndDeleted() {
        session.must("um_fsalias short middle; um_fsalias middle umnetnull");
        session.must("mount -t short none /dev/net/x");
        assertThat(session.must("grep -c umnetnull /proc/mounts")).isEqualTo("1\n");
        session.must("umount /dev/net/x");

        session.must("um_fsalias middle umnetnative; mount -t short none /dev/net/x");
        assertThat(session.must("grep -c umnetnative /proc/mounts")).isEqualTo("1\n");
        session.must("umount /dev/net/x; um_fsalias middle");
        assertThat(session.run("viewmount -t short none /dev/net/x").text()).contains("No such device");
        assertThat(session.run("um_fsalias").status()).isEqualTo(2);
    }

    @Test
    void aCircleOfAliasesEnds() {
        session.must("um_fsalias one two; um_fsalias two one");

        assertThat(session.run("viewmount -t one none /dev/net/x").text())
                .contains("Too many levels of symbolic links");
        session.must("mount -t umnetnull none /dev/net/null");
    }

    @Test
    void aProgramThatCallsMountItselfIsServed() {
        String busybox = Programs.require("busybox");

        session.must(busybox + " mount -t umnetnull none /dev/net/null");
        assertThat(session.must("stat -c %F /dev/net/null")).isEqualTo("weird file\n");
        session.must(busybox + " umount /dev/net/null");
        assertThat(session.run("stat /dev/net/null").status()).isEqualTo(1);
    }

    @Test
    void realMountsArePassedOn() {
        Programs.requireRoot();
        session.must("mount -t umnetnull none /dev/net/null; mkdir mnt");

        assertThat(session.must("unshare -m bash -c 'mount -t tmpfs tmp mnt && echo a > mnt/file && cat mnt/file"
                        + " && grep -c \" $PWD/mnt tmpfs \" /proc/mounts && umount mnt && ls mnt'"))
                .isEqualTo("a\n1\n");
    }

    @Test
    void inAChangedRootTheViewsPathsMeanTheChangedRoot() {
        Programs.requireRoot();
        String busybox = Programs.require("busybox");
        session.must("mount -t umnetnull none /dev/net/null");
        session.must("mkdir -p root/bin root/dev/net && cp " + busybox + " root/bin/busybox");

        assertThat(session.run("chroot root /bin/busybox stat -c %F /bin/busybox"))
                .isEqualTo(new Answer(0, "regular file\n"));
    }
}
