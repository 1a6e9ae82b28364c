package io.umview.itest;

import static io.umview.itest.run.UmviewRunner.natively;
import static io.umview.itest.run.UmviewRunner.umview;
import static org.assertj.core.api.Assertions.assertThat;

import io.umview.itest.run.ModuleJar;
import io.umview.itest.run.Programs;
import io.umview.itest.run.Resources;
import io.umview.itest.run.Session;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that only the hypervisor can name, and that a view shows at a mount point. */
class HiddenTreesIT {
    @TempDir
    static Path modules;

    @TempDir
    Path folder;

    @BeforeAll
    static void build() throws Exception {
        ModuleJar.build(modules, "hidden", "org.example.hidden.Hidden");
    }

    private Session session(String... options) {
        Session session = umview(options)
                .env("UMVIEW_MODULE_PATH", modules.toString())
                .in(folder)
                .session();
        session.must("um_add_service hidden");
        return session;
    }

    /** A view in whose folder {@code mnt} is a mount of the folder {@code real}. */
    private Session mounted(String... options) {
        Session session = session(options);
        session.must("mkdir -p real/sub mnt; echo text > real/file; echo more > real/sub/file");
        session.must("mount -t hiddentest $PWD/real mnt");
        return session;
    }

    /** The kernel with bind mounts is what a view with hidden trees is measured by. */
    @ParameterizedTest
    @CsvSource({
        "1,,--quiet,",
        "2,,--quiet,",
        "3,,--quiet,",
        "4,,--nokvm,",
        "6,65534,--quiet,",
        "8,65534,--quiet,",
        "9,,--quiet,claimed",
        "6,65534,--quiet,claimed"
    })
    void callsEndAsTheyDoOnBindMounts(int seed, String user, String option, String claimed) throws Exception {
        Programs.requireRoot();
        String python = Programs.require("python3");
        Path scene = folder.resolve("1/2/3/4/5/6");
        for (Path above = folder; above.startsWith("/tmp"); above = above.getParent()) {
            above.toFile().setExecutable(true, false);
        }
        String program = python + " " + Resources.path("/guests/trees") + " " + scene + " " + seed + " ";
        String calls = program + "calls " + (user == null ? "" : user) + "; " + program + "list";
        natively().run("sh", "-c", program + "make");
        String expected = natively()
                .run(
                        "unshare",
                        "-m",
                        "sh",
                        "-c",
                        program + "mounts | while read s t; do mount --bind $s $t; done; " + calls)
                .out();
        natively().run("rm", "-rf", folder.resolve("1").toString());
        natively().run("sh", "-c", program + "make");

        try (Session session = session("-q", option)) {
            String mount =
                    claimed == null ? "mount -t hiddentest $s $t" : "mount -t hiddenclaim -o at=$t $s /claim-${t##*/}";
            session.must(program + "mounts | while read s t; do " + mount + " || exit 1; done");

            assertThat(firstDifference(session.must(calls), expected)).isEmpty();
        }
    }

    private static String firstDifference(String actual, String expected) {
        List<String> ours = actual.lines().toList();
        List<String> kernels = expected.lines().toList();
        assertThat(ours).hasSizeGreaterThan(1000);
        return IntStream.range(0, Math.min(ours.size(), kernels.size()))
                .filter(line -> !ours.get(line).equals(kernels.get(line)))
                .mapToObj(line -> "line " + line + ": " + ours.get(line) + ", natively " + kernels.get(line))
                .findFirst()
                .orElse("");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--quiet", "--nokvm"})
    void aThreadThatGoesIntoATreeIsThere(String option) {
        try (Session session = mounted(option)) {
            session.must("cd mnt/sub");

            assertThat(session.must("/bin/pwd; readlink /proc/self/cwd; cat file ../file; ls -d ../../mnt"))
                    .isEqualTo((folder + "/mnt/sub\n").repeat(2) + "more\ntext\n../../mnt\n");
            session.must("cd ../..");
            assertThat(session.must("/bin/pwd")).isEqualTo(folder + "\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--quiet", "--nokvm"})
    void aPathThatIsClaimedLeadsToATree(String option) {
        try (Session session = session(option)) {
            session.must("mkdir -p real/sub; echo text > real/file; echo more > real/sub/file");
            session.must("mount -t hiddenclaim -o at=/proc/#/claimed $PWD/real /claim");

            assertThat(session.must("cat /proc/self/claimed/file /proc/1/claimed/sub/../sub/file"))
                    .isEqualTo("text\nmore\n");
            assertThat(session.must("ls /proc/self/claimed")).isEqualTo("file\nsub\n");
            session.must("cd /proc/self/claimed/sub; cp /bin/pwd pwd; mkdir new; mv new ../moved");
            assertThat(session.must("sh -c 'echo /proc/$$/claimed/sub; exec ./pwd'")
                            .lines()
                            .distinct())
                    .hasSize(1);
            assertThat(session.must("cat ../../../self/claimed/file; ls -d ../moved"))
                    .isEqualTo("text\n../moved\n");
            session.must("cd " + folder + "; umount /claim");
            assertThat(session.run("cat /proc/self/claimed/file").text()).contains("No such file or directory");
        }
    }

    @Test
    void aPathThatIsClaimedForSomeIsAsItIsForOthers() {
        Programs.requireRoot();
        String setpriv = Programs.require("setpriv") + " --reuid=65534 --clear-groups ";
        try (Session session = session("--quiet")) {
            session.must("chmod 755 . ; mkdir real there; echo theirs > real/file; echo ours > there/file");
            session.must("mount -t hiddenclaim -o user=65534,at=$PWD/there $PWD/real /claim");

            assertThat(session.must("cat there/file; " + setpriv + "cat $PWD/there/file there/file; cat there/file"))
                    .isEqualTo("ours\ntheirs\ntheirs\nours\n");
            assertThat(session.must("cut -d' ' -f2 /proc/mounts | grep there || true"))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--quiet", "--nokvm"})
    void programsAndScriptsOfATreeAreExecuted(String option) {
        try (Session session = mounted(option)) {
            session.must("cp /bin/readlink mnt/where; printf '#!/bin/sh -e\\necho $0 $*\\n' > mnt/script");
            session.must("printf '#!'$PWD'/mnt/script x y\\n' > mnt/nested; cp mnt/nested outside");
            session.must("chmod +x mnt/script mnt/nested outside");

            assertThat(session.must("mnt/where /proc/self/exe")).isEqualTo(folder + "/mnt/where\n");
            assertThat(session.must("mnt/script a b")).isEqualTo("mnt/script a b\n");
            assertThat(session.must("mnt/nested z; ./outside z"))
                    .isEqualTo(folder + "/mnt/script x y mnt/nested z\n" + folder + "/mnt/script x y ./outside z\n");
            assertThat(session.run("mnt/file").status()).isEqualTo(126);
            assertThat(session.run("mnt/nothing").status()).isEqualTo(127);
        }
    }

    @Test
    void commandsOfTheViewExecuteProgramsOfATree() {
        try (Session session = mounted("-q")) {
            session.must("um_add_service umnet; mount -t umnetnull none /dev/net/null");
            session.must("cp /bin/echo mnt/say; printf '#!mnt/say by\n' > mnt/script; cp /usr/bin/mount mnt");
            session.must("printf '#!/bin/sh\nexec mstack /dev/net/null say within\n' > mnt/inner; chmod +x mnt/*");

            assertThat(session.must("umview -q mnt/say nested; umview -q mnt/script a"))
                    .isEqualTo("nested\nby mnt/script a\n");
            assertThat(session.must("mstack /dev/net/null mnt/say hello; mstack /dev/net/null umview -q mnt/script b"))
                    .isEqualTo("hello\nby mnt/script b\n");
            assertThat(session.must("export PATH=$PWD/mnt:$PATH; mstack /dev/net/null say found; mnt/inner"))
                    .isEqualTo("found\nwithin\n");
            assertThat(session.must("mount --version")).startsWith("mount from");
            session.must("chmod -x mnt/file");
            assertThat(session.run("mstack /dev/net/null mnt/file").status()).isEqualTo(126);
            assertThat(session.run("mstack /dev/net/null mnt/nothing").status()).isEqualTo(127);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--quiet", "--nokvm"})
    void exceptionsStayReal(String option) {
        try (Session session = session(option)) {
            session.must("mkdir -p real/sub/deep mnt/sub/in mnt/only; echo hidden > real/file; echo real > mnt/file");
            session.must(
                    "echo hidden > real/sub/x; echo real > mnt/sub/x; echo hidden > real/sub/deep/y; ln -s sub/x mnt/toin");
            session.must(
                    "ln -s sub/x real/link; ln -s ../file mnt/sub/up; mkdir mnt/sub/deep; echo real > mnt/sub/deep/y");
            session.must("mount -t hiddentest -o except=/sub,except=/only $PWD/real mnt");

            assertThat(session.must("cat mnt/file mnt/sub/x mnt/link mnt/sub/up mnt/sub/deep/y mnt/sub/../file"))
                    .isEqualTo("hidden\nreal\nreal\nhidden\nreal\nhidden\n");
            assertThat(session.must(
                            "cd mnt/sub; pwd -P; cat x ../file; cd deep; cat ../x ../../file; cd ../../..; pwd -P"))
                    .isEqualTo(folder + "/mnt/sub\nreal\nhidden\nreal\nhidden\n" + folder + "\n");
            assertThat(session.must("ls -d mnt/only mnt/sub/in; ls mnt | tr '\\n' ' '"))
                    .isEqualTo("mnt/only\nmnt/sub/in\nfile link sub ");
            session.must("echo new > mnt/sub/new; echo new > mnt/new; mkdir mnt/only/dir");
            assertThat(session.run("mv mnt/sub/new mnt/moved; ln mnt/new mnt/sub/linked")
                            .text())
                    .contains("Invalid cross-device link");
            assertThat(folder.resolve("mnt/only/dir")).isDirectory();
            assertThat(folder.resolve("mnt/new")).doesNotExist();
            assertThat(folder.resolve("real/moved")).exists();
            assertThat(session.run("cat mnt/only/missing mnt/sub/deep/missing").status())
                    .isEqualTo(1);
            session.must("umount mnt");
            assertThat(session.must("cat mnt/file")).isEqualTo("real\n");
        }
    }

    @Test
    void aServiceIsLoadedWhileGuestsWaitInATree() {
        try (Session session = mounted("-q")) {
            session.must("mkfifo mnt/fifo; for i in 1 2 3 4 5 6; do cat mnt/fifo & done");

            session.must("um_add_service umnet; um_del_service umnet");

            // Those that come late wait for another writer.
            session.must("while [ -n \"$(jobs -rp)\" ]; do timeout 1 sh -c ': > mnt/fifo' || true; done");
            assertThat(session.must("wait; cat mnt/file")).isEqualTo("text\n");
        }
    }

    @Test
    void aProgramIsKnownByItsName() {
        try (Session session = mounted("-q")) {
            session.must("cp /bin/cat mnt/feline");

            assertThat(session.must("mnt/feline /proc/self/comm")).isEqualTo("feline\n");
        }
    }

    @Test
    void librariesAndInterpretersOfATreeAreFound() {
        try (Session session = mounted("-q")) {
            session.must("cp $(ldd /bin/ls | awk '/libc.so/ {print $3}') mnt/libc.so.6");

            assertThat(session.must("LD_LIBRARY_PATH=$PWD/mnt ls -l mnt/libc.so.6 | wc -l; "
                            + "LD_LIBRARY_PATH=$PWD/mnt cat /proc/self/maps | grep -c libc.so.6"))
                    .startsWith("1\n")
                    .doesNotContain("\n0\n");
        }
    }

    @Test
    void aSocketLiesInATree() {
        String python = Programs.require("python3");
        try (Session session = mounted("-q")) {
            String script = "import socket as s\n"
                    + "a = s.socket(s.AF_UNIX); a.bind(\"mnt/s\"); a.listen(1)\n"
                    + "b = s.socket(s.AF_UNIX); b.connect(\"mnt/s\"); b.send(b\"stream\"); print(a.accept()[0].recv(9))\n"
                    + "c = s.socket(s.AF_UNIX, s.SOCK_DGRAM); c.bind(\"mnt/sub/d\")\n"
                    + "d = s.socket(s.AF_UNIX, s.SOCK_DGRAM); d.sendto(b\"message\", \"mnt/sub/d\"); print(c.recv(9))";

            assertThat(session.must(python + " -c '" + script + "'; stat -c %F mnt/s mnt/sub/d"))
                    .isEqualTo("b'stream'\nb'message'\nsocket\nsocket\n");
        }
    }

    @Test
    void ordinaryProgramsWork() {
        Programs.require("git");
        Programs.require("make");
        try (Session session = mounted("-q")) {
            session.must("cp -a /usr/share/doc/tar mnt/doc 2>/dev/null || cp -a /etc/skel mnt/doc");
            session.must("tar -C mnt -cf mnt/doc.tar doc && mkdir mnt/copy && tar -C mnt/copy -xf mnt/doc.tar");
            assertThat(session.must("diff -r mnt/doc mnt/copy/doc && find mnt -name doc | sort"))
                    .isEqualTo("mnt/copy/doc\nmnt/doc\n");
            session.must("printf 'all: made\\nmade: file\\n\\tcp file made\\n' > mnt/Makefile && make -s -C mnt");
            assertThat(session.must("cat mnt/made")).isEqualTo("text\n");
            session.must("git init -q mnt/repo && cd mnt/repo && echo a > a && git add a && git -c user.name=n"
                    + " -c user.email=e commit -qm first && cd ../.. && git clone -q mnt/repo cloned");
            assertThat(session.must("git -C mnt/repo status --porcelain; git -C mnt/repo fsck 2>&1; cat cloned/a"))
                    .isEqualTo("a\n");
            session.must("rm -rf mnt/repo mnt/copy mnt/doc mnt/doc.tar");
            assertThat(session.must("ls real")).isEqualTo("Makefile\nfile\nmade\nsub\n");
        }
    }

    @Test
    void aTreeInUseStaysMounted() {
        try (Session session = mounted("-q")) {
            session.must("cd mnt/sub");
            assertThat(session.run("umount " + folder + "/mnt").text()).contains("Device or resource busy");
            session.must("cd ../..; exec 9< mnt/file");
            assertThat(session.run("umount mnt").text()).contains("Device or resource busy");
            session.must("exec 9<&-; mkdir mnt/inner; mount -t hiddentest $PWD/real mnt/inner");
            assertThat(session.run("umount mnt").text()).contains("Device or resource busy");

            session.must("umount mnt/inner; umount mnt");

            assertThat(session.must("ls mnt")).isEmpty();
        }
    }

    @Test
    void openat2KeepsToWhatItIsTold() {
        String python = Programs.require("python3");
        try (Session session = mounted("-q")) {
            String script = "import ctypes, errno, os, struct\n"
                    + "libc = ctypes.CDLL(None, use_errno=True)\n"
                    + "os.symlink(\"file\", \"mnt/link\")\n"
                    + "for path, resolve in (\"mnt/file\", 0), (\"mnt/file\", 1), (\"mnt/link\", 0), (\"mnt/link\", 4):\n"
                    + "    how = struct.pack(\"QQQ\", 0, 0, resolve)\n"
                    + "    fd = libc.syscall(437, -100, path.encode(), how, 24)\n"
                    + "    print(os.read(fd, 9) if fd >= 0 else errno.errorcode[ctypes.get_errno()])";

            assertThat(session.must(python + " -c '" + script + "'"))
                    .isEqualTo("b'text\\n'\nEXDEV\nb'text\\n'\nELOOP\n");
        }
    }

    @Test
    void nobodyElseSeesThem() {
        try (Session session = mounted("-q")) {
            session.must("echo seen > mnt/new");

            assertThat(folder.resolve("mnt")).isEmptyDirectory();
            assertThat(Files.exists(folder.resolve("real/new"))).isTrue();
        }
    }
}
