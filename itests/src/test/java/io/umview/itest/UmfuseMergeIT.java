package io.umview.itest;

import static io.umview.itest.run.UmviewRunner.natively;
import static io.umview.itest.run.UmviewRunner.umview;
import static org.assertj.core.api.Assertions.assertThat;

import io.umview.itest.run.Programs;
import io.umview.itest.run.Resources;
import io.umview.itest.run.Result;
import io.umview.itest.run.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** File systems that are united with what is below their mount point, as root and as an ordinary user. */
class UmfuseMergeIT {
    @TempDir
    Path folder;

    @BeforeEach
    void needFuse() throws IOException {
        Programs.requireFuse();
        Files.createDirectories(folder.resolve("mnt/both"));
        Files.writeString(folder.resolve("mnt/low"), "low\n");
        Files.writeString(folder.resolve("mnt/name"), "below\n");
        Files.writeString(folder.resolve("mnt/both/low"), "inner low\n");
        Files.createDirectories(folder.resolve("mnt/lowdir/deep"));
    }

    private Session session() {
        Session session = umview("-q")
                .env("PATH", System.getenv("PATH") + ":/usr/sbin:/sbin")
                .in(folder)
                .session();
        session.must("um_add_service umfuse");
        return session;
    }

    /** Here the file system and what is below have no directory in common but the mount point. */
    private Session merged() {
        Session session = session();
        session.must("mount -t umfusemem -o merge none mnt; mkdir mnt/up mnt/up/deep; echo up >mnt/up/f");
        return session;
    }

    private String below(String path) throws IOException {
        return Files.readString(folder.resolve("mnt").resolve(path));
    }

    @Test
    void theDirectoriesOfTheFileSystemAndOfWhatIsBelowAreOne() {
        try (Session session = session()) {
            session.must(
                    "mkdir tree tree/both; echo tree >tree/name; echo high >tree/both/high; tar -C tree -cf t.tar .");
            session.must("mount -t umfusetar -o merge t.tar mnt");

            assertThat(session.must("cd mnt; find . | sort; cd ..")).isEqualTo("""
                    .
                    ./both
                    ./both/high
                    ./both/low
                    ./low
                    ./lowdir
                    ./lowdir/deep
                    ./name
                    """);
            assertThat(session.must("cat mnt/name mnt/low mnt/both/*")).isEqualTo("tree\nlow\nhigh\ninner low\n");
            assertThat(session.must("cd mnt/both; pwd; /bin/pwd; cat low ../name; cd ../.."))
                    .isEqualTo((folder + "/mnt/both\n").repeat(2) + "inner low\ntree\n");
            session.must("umount mnt");
            assertThat(session.must("cat mnt/name")).isEqualTo("below\n");
        }
    }

    @Test
    void nothingButTheMergeOfDirectoriesIsRefused() {
        try (Session session = session()) {
            session.must("echo f >file");
            assertThat(session.run("mount -t umfuseramfile -o merge none file").text())
                    .contains("Not a directory");
            assertThat(session.must("cat file")).isEqualTo("f\n");
        }
    }

    @Test
    void newNamesGoToTheFileSystemAndChangesToWhereAFileIs() throws IOException {
        try (Session session = merged()) {
            session.must(
                    "echo new >mnt/new; echo more >>mnt/low; echo inner >mnt/lowdir/new; mv mnt/new mnt/up/moved; mv mnt/up/moved mnt/both");
            session.must("chmod 600 mnt/low; ln mnt/low mnt/low2; mv mnt/low2 mnt/both/low2");

            assertThat(session.must("cat mnt/both/moved mnt/low mnt/lowdir/new; stat -c '%h %a' mnt/both/low2"))
                    .isEqualTo("new\nlow\nmore\ninner\n2 600\n");
            session.must("umount mnt");
        }
        assertThat(folder.resolve("mnt/up")).doesNotExist();
        assertThat(folder.resolve("mnt/new")).doesNotExist();
        assertThat(below("both/moved")).isEqualTo("new\n");
        assertThat(below("both/low2")).isEqualTo("low\nmore\n");
        assertThat(below("lowdir/new")).isEqualTo("inner\n");
    }

    @Test
    void newNamesGoBelowIfTheFileSystemIsReadOnly() throws IOException {
        try (Session session = session()) {
            session.must("mkdir tree tree/both tree/only; echo tree >tree/name; tar -C tree -cf t.tar .");
            session.must("mount -t umfusetar -o merge t.tar mnt; echo new >mnt/new; mkdir mnt/both/d");

            for (String change : List.of("echo x >mnt/name", "rm mnt/name", "touch mnt/only/f", "mv mnt/name mnt/n")) {
                assertThat(session.run(change).text()).as(change).contains("Read-only file system");
            }
            session.must("umount mnt");
        }
        assertThat(below("new")).isEqualTo("new\n");
        assertThat(folder.resolve("mnt/both/d")).isDirectory();
    }

    @Test
    void whatWasRemovedStaysAwayAndIsThereAgainWithoutTheMount() {
        try (Session session = merged()) {
            session.must("echo new >mnt/t; mv mnt/t mnt/name; mkdir mnt/t; rm -r mnt/up; mv mnt/t mnt/up");
            assertThat(session.must("cat mnt/name; rm mnt/name; ls mnt")).isEqualTo("new\nboth\nlow\nlowdir\nup\n");
            assertThat(session.run("cat mnt/name").text()).contains("No such file");
            session.must("mkdir mnt/name; rmdir mnt/name; echo again >mnt/name");

            assertThat(session.must("cat mnt/name; umount mnt; cat mnt/name")).isEqualTo("again\nbelow\n");
        }
    }

    @Test
    void aDirectoryOfBothIsEmptyWhenNothingIsSeenInIt() {
        Programs.require("fuse2fs");
        Programs.require("mkfs.ext4");
        Programs.require("python3");
        try (Session session = session()) {
            session.must(
                    "truncate -s 8M t.img; mkfs.ext4 -q t.img; mount -t umfuseext2 -o rw+ t.img mnt;"
                            + " mkdir mnt/both; echo high >mnt/both/high; umount mnt; mount -t umfuseext2 -o rw+,merge t.img mnt");
            assertThat(session.run("rmdir mnt/both").text()).contains("not empty");
            assertThat(session.run("python3 -c 'import os; os.rename(\"mnt/both\", \"mnt/b\")'")
                            .text())
                    .contains("Invalid cross-device link");

            session.must("mv mnt/both mnt/b; ! test -e mnt/both; rm mnt/b/low mnt/b/high; rmdir mnt/b; mkdir mnt/both");

            assertThat(session.must("ls mnt/both; umount mnt")).isEmpty();
        }
    }

    @Test
    void whatIsOpenGoesOnWithoutAName() {
        Programs.require("python3");
        try (Session session = merged()) {
            for (String file : List.of("mnt/low", "mnt/up/f", "mnt/both/low")) {
                assertThat(session.must(
                                "exec 8<>" + file + "; rm " + file + "; echo more >&8; stat -L -c '%h' /dev/fd/8;"
                                        + " python3 -c 'import os; print(os.pread(8, 9, 0)); os.ftruncate(8, 2);"
                                        + " print(os.fstat(8).st_size)'; exec 8<&-"))
                        .as(file)
                        .startsWith("0\n")
                        .endsWith("\n2\n");
            }
            session.must("cd mnt/lowdir/deep; rmdir ../deep");
            assertThat(session.run("touch x").text()).contains("No such file");
            session.must("cd " + folder);
            session.must(
                    "python3 -c 'import os; f = os.open(\"mnt/up\", os.O_TMPFILE | os.O_RDWR); os.write(f, b\"t\");"
                            + " os.link(\"/proc/self/fd/%d\" % f, \"mnt/up/t\", src_dir_fd=f, follow_symlinks=True)'");
            assertThat(session.must("cat mnt/up/t; umount mnt")).isEqualTo("t");
        }
    }

    @Test
    void programsRunInBothAndRepositoriesAndBuildsSpanThem() {
        for (String program : new String[] {"git", "make", "gcc", "fuse2fs", "mkfs.ext4"}) {
            Programs.require(program);
        }
        try (Session session = session()) {
            session.must("cd mnt; for i in 1 2 3; do echo \"int f$i(void) { return $i; }\" >f$i.c; done;"
                    + " echo 'int f1(), f2(), f3(); int main() { return f1() + f2() + f3(); }' >m.c;"
                    + " printf 'm: m.o f1.o f2.o f3.o\\n\\t$(CC) -o $@ $^\\n' >Makefile; git init -q; git add .;"
                    + " git -c user.name=n -c user.email=e commit -qm one; cd ..");
            session.must("truncate -s 24M t.img; mkfs.ext4 -q t.img; mount -t umfuseext2 -o rw+,merge t.img mnt");

            session.must(
                    "cd mnt; make -j4 >log; echo '*.o' >.gitignore; git add .gitignore m;"
                            + " git -c user.name=n -c user.email=e commit -qm two; git fsck --no-progress; cp /bin/echo both/e; cd ..");

            assertThat(session.run("mnt/m").status()).isEqualTo(6);
            assertThat(session.must("mnt/both/e works")).isEqualTo("works\n");
            assertThat(session.must("git -C mnt log --format=%s")).isEqualTo("two\none\n");
            session.must("umount mnt; e2fsck -fn t.img; ! ls mnt/*.o");
        }
    }

    /** The same random calls at the same path; what the file system has nothing of is as it is without it. */
    @ParameterizedTest
    @ValueSource(ints = {2, 5})
    void whatIsOnlyBelowIsAsWithoutTheMount(int seed) throws Exception {
        Programs.requireRoot();
        String program = Programs.require("python3") + " " + Resources.path("/guests/trees") + " " + folder
                + "/mnt/scene " + seed + " ";
        String make = "rm -rf mnt; mkdir mnt; " + program + "make; mkdir -p mnt/scene/world/m/n/o; ";
        String calls = "chmod 755 mnt; " + program + "calls; " + program + "list";
        Result expected = natively().in(folder).run("sh", "-c", make + calls);

        try (Session session = session()) {
            session.must(make + "mount -t umfusemem -o merge none mnt");
            List<String> ours = session.must(calls).lines().toList();

            assertThat(ours)
                    .hasSizeGreaterThan(1000)
                    .isEqualTo(expected.out().lines().toList());
            session.must("umount mnt");
        }
    }

    @Test
    void rightsAndOwnersBelowAreWhatTheyAre() throws Exception {
        try (Session session = session()) {
            session.must("mount -t umfusemem -o merge none /etc");
            assertThat(session.must("stat -c '%U %a' /etc/passwd /etc/shadow;"
                            + " python3 -c 'import os; print(os.fstat(os.open(\"/etc/passwd\", 0)).st_uid)'"))
                    .isEqualTo("root 644\nroot 640\n0\n");
            String user = session.must("id -u").equals("0\n") ? "setpriv --reuid 65534 --clear-groups " : "";
            for (String refused : List.of("cat /etc/shadow", "touch /etc/default/x", "rm /etc/default/useradd")) {
                assertThat(session.run(user + refused).text()).as(refused).contains("Permission denied");
            }
            session.must("umount /etc");
        }
    }

    @Test
    void anInnerViewSharesTheUnion() {
        try (Session session = merged()) {
            assertThat(session.must("umview -q sh -c 'cat mnt/up/f mnt/low; echo i >mnt/inner'; cat mnt/inner"))
                    .isEqualTo("up\nlow\ni\n");
            session.must("exec 8<mnt/low");
            assertThat(session.run("umount mnt").text()).contains("busy");
            session.must("exec 8<&-; umount mnt");
        }
    }
}
