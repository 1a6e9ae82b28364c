package io.umview.itest;

import static io.umview.itest.run.UmviewRunner.umview;
import static org.assertj.core.api.Assertions.assertThat;

import io.umview.itest.run.CProgram;
import io.umview.itest.run.Session;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** umnetlink: what is linked to the null stack fails, the rest is the caller's. */
class UmnetLinkIT {
    private Session session;
    private String program;

    @BeforeEach
    void start() {
        program = CProgram.compile("msocket").toString();
        session = umview("-p", "umnet").session();
        session.must("mount -t umnetnull none /dev/net/null; mount -t umnetnative none /dev/net/native");
    }

    @AfterEach
    void end() {
        session.close();
    }

    /** One letter for each of unix, ipv4, ipv6 and netlink that fails on a stack, a dot for each that works. */
    private String denied(String stack) {
        String[] answers = session.must("mstack " + stack + " " + program + " try 1 try 2 try 10 try 16")
                .split("\n");
        StringBuilder denied = new StringBuilder();
        for (int i = 0; i < answers.length; i++) {
            assertThat(answers[i]).isIn("socket", "EAFNOSUPPORT");
            denied.append(answers[i].equals("socket") ? '.' : "u46n".charAt(i));
        }
        return denied.toString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "        | u46n",
                "n       | ...n",
                "4,6     | .46.",
                "4,6,p,n | .46n",
                "+n      | ...n",
                "-n      | u46.",
                "+4,6    | .46.",
                "#2,#10  | .46.",
                "+#2,+#10| .46.",
                "ip      | .46n",
                "+ip,-6  | .4.n",
                "-all,+4 | .4..",
                "all     | u46n",
                "u       | u...",
            })
    void theOptionsSayWhichFamiliesAreLinked(String options, String linked) {
        String words = options == null ? "" : "-o '" + options + "' ";

        session.must("mount -t umnetlink " + words + "/dev/net/null /dev/net/link");

        assertThat(denied("/dev/net/link")).isEqualTo(linked);
    }

    @Test
    void aLinkIsAnotherNameOfAStack() {
        session.must("mount -t umnetlink /dev/net/null /tmp/my-stack");

        assertThat(session.must("stat -c %F /tmp/my-stack")).isEqualTo("weird file\n");
        assertThat(denied("/tmp/my-stack")).isEqualTo("u46n");
    }

    @Test
    void aLinkOfALinkLeadsToItsEnd() {
        session.must(
                "mount -t umnetlink -o 4,6 /dev/net/null /dev/net/a; mount -t umnetlink -o 6,n /dev/net/a /dev/net/b");

        assertThat(denied("/dev/net/b")).isEqualTo("..6.");
    }

    @Test
    void overrideGivesTheRestToTheStackThatWasThereBefore() {
        session.must("mount -t umnetnull none /dev/net/place");
        session.must("mount -t umnetlink -o 4,o /dev/net/native /dev/net/place");

        assertThat(denied("/dev/net/place")).isEqualTo("u.6n");
        session.must("umount /dev/net/place");
        assertThat(denied("/dev/net/place")).isEqualTo("u46n");
    }

    @Test
    void withoutOverrideTheRestIsTheCallers() {
        session.must("mount -t umnetnull none /dev/net/place");
        session.must("mount -t umnetlink -o 4 /dev/net/native /dev/net/place");

        assertThat(denied("/dev/net/place")).isEqualTo("....");
    }

    @Test
    void theDefaultCanBeALink() {
        session.must("mount -t umnetlink -o 4,6 /dev/net/null /dev/net/default");

        assertThat(session.must(program + " try 1 try 2 try 10 try 16"))
                .isEqualTo("socket\nEAFNOSUPPORT\nEAFNOSUPPORT\nsocket\n");
    }

    @Test
    void anUnknownProtocolIsSaid() {
        assertThat(session.run("mount -t umnetlink -o zzz /dev/net/null /dev/net/link")
                        .text())
                .contains("unknown protocol \"zzz\"");
    }

    @Test
    void aLinkToNoStackIsRefusedOrOfNoUse() {
        Session.Answer mounted = session.run("mount -t umnetlink /etc/passwd /dev/net/link");

        assertThat(mounted.status() != 0
                        || session.run("mstack /dev/net/link true").status() != 0)
                .isTrue();
    }

    @Test
    void aLoopOfLinksEnds() {
        session.must("mount -t umnetnull none /dev/net/a; mount -t umnetlink /dev/net/a /dev/net/b");
        session.run("mount -t umnetlink /dev/net/b /dev/net/a");

        String answer = session.run("mstack /dev/net/a " + program + " try 2").text();

        assertThat(answer).containsAnyOf("ELOOP", "EAFNOSUPPORT", "levels of symbolic links");
    }
}
