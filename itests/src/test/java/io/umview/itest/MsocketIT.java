package io.umview.itest;

import static io.umview.itest.run.UmviewRunner.natively;
import static io.umview.itest.run.UmviewRunner.umview;
import static org.assertj.core.api.Assertions.assertThat;

import io.umview.itest.run.CProgram;
import io.umview.itest.run.Programs;
import io.umview.itest.run.Session;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** msocket(path, domain, type, protocol), as its manual page and the table of View-OS have it. */
class MsocketIT {
    private static final int UNSPEC = 0;
    private static final int UNIX = 1;
    private static final int INET = 2;
    private static final int INET6 = 10;
    private static final int SOCK_DEFAULT = 0;
    private static final int SOCK_DGRAM = 2;

    private Session session;
    private String program;

    @BeforeEach
    void start() {
        program = CProgram.compile("msocket").toString();
        session = umview("-q", "-p", "umnet").session();
        session.must("mount -t umnetnull none /dev/net/null; mount -t umnetnative none /dev/net/native");
    }

    @AfterEach
    void end() {
        session.close();
    }

    private String msocket(String path, int domain, int type) {
        return session.must(program + " " + path + " " + domain + " " + type).strip();
    }

    @Test
    void aPathAndATypeMakeASocketOfThatStack() {
        assertThat(msocket("/dev/net/native", INET, SOCK_DGRAM)).isEqualTo("socket");
        assertThat(msocket("/dev/net/native", UNIX, SOCK_DGRAM)).isEqualTo("socket");
        assertThat(msocket("/dev/net/null", INET, SOCK_DGRAM)).isEqualTo("EAFNOSUPPORT");
    }

    @Test
    void thePathIsLookedUpLikeAnyOther() {
        assertThat(session.must("cd /dev/net; " + program + " native 2 2 ./../net/null 2 2; cd /"))
                .isEqualTo("socket\nEAFNOSUPPORT\n");
    }

    @Test
    void aNullPathMeansTheCallersDefault() {
        assertThat(msocket("-", INET, SOCK_DGRAM)).isEqualTo("socket");
        assertThat(session.must("mstack -o 4 /dev/net/null " + program + " - 2 2 - 10 2"))
                .isEqualTo("EAFNOSUPPORT\nsocket\n");
    }

    @Test
    void sockDefaultSetsTheDefaultOfOneFamilyAndReturnsZero() {
        assertThat(session.must(program + " /dev/net/null " + INET + " " + SOCK_DEFAULT + " try 2 try 10 try 1"))
                .isEqualTo("0\nEAFNOSUPPORT\nsocket\nsocket\n");
    }

    @Test
    void sockDefaultWithoutAFamilySetsAllThatTheStackSupports() {
        String both = "/dev/net/null " + INET + " 0 /dev/net/native " + UNSPEC + " 0";

        assertThat(session.must(program + " " + both + " try 2 try 1")).isEqualTo("0\n0\nsocket\nsocket\n");
        assertThat(session.must(program + " /dev/net/null 0 0 try 2 try 10 try 1 try 16"))
                .isEqualTo("0\n" + "EAFNOSUPPORT\n".repeat(4));
    }

    @Test
    void aPathThatIsNoStackIsNotSupported() {
        assertThat(msocket("/etc/passwd", INET, SOCK_DGRAM)).isEqualTo("EOPNOTSUPP");
        assertThat(msocket("/etc/passwd", INET, SOCK_DEFAULT)).isEqualTo("EOPNOTSUPP");
        assertThat(msocket("/dev/net", INET, SOCK_DEFAULT)).isEqualTo("EOPNOTSUPP");
    }

    @Test
    void aPathThatDoesNotExistIsAnError() {
        assertThat(msocket("/nonexistent/stack", INET, SOCK_DGRAM)).isIn("ENOENT", "EOPNOTSUPP");
    }

    @Test
    void aNullPathCannotBeMadeTheDefault() {
        assertThat(msocket("-", INET, SOCK_DEFAULT)).isEqualTo("EINVAL");
        assertThat(msocket("-", UNSPEC, SOCK_DEFAULT)).isEqualTo("EINVAL");
    }

    @Test
    void aFamilyThatDoesNotExistIsNotSupported() {
        assertThat(msocket("/dev/net/native", 62, SOCK_DGRAM)).isEqualTo("EAFNOSUPPORT");
        assertThat(msocket("/dev/net/native", 1000, SOCK_DGRAM)).isEqualTo("EAFNOSUPPORT");
        assertThat(msocket("/dev/net/native", 1000, SOCK_DEFAULT)).isEqualTo("EAFNOSUPPORT");
        assertThat(msocket("-", 1000, SOCK_DGRAM)).isEqualTo("EAFNOSUPPORT");
    }

    @Test
    void defaultsAreInheritedByAChildAndChangedForItAlone() {
        String parent = "/dev/net/null 2 0 fork try 2 /dev/net/native 2 0 try 2 parent";

        assertThat(session.must(program + " " + parent + "; echo; " + program + " /dev/net/native 2 0 try 2"))
                .isEqualTo("0\nEAFNOSUPPORT\n0\nsocket\nparent\n\n0\nsocket\n");
        assertThat(session.must(program + " fork /dev/net/null 2 0 try 2 parent"))
                .isEqualTo("0\nEAFNOSUPPORT\nparent\n");
    }

    @Test
    void theChangeInAChildDoesNotReachItsParent() {
        assertThat(session.must("bash -c '" + program + " /dev/net/null 2 0 try 2; " + program + " try 2'"))
                .isEqualTo("0\nEAFNOSUPPORT\nsocket\n");
    }

    @Test
    void whoMayNotUseAStackGetsEacces() {
        String nobody = String.join(" ", Programs.asNobody()) + ' ';
        session.must("chmod 600 /dev/net/native");

        assertThat(session.must(nobody + program + " /dev/net/native 2 2 /dev/net/native 2 0 - 2 2"))
                .isEqualTo("EACCES\nEACCES\nsocket\n");
    }

    @Test
    void aVirtualCallThatNobodyServesIsUnknown() {
        assertThat(session.must(program + " raw 4711 4")).isEqualTo("ENOSYS\n");
        assertThat(session.must(program + " raw 2 0 raw 2 3")).isEqualTo("EINVAL\nEINVAL\n");
        assertThat(session.must(program + " raw 1 0 raw 1 1")).doesNotContain("socket");
    }

    @Test
    void anImpossibleNumberOfArgumentsIsAnswered() {
        assertThat(session.must(program + " raw 2 -1 raw 2 1000000 raw 2 2147483647")
                        .lines())
                .hasSize(3)
                .allMatch(line -> line.startsWith("E"));
        assertThat(msocket("/dev/net/native", INET, SOCK_DGRAM)).isEqualTo("socket");
    }

    @Test
    void withoutUmnetThereIsNoMsocket() {
        assertThat(umview("-q").run(program, "/dev/net/null", "2", "2").out()).isEqualTo("ENOSYS\n");
    }

    @Test
    void outsideAViewTheCallFails() {
        assertThat(natively().run(program, "/dev/net/null", "2", "2").out()).isIn("EFAULT\n", "EPERM\n");
    }

    @Test
    void manyThreadsOfOneProcessShareTheDefault() {
        Programs.require("python3");
        String script = "import ctypes, socket, threading\n"
                + "def work():\n"
                + "    go.wait()\n"
                + "    try: socket.socket(); results.append(0)\n"
                + "    except OSError as e: results.append(e.errno)\n"
                + "go, results = threading.Event(), []\n"
                + "threads = [threading.Thread(target=work) for _ in range(20)]\n"
                + "[t.start() for t in threads]\n"
                + "libc = ctypes.CDLL(None)\n"
                + "args = (ctypes.c_long * 4)(ctypes.cast(ctypes.c_char_p(b\"/dev/net/null\"), ctypes.c_void_p).value, 0, 0, 0)\n"
                + "print(libc.syscall(155, None, ctypes.c_long(4), ctypes.c_long(2), args))\n"
                + "go.set()\n"
                + "[t.join() for t in threads]\n"
                + "print(set(results))";

        assertThat(session.must("python3 -c '" + script + "'")).isEqualTo("0\n{97}\n");
    }

    @Test
    void inet6IsAFamilyLikeAnyOther() {
        assertThat(msocket("/dev/net/null", INET6, SOCK_DGRAM)).isEqualTo("EAFNOSUPPORT");
        assertThat(session.must(program + " /dev/net/null " + INET6 + " 0 try 10 try 2"))
                .isEqualTo("0\nEAFNOSUPPORT\nsocket\n");
    }
}
