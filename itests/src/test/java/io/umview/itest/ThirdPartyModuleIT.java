package io.umview.itest;

import static io.umview.itest.run.UmviewRunner.umview;
import static org.assertj.core.api.Assertions.assertThat;

import io.umview.itest.run.ModuleJar;
import io.umview.itest.run.Programs;
import io.umview.itest.run.Resources;
import io.umview.itest.run.Result;
import io.umview.itest.run.Session;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Modules of others are dropped into a folder; what they do wrong concerns their own calls only. */
class ThirdPartyModuleIT {
    @TempDir
    static Path modules;

    private Session session;

    @BeforeAll
    static void build() throws Exception {
        ModuleJar.build(modules, "hello", "org.example.hello.Hello");
        ModuleJar.build(modules, "faulty", "org.example.faulty.Faulty");
    }

    @BeforeEach
    void start() {
        session = umview().env("UMVIEW_MODULE_PATH", modules.toString()).session();
    }

    @AfterEach
    void end() {
        session.close();
    }

    private void theViewLives() {
        assertThat(session.must("stat -c %F /etc/passwd; /bin/echo alive")).isEqualTo("regular file\nalive\n");
    }

    @Test
    void aModuleOfFortyLinesIsLoadedMountedAndDropped() throws Exception {
        assertThat(Files.readAllLines(Resources.path("/modules/Hello.java"))).hasSizeLessThanOrEqualTo(40);

        assertThat(session.must("um_add_service hello,world")).isEqualTo("hello world\nhello init\n");
        assertThat(session.must("um_ls_service")).isEqualTo("hello: hello of somebody else\n");
        session.must("mount -t hello none /tmp/greeting");
        assertThat(session.must("stat -c '%F %s %a' /tmp/greeting")).isEqualTo("regular file 5 444\n");
        assertThat(session.run("cat /tmp/greeting").text()).isEqualTo("cat: /tmp/greeting: Function not implemented\n");
        session.must("umount /tmp/greeting");
        assertThat(session.must("um_del_service hello")).isEqualTo("hello fini\n");
    }

    @Test
    void aModuleThatIsDroppedInWhileTheViewRunsIsFound() throws Exception {
        Path folder = Files.createDirectory(modules.resolve("later"));
        try (Session other =
                umview("-q").env("UMVIEW_MODULE_PATH", folder.toString()).session()) {
            assertThat(other.run("um_add_service hello").status()).isEqualTo(1);

            Files.copy(modules.resolve("hello.jar"), folder.resolve("hello.jar"));

            assertThat(other.run("um_add_service hello").status()).isZero();
        }
    }

    @Test
    void aFileThatIsNoJarIsNoModule() throws Exception {
        Path folder = Files.createDirectory(modules.resolve("broken"));
        Files.writeString(folder.resolve("broken.jar"), "this is no jar");
        try (Session other =
                umview("-q").env("UMVIEW_MODULE_PATH", folder + ":" + modules).session()) {
            assertThat(other.run("um_add_service broken").status()).isEqualTo(1);
            assertThat(other.run("um_add_service hello").status()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"throw", "error", "assert", "null"})
    void aModuleThatFailsToLoadIsNotThere(String how) {
        assertThat(session.run("um_add_service faulty," + how).status()).isEqualTo(1);
        assertThat(session.must("um_ls_service")).isEmpty();
        theViewLives();
        session.must("um_add_service faulty");
        session.must("um_del_service faulty");
    }

    @Test
    void aModuleThatFailsToLeaveIsGoneAllTheSame() {
        session.must("um_add_service faulty,late");

        session.run("um_del_service faulty");

        assertThat(session.must("um_ls_service")).isEmpty();
        theViewLives();
    }

    @ParameterizedTest
    @ValueSource(strings = {"nullmount", "mount"})
    void aMountThatGoesWrongFails(String how) {
        session.must("um_add_service faulty");

        assertThat(session.run("viewmount -t faulty" + how + " none /proc/faulty")
                        .status())
                .isEqualTo(1);
        assertThat(session.run("stat /proc/faulty").status()).isEqualTo(1);
        theViewLives();
        session.must("um_del_service faulty");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"files", "nullfiles", "throw", "error", "assert", "nullstat", "nonsense", "busy", "unmount"})
    void aFileSystemThatGoesWrongFailsItsOwnCalls(String how) {
        session.must("um_add_service faulty; viewmount -t faulty" + how + " none /proc/faulty");

        for (String command : new String[] {"stat", "cat", "ls -l", "rm -f", "chmod 600", "readlink", "touch"}) {
            session.run(command + " /proc/faulty");
            session.run(command + " /proc/faulty/below");
        }
        assertThat(session.run("cat /proc/faulty").text()).contains("cat: /proc/faulty: ");

        theViewLives();
        session.run("umount /proc/faulty");
        assertThat(session.must("grep -c faulty /proc/mounts || true")).isEqualTo("0\n");
        session.must("um_del_service faulty");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--quiet", "--nokvm"})
    void aHandlerThatGoesWrongFailsItsOwnCalls(String option) {
        Programs.require("python3");
        session.close();
        session = umview(option).env("UMVIEW_MODULE_PATH", modules.toString()).session();
        session.must("um_add_service faulty");
        String script = "import ctypes\n"
                + "libc = ctypes.CDLL(None, use_errno=True)\n"
                + "for n in range(1, 14): print(n, libc.sethostname(b\"x\" * 80, n) != 0 or n == 13)\n"
                + "print(libc.getsid(0))";

        assertThat(session.must(
                        "python3 -c '" + script + "' 2>&1 | grep -v '^umview\\|^[[:space:]]at\\|^java\\|^Caused'"))
                .contains(IntStream.rangeClosed(1, 13)
                        .mapToObj(n -> n + " True\n")
                        .toList());
        theViewLives();
        session.must("um_del_service faulty");
    }

    @Test
    void nothingOfAFaultyModuleIsLeftAtTheEnd() {
        session.must("um_add_service faulty; viewmount -t faultythrow none /proc/faulty");
        session.run("stat /proc/faulty");

        assertThat(session.exit(5)).extracting(Result::status).isEqualTo(5);
    }
}
