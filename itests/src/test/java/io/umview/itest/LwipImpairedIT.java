package io.umview.itest;

import static org.assertj.core.api.Assertions.assertThat;

import io.umview.itest.run.Host;
import io.umview.itest.run.Neighbours;
import io.umview.itest.run.Programs;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Transfers over a wire that loses, delays, reorders, duplicates and damages frames: VDE's wirefilter, since not every kernel
 * has netem.
 */
class LwipImpairedIT {
    @TempDir
    Path folder;

    private Neighbours hosts;

    @BeforeEach
    void join() {
        hosts = Neighbours.onTwoSwitches(folder).withAddresses();
    }

    @AfterEach
    void part() {
        if (hosts != null) {
            hosts.close();
        }
    }

    /** Puts the wire between the switches. @param impairment options of wirefilter(1) */
    private void wire(String impairment) {
        Programs.require("wirefilter");
        // It reads commands, and ends when there are none.
        hosts.kernel().start("sleep infinity | wirefilter -v near:far " + impairment, "wire.log");
    }

    // So little noise that no two damaged bits of a segment are to cancel each other out in its checksum.
    @ParameterizedTest
    @CsvSource({
        "'', 8M",
        "-l 1, 4M",
        "-l 10, 500k",
        "-d 50, 4M",
        "-N -d 5+4, 2M",
        "-D 5, 4M",
        "-n 2, 4M",
        "-l 1 -D 1 -n 1 -N -d 10+5, 500k"
    })
    void whatIsSentArrives(String impairment, String size) {
        Programs.require("socat");
        wire(impairment);
        hosts.kernel().must("head -c " + size + " /dev/urandom >sent");
        String hash = hosts.kernel().must("sha256sum <sent");

        echo(hosts.guest(), hosts.kernel(), hash);
        echo(hosts.kernel(), hosts.guest(), hash);
    }

    /** To the server and back at the same time. */
    private static void echo(Host client, Host server, String hash) {
        // What is on its way when the client is through takes longer over such a wire than the half second that socat
        // gives it.
        server.serve("socat -t 50 TCP6-LISTEN:7001,reuseaddr,fork EXEC:cat", "server.log", 7001);
        for (String address : new String[] {server.v4(), "[" + server.v6() + "]"}) {
            assertThat(client.must("timeout 60 socat -t 50 - TCP:" + address + ":7001 <sent | sha256sum"))
                    .as(address)
                    .isEqualTo(hash);
        }
    }
}
