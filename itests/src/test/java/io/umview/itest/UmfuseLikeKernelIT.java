package io.umview.itest;

import static io.umview.itest.run.UmviewRunner.natively;
import static io.umview.itest.run.UmviewRunner.umview;
import static org.assertj.core.api.Assertions.assertThat;

import io.umview.itest.run.CProgram;
import io.umview.itest.run.Programs;
import io.umview.itest.run.Resources;
import io.umview.itest.run.Result;
import io.umview.itest.run.Session;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A file system of umfuse is to programs what the same FUSE program is to them where the kernel mounted it. */
class UmfuseLikeKernelIT {
    /** A longer run: {@code -Dumview.exerciser.operations=1000000}. */
    private static final int OPERATIONS = Integer.getInteger("umview.exerciser.operations", 2000);

    @TempDir
    Path folder;

    @BeforeEach
    void needFuse() {
        Programs.requireFuse();
        Programs.require("fuse2fs");
        Programs.require("mkfs.ext4");
    }

    private static final String MAKE_IMAGE = "mkdir -p mnt; rm -f t.img; truncate -s 24M t.img; mkfs.ext4 -q t.img; ";

    private Session session() {
        Session session = umview("-q").in(folder).session();
        session.must("um_add_service umfuse");
        return session;
    }

    /** The same random calls at the same path, on images made in the same way. */
    @ParameterizedTest
    @CsvSource({"1,,", "4,65534,human"})
    void callsEndAsTheyDoOnTheKernelsMount(int seed, String user, String option) throws Exception {
        Programs.requireRoot();
        String python = Programs.require("python3");
        for (Path above = folder; above.startsWith("/tmp"); above = above.getParent()) {
            above.toFile().setExecutable(true, false);
        }
        String program = python + " " + Resources.path("/guests/trees") + " " + folder + "/mnt/scene " + seed + " ";
        String calls = "chmod 755 mnt; " + program + "make; mkdir -p mnt/scene/world/m/n/o; " + program + "calls "
                + (user == null ? "" : user) + "; " + program + "list";
        String permissions = option == null ? "" : ",default_permissions";
        Result expected = natively()
                .in(folder)
                .run(
                        "unshare",
                        "-m",
                        "sh",
                        "-c",
                        MAKE_IMAGE + "fuse2fs -o rw,fakeroot,allow_other" + permissions + " t.img mnt; " + calls
                                + "; umount mnt");

        try (Session session = session()) {
            session.must(
                    MAKE_IMAGE + "mount -t umfuseext2 -o rw+" + (option == null ? "" : "," + option) + " t.img mnt");
            String ours = session.must(calls);
            session.must("umount mnt; e2fsck -fn t.img");

            assertThat(firstDifference(ours, expected.out())).isEmpty();
        }
    }

    private static String firstDifference(String answers, String expected) {
        List<String> ours = answers.lines().toList();
        List<String> kernels = expected.lines().toList();
        assertThat(ours).hasSizeGreaterThan(1000).hasSameSizeAs(kernels);
        return IntStream.range(0, ours.size())
                .filter(line -> !ours.get(line).equals(kernels.get(line)))
                .mapToObj(line -> "line " + line + ": " + ours.get(line) + ", natively " + kernels.get(line))
                .findFirst()
                .orElse("");
    }

    @Test
    void repositoriesDatabasesArchivesAndBuildsLiveInAnImage() {
        for (String program : new String[] {"git", "sqlite3", "tar", "make", "gcc"}) {
            Programs.require(program);
        }
        try (Session session = session()) {
            session.must(MAKE_IMAGE + "mount -t umfuseext2 -o rw+ t.img mnt; mkdir src");
            session.must("cd src; for i in 1 2 3 4; do echo \"int f$i(void) { return $i; }\" >f$i.c; done;"
                    + " echo 'int f1(), f2(), f3(), f4(); int main() { return f1() + f2() + f3() + f4(); }' >m.c;"
                    + " printf 'm: m.o f1.o f2.o f3.o f4.o\\n\\t$(CC) -o $@ $^\\n' >Makefile; git init -q; git add .;"
                    + " git -c user.name=n -c user.email=e commit -qm one; cd ..");

            session.must("git clone -q src mnt/clone; git -C mnt/clone fsck --no-progress; make -j4 -C mnt/clone >log");
            assertThat(session.run("mnt/clone/m").status()).isEqualTo(10);
            session.must("tar -C mnt -cf mnt/t.tar clone; mkdir mnt/out; tar -C mnt/out -xf mnt/t.tar;"
                    + " diff -r mnt/clone mnt/out/clone");
            session.must(
                    "sqlite3 mnt/db 'pragma journal_mode=wal; create table t(a); insert into t values(1),(2)' >log");
            assertThat(session.must("sqlite3 mnt/db 'pragma integrity_check; select sum(a) from t'"))
                    .isEqualTo("ok\n3\n");
            session.must("umount mnt; e2fsck -fn t.img");
        }
    }

    @Test
    void whatIsWrittenMappedAndCutIsThere() {
        String exerciser = CProgram.compile("exerciser").toString();
        try (Session session = umview("-q")
                .in(folder)
                .within(Duration.ofMinutes(2 + OPERATIONS / 5000))
                .session()) {
            session.must(MAKE_IMAGE + "mkdir mem; um_add_service umfuse;"
                    + " mount -t umfuseext2 -o rw+ t.img mnt; mount -t umfusemem none mem");
            // fuse2fs 1.47.0 sometimes loses what lies around a hole, natively too.
            for (String mode : new String[] {"mnt/f 1 %d whole", "mem/f 2 %d"}) {
                assertThat(session.run(exerciser + " " + mode.formatted(OPERATIONS))
                                .text())
                        .as(mode)
                        .startsWith(OPERATIONS + " operations");
            }
            session.must("umount mnt; e2fsck -fn t.img");
        }
    }
}
