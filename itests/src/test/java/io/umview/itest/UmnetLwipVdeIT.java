package io.umview.itest;

import static io.umview.itest.run.UmviewRunner.umview;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.umview.itest.run.Session;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code vdN=scheme://…}: networks that the library of VDE knows. */
class UmnetLwipVdeIT {
    @TempDir
    Path folder;

    private Session session;

    @BeforeEach
    void start() {
        session = umview("-p", "umnet").session();
    }

    @AfterEach
    void end() {
        session.close();
    }

    @Test
    void twoStacksOnAWire() {
        assumeThat(Files.exists(Path.of("/usr/lib/x86_64-linux-gnu/vdeplug/libvdeplug_ptp.so")))
                .as("libvdeplug2 is installed")
                .isTrue();
        for (int i = 1; i <= 2; i++) {
            session.must("mount -t umnetlwipv6 -o vd0=ptp://" + folder + "/wire none /dev/net/p" + i);
            session.must(
                    "mstack /dev/net/p" + i + " sh -c 'ip addr add 10.1.0." + i + "/24 dev vd0; ip link set vd0 up'");
        }

        assertThat(session.must("mstack /dev/net/p1 ping -c 1 -W 10 10.1.0.2")).contains(" 0% packet loss");
        session.must("umount /dev/net/p1; umount /dev/net/p2");
    }

    @Test
    void aLocatorOfASwitchNeedsNoLibrary() {
        assertThat(session.run("mount -t umnetlwipv6 -o vd0=vde:///nowhere none /dev/net/p")
                        .text())
                .contains("umnetlwipv6: /nowhere: No such file or directory");
    }

    @Test
    void whatIsMissingIsNamed() {
        assertThat(session.run("mount -t umnetlwipv6 -o vd0=nonsense://x none /dev/net/p"))
                .satisfies(answer -> {
                    assertThat(answer.status()).isNotZero();
                    assertThat(answer.text())
                            .contains("nonsense://x takes libvdeplug")
                            .contains("which is not installed");
                });
    }
}
