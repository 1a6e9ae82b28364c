package io.umview.itest;

import static io.umview.itest.run.UmviewRunner.umview;
import static org.assertj.core.api.Assertions.assertThat;

import io.umview.itest.run.Programs;
import io.umview.itest.run.Result;
import io.umview.itest.run.Session;
import io.umview.itest.run.Session.Answer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What View-OS showed its users of umnet, command by command. */
class UmnetSessionIT {
    private static final String DENIED = "Address family not supported by protocol";

    @TempDir
    Path folder;

    private Session session;

    @BeforeEach
    void start() {
        session = umview().in(folder).session();
    }

    @AfterEach
    void end() {
        session.close();
    }

    private void withNullStack() {
        session.must("um_add_service umnet");
        session.must("mount -t umnetnull none /dev/net/null");
    }

    private Answer answer(int status, String text) {
        return new Answer(status, text);
    }

    @Test
    void theWholeSession() {
        assertThat(session.run("um_ls_service")).isEqualTo(answer(0, ""));
        assertThat(session.run("um_add_service umnet")).isEqualTo(answer(0, "umnet init\n"));
        assertThat(session.run("um_ls_service")).isEqualTo(answer(0, "umnet: virtual (multi-stack) networking\n"));
        assertThat(session.run("mount -t umnetnull none /dev/net/null")).isEqualTo(answer(0, ""));
        assertThat(session.run("mstack /dev/net/null true")).isEqualTo(answer(0, ""));
        assertThat(session.run("um_del_service umnet"))
                .isEqualTo(answer(1, "um_del_service: Device or resource busy\n"));
        assertThat(session.run("umount /dev/net/null")).isEqualTo(answer(0, ""));
        assertThat(session.run("um_del_service umnet")).isEqualTo(answer(0, "umnet fini\n"));
        assertThat(session.run("um_ls_service")).isEqualTo(answer(0, ""));
        assertThat(session.exit(7)).extracting(Result::status).isEqualTo(7);
    }

    @Test
    void whatIsLoadedAtTheEndLeavesWithTheView() {
        session.must("um_add_service umnet");

        Result result = session.exit(0);

        assertThat(result.out()).isEqualTo("umnet fini\n");
    }

    @Test
    void aServiceIsThereOnceAndOnlyIfItExists() {
        session.must("um_add_service umnet");

        assertThat(session.run("um_add_service umnet")).isEqualTo(answer(1, "um_add_service: File exists\n"));
        assertThat(session.run("um_add_service nosuch").status()).isEqualTo(1);
        assertThat(session.run("um_add_service nosuch").text()).endsWith("um_add_service: No such file or directory\n");
        assertThat(session.run("um_del_service nosuch"))
                .isEqualTo(answer(1, "um_del_service: No such file or directory\n"));
        assertThat(session.run("um_add_service").status()).isEqualTo(2);
        assertThat(session.run("um_del_service a b").status()).isEqualTo(2);
    }

    @Test
    void aPermanentServiceStays() {
        session.must("um_add_service -p umnet");

        assertThat(session.run("um_del_service umnet"))
                .isEqualTo(answer(1, "um_del_service: Device or resource busy\n"));
    }

    @Test
    void theStackIsAFileOfAStrangeType() {
        withNullStack();

        String owner = session.must("id -un; id -gn").strip().replace('\n', ' ');
        assertThat(session.must("ls -l /dev/net/null"))
                .matches("\\?rwxrwxrwx 0 " + owner + " 0 \\w{3} [ \\d]\\d \\d\\d:\\d\\d /dev/net/null\n");
        assertThat(session.must("stat -c '%F %s %h %i %f' /dev/net/null")).isEqualTo("weird file 0 0 0 e1ff\n");
        assertThat(session.must("stat /dev/net/null")).contains("weird file", "Inode: 0", "Links: 0");
        assertThat(session.must("python3 -c 'import os; print(oct(os.lstat(\"/dev/net/null\").st_mode))'"))
                .isEqualTo("0o160777\n");
        assertThat(session.run("test -e /dev/net/null")).isEqualTo(answer(0, ""));
        assertThat(session.run("test -f /dev/net/null").status()).isEqualTo(1);
        assertThat(session.run("ls /dev/net").text()).doesNotContain("null");
    }

    @Test
    void theStackHasNoContentsAndCannotBeRemovedOrMoved() {
        withNullStack();

        assertThat(session.run("cat /dev/net/null"))
                .isEqualTo(answer(1, "cat: /dev/net/null: Function not implemented\n"));
        assertThat(session.run("echo text > /dev/net/null").text()).contains("Function not implemented");
        assertThat(session.run("rm -f /dev/net/null"))
                .isEqualTo(answer(1, "rm: cannot remove '/dev/net/null': Function not implemented\n"));
        assertThat(session.run("mv /dev/net/null here").status()).isEqualTo(1);
        assertThat(session.run("ln /dev/net/null here").status()).isEqualTo(1);
        assertThat(session.run("cd /dev/net/null").text()).contains("Not a directory");
        assertThat(session.run("cat /dev/net/null/below").text()).contains("Not a directory");
        assertThat(session.run("/dev/net/null").status()).isEqualTo(126);
        assertThat(session.must("stat -c %A /dev/net/null")).isEqualTo("?rwxrwxrwx\n");
    }

    @Test
    void theStackIsReachedByEveryWayThatLeadsThere() {
        withNullStack();
        session.must("ln -s /dev/net/null link; ln -s link chain; mkdir deep; ln -s /dev deep/dev");

        assertThat(session.must("stat -Lc %F link chain deep/dev/net/null deep/../link /dev/./net//../net/null"))
                .isEqualTo("weird file\n".repeat(5));
        assertThat(session.must("cd /dev && stat -c %F net/null && cd net && stat -c %F null ./null"))
                .isEqualTo("weird file\n".repeat(3));
        assertThat(session.must("cd " + folder + "; stat -c %F link")).isEqualTo("symbolic link\n");
        assertThat(session.must("readlink -f link chain")).isEqualTo("/dev/net/null\n/dev/net/null\n");
    }

    @Test
    void programsWithoutPathLookupsOfTheirOwnAreNotDisturbed() {
        withNullStack();

        assertThat(session.must("echo a > file; mv file other; cat other; rm other; ls"))
                .isEqualTo("a\n");
    }

    @Test
    void modeAndOwnerAreKept() {
        Programs.requireRoot();
        withNullStack();

        session.must("chmod 640 /dev/net/null; chown 12:34 /dev/net/null");

        assertThat(session.must("stat -c '%a %u %g' /dev/net/null")).isEqualTo("640 12 34\n");
        assertThat(session.must("chown :56 /dev/net/null; chmod u+x /dev/net/null; stat -c '%a %u %g' /dev/net/null"))
                .isEqualTo("740 12 56\n");
    }

    @Test
    void whoMayNotWriteToTheStackMayNotUseIt() {
        String nobody = String.join(" ", Programs.asNobody()) + " env ";
        withNullStack();
        session.must("chmod 755 .");

        session.must("chmod 600 /dev/net/null");
        assertThat(session.run(nobody + "mstack /dev/net/null true"))
                .isEqualTo(answer(1, "mstack: Permission denied\n"));
        assertThat(session.run(nobody + "chmod 666 /dev/net/null").status()).isEqualTo(1);
        session.must("chmod 622 /dev/net/null");
        assertThat(session.run(nobody + "mstack /dev/net/null true")).isEqualTo(answer(0, ""));
    }

    @Test
    void aDefaultThatWasTakenAwayFromOthersCannotBeUsedByThem() {
        String nobody = String.join(" ", Programs.asNobody()) + " env ";
        session.must("um_add_service umnet; mount -t umnetnative none /dev/net/default; chmod 600 /dev/net/default");

        assertThat(session.run(nobody + "python3 -c 'import socket; socket.socket()'")
                        .text())
                .contains("PermissionError: [Errno 13]");
        session.must("python3 -c 'import socket; socket.socket()'");
    }

    @Test
    void theNullStackKnowsNoFamily() {
        withNullStack();

        assertThat(session.run("mstack /dev/net/null " + Programs.require("ip") + " link"))
                .isEqualTo(answer(1, "Cannot open netlink socket: " + DENIED + "\n"));
        assertThat(session.run("mstack /dev/net/null bash -c 'echo </dev/tcp/127.0.0.1/9'")
                        .text())
                .contains(DENIED);
        assertThat(session.must("mstack /dev/net/null " + families("AF_INET AF_INET6 AF_NETLINK AF_UNIX")))
                .isEqualTo("97 97 97 97\n");
        assertThat(session.must(families("AF_INET AF_INET6 AF_NETLINK AF_UNIX")))
                .isEqualTo("0 0 0 0\n");
    }

    @Test
    void mstackTakesFamilies() {
        withNullStack();

        assertThat(session.must("mstack -o 4,6 /dev/net/null " + families("AF_INET AF_INET6 AF_NETLINK AF_UNIX")))
                .isEqualTo("97 97 0 0\n");
        assertThat(session.must("mstack -o -4 /dev/net/null " + families("AF_INET AF_INET6 AF_NETLINK AF_UNIX")))
                .isEqualTo("0 97 97 97\n");
        assertThat(session.must("mstack -o ip,-6,n /dev/net/null " + families("AF_INET AF_INET6 AF_NETLINK AF_UNIX")))
                .isEqualTo("97 0 0 0\n");
        assertThat(session.must("mstack -o '#1,f16' /dev/net/null " + families("AF_INET AF_INET6 AF_NETLINK AF_UNIX")))
                .isEqualTo("0 0 97 97\n");
        assertThat(session.must("mstack -o all /dev/net/null " + families("AF_INET AF_INET6 AF_NETLINK AF_UNIX")))
                .isEqualTo("97 97 97 97\n");
    }

    @Test
    void mstackSaysWhatItDoesWhenAsked() {
        withNullStack();

        assertThat(session.must("mstack -v -o 4,6 /dev/net/null true"))
                .matches(
                        "pid (\\d+): stack /dev/net/null for 2=PF_INET\npid \\1: stack /dev/net/null for 10=PF_INET6\n");
        assertThat(session.must("mstack -v /dev/net/null true"))
                .matches("pid \\d+: stack /dev/net/null for all supported protocol families\n");
    }

    @Test
    void mstackSaysWhatIsWrong() {
        withNullStack();

        assertThat(session.run("mstack /etc/passwd true")).isEqualTo(answer(1, "mstack: Operation not supported\n"));
        assertThat(session.run("mstack /dev/net/other true").status()).isEqualTo(1);
        assertThat(session.run("mstack -o 4,xyz /dev/net/null true"))
                .isEqualTo(answer(1, "mstack: unknown protocol \"xyz\"\n"));
        assertThat(session.run("mstack").status()).isEqualTo(2);
        assertThat(session.run("mstack /dev/net/null").status()).isEqualTo(2);
        assertThat(session.run("mstack /dev/net/null no-such-program"))
                .isEqualTo(answer(127, "mstack: exec: no-such-program: No such file or directory\n"));
        assertThat(session.run("mstack /dev/net/null /etc/passwd"))
                .isEqualTo(answer(126, "mstack: exec: /etc/passwd: Permission denied\n"));
        assertThat(session.run("mstack /dev/net/null sh -c 'exit 9'")).isEqualTo(answer(9, ""));
    }

    @Test
    void aStackThatIsSomebodysDefaultIsBusy() {
        withNullStack();
        session.must("mstack /dev/net/null sleep 60 & sleeper=$!");
        session.must("while [ \"$(cat /proc/$sleeper/comm)\" != sleep ]; do sleep 0.05; done");

        assertThat(session.run("umount /dev/net/null"))
                .isEqualTo(answer(1, "umount: /dev/net/null: Device or resource busy\n"));
        session.must("kill $sleeper; wait $sleeper 2>/dev/null; true");
        session.umview()
                .until(
                        "the stack is free",
                        () -> session.run("umount /dev/net/null").status() == 0);
        assertThat(session.run("stat /dev/net/null").status()).isEqualTo(1);
    }

    @Test
    void aPermanentStackIsNeverUnmounted() {
        session.must("um_add_service umnet; mount -t umnetnull -o perm none /dev/net/null");

        assertThat(session.run("umount /dev/net/null").text()).contains("Device or resource busy");
        assertThat(session.run("um_del_service umnet").text()).contains("Device or resource busy");
    }

    @Test
    void whatIsMountedOnTheDefaultPathIsTheDefaultOfAll() {
        session.must("um_add_service umnet");
        String before = session.must(families("AF_INET AF_INET6 AF_UNIX"));

        session.must("mount -t umnetnull none /dev/net/default");
        String during = session.must(families("AF_INET AF_INET6 AF_NETLINK"));
        session.must("umount /dev/net/default");
        String after = session.must(families("AF_INET AF_INET6 AF_UNIX"));

        assertThat(before).isEqualTo("0 0 0\n");
        assertThat(during).isEqualTo("97 97 97\n");
        assertThat(after).isEqualTo("0 0 0\n");
    }

    @Test
    void theDefaultReachesProcessesThatRunAlready() {
        session.must("mkfifo go; (read < go; exec " + families("AF_INET") + ") > result & job=$!");

        session.must("um_add_service umnet; mount -t umnetnull none /dev/net/default");
        session.must("echo > go; wait $job");

        assertThat(session.must("cat result")).isEqualTo("97\n");
    }

    @Test
    void aNullDefaultIsNotEscapedByAChoiceForOtherFamilies() {
        withNullStack();
        session.must("mount -t umnetnull none /dev/net/default");

        assertThat(session.must("mstack -o n /dev/net/null " + families("AF_INET AF_NETLINK")))
                .isEqualTo("97 97\n");
    }

    @Test
    void nativeAndCurrentStacksAreTheHosts() {
        session.must("um_add_service umnet; mount -t umnetnull none /dev/net/default");
        for (String type : new String[] {"umnetnative", "umnetcurrent"}) {
            session.must("mount -t " + type + " none /dev/net/" + type);
            assertThat(session.must("mstack /dev/net/" + type + " " + families("AF_INET AF_INET6 AF_NETLINK AF_UNIX")))
                    .as(type)
                    .isEqualTo("0 0 0 0\n");
        }
        assertThat(session.must(families("AF_INET"))).isEqualTo("97\n");
    }

    @Test
    void argumentsOfTheModuleDenyFamiliesOfTheHost() {
        String probe = families("AF_INET AF_INET6 AF_NETLINK AF_UNIX");

        for (String[] expected : new String[][] {
            {"umnet", "0 0 0 0\n"},
            {"umnet,-ip", "97 97 97 0\n"},
            {"umnet,ip", "97 97 97 0\n"},
            {"umnet,+ip", "0 0 0 97\n"},
            {"umnet,4", "97 0 0 0\n"},
            {"umnet,+unix,4", "0 97 97 0\n"},
            {"umnet,-", "97 97 97 97\n"},
            {"umnet,all", "97 97 97 97\n"},
        }) {
            session.must("um_add_service " + expected[0]);
            assertThat(session.must(probe)).as(expected[0]).isEqualTo(expected[1]);
            session.must("um_del_service umnet");
            assertThat(session.must(probe)).as("after " + expected[0]).isEqualTo("0 0 0 0\n");
        }
    }

    @Test
    void anUnknownWordInTheModulesArgumentsIsSaid() {
        Answer answer = session.run("um_add_service umnet,xx");

        assertThat(answer.text()).contains("umnet: unknown protocol \"xx\"");
        assertThat(answer.status()).isEqualTo(1);
        assertThat(session.run("um_ls_service")).isEqualTo(answer(0, ""));
    }

    @Test
    void aDefaultStackIsInheritedByForkAndExecButNotByTheParent() {
        withNullStack();
        String probe = families("AF_INET");

        assertThat(session.must("mstack /dev/net/null bash -c '" + quoted(probe) + "; (" + quoted(probe) + "); exec "
                        + quoted(probe) + "'"))
                .isEqualTo("97\n97\n97\n");
        assertThat(session.must(probe)).isEqualTo("0\n");
    }

    @Test
    void execMstackChangesTheShellsOwnDefault() {
        withNullStack();
        String probe = families("AF_INET");

        assertThat(session.must("bash -c '" + quoted(probe) + "; exec mstack /dev/net/null bash -c \"$0\"' " + "'"
                        + quoted(probe) + "'"))
                .isEqualTo("0\n97\n");
    }

    @Test
    void aStackCanBeChosenUnderAnotherStack() {
        withNullStack();
        session.must("mount -t umnetnative none /dev/net/native");

        assertThat(session.must("mstack /dev/net/null mstack -o 4 /dev/net/native " + families("AF_INET AF_INET6")))
                .isEqualTo("0 97\n");
    }

    @Test
    void mountedSocketsLiveOnWhenTheDefaultChanges() throws Exception {
        session.must("um_add_service umnet");
        Files.writeString(
                folder.resolve("pair.py"),
                "import socket, subprocess\n"
                        + "a = socket.socket(); a.bind(('127.0.0.1', 0)); a.listen()\n"
                        + "subprocess.run(['mount', '-t', 'umnetnull', 'none', '/dev/net/default'], check=True)\n"
                        + "try:\n    socket.socket(); print('no')\nexcept OSError as e: print(e.errno)\n"
                        + "a.settimeout(5); print(a.getsockname()[0])\n");

        assertThat(session.must("python3 pair.py")).isEqualTo("97\n127.0.0.1\n");
    }

    /** A command that prints, for each family, the errno of socket(2), 0 if there is none. */
    private static String families(String families) {
        Programs.require("python3");
        return "python3 -c \"import socket, sys\n"
                + "def errno(f):\n"
                + "    try: socket.socket(getattr(socket, f), socket.SOCK_DGRAM).close(); return 0\n"
                + "    except OSError as e: return e.errno\n"
                + "print(*map(errno, sys.argv[1:]))\" " + families;
    }

    private static String quoted(String text) {
        return text.replace("'", "'\\''");
    }
}
