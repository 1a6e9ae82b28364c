package io.umview.itest;

import static io.umview.itest.run.UmviewRunner.umview;
import static org.assertj.core.api.Assertions.assertThat;

import io.umview.itest.run.Programs;
import io.umview.itest.run.Resources;
import io.umview.itest.run.Session;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs that use /dev/net/tun. */
class UmdevTapIT {
    private static final String BOTH_WAYS = "tap0 mine0\nTrue\nTrue\nDevice or resource busy\nTrue\n";

    @TempDir
    Path folder;

    private Session session;
    private String program;

    @BeforeEach
    void start() {
        Programs.requireFuse();
        program = Programs.require("python3") + " " + Resources.path("/guests/tap");
        session = umview("-q", "-p", "umdev").in(folder).session();
    }

    @AfterEach
    void end() {
        if (session != null) {
            session.close();
        }
    }

    @Test
    void framesGoFromFileToFile() {
        session.must("mount -t umdevtap -o mode=666,major=10,minor=200 none /dev/net/tun");

        assertThat(session.must("stat -c '%F %a %t %T' /dev/net/tun")).isEqualTo("character special file 666 a c8\n");
        assertThat(session.must(program)).isEqualTo(BOTH_WAYS);
        session.must("umount /dev/net/tun");
    }

    @Test
    void framesGoThroughAVdeSwitch() {
        Programs.require("vde_switch");
        session.must("vde_switch -s $PWD/switch -d -p $PWD/pid");
        try {
            session.must("mount -t umdevtap $PWD/switch /dev/net/tun");

            assertThat(session.must(program)).isEqualTo(BOTH_WAYS);
            session.must("umount /dev/net/tun");
            assertThat(session.must("ls -A switch"))
                    .as("nothing is left in the switch's folder")
                    .isEqualTo("ctl\n");
        } finally {
            session.run("kill $(cat pid)");
        }
    }

    @Test
    void aFileKeepsTheDevice() {
        session.must("mount -t umdevtap none /dev/net/tun");
        session.must("exec 7<>/dev/net/tun");

        assertThat(session.run("umount /dev/net/tun").text()).contains("Device or resource busy");
        session.must("exec 7>&-");
        session.must("umount /dev/net/tun");
    }

    @Test
    void aSwitchThatIsNotThereIsTold() {
        assertThat(session.run("mount -t umdevtap $PWD/none /dev/net/tun").text())
                .contains("No such file or directory");
    }
}
