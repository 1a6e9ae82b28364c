package io.umview.itest;

import static org.assertj.core.api.Assertions.assertThat;

import io.umview.itest.run.Host;
import io.umview.itest.run.Neighbours;
import io.umview.itest.run.Programs;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** iperf3 between the kernel and umnetlwipv6, as client and as server. */
class LwipIperfIT {
    @TempDir
    static Path folder;

    private static Neighbours hosts;

    @BeforeAll
    static void join() {
        String iperf = Programs.require("iperf3");
        hosts = Neighbours.onTap(folder).withAddresses();
        hosts.guest().serve(iperf + " -s", "guest.log", 5201);
        hosts.kernel().serve(iperf + " -s", "kernel.log", 5201);
    }

    @AfterAll
    static void part() {
        if (hosts != null) {
            hosts.close();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-n 50M",
                "-n 50M -R",
                "-n 50M --bidir",
                "-n 50M -P 4",
                "-n 50M -P 4 -R",
                "-n 1M -l 100",
                "-n 10M -w 16K",
                "-n 10M -w 16K -R",
                "-n 10M -M 500",
                "-n 10M -N",
                "-n 50M -Z",
                "-n 10M -C reno",
                "-n 5M -b 100M",
                "-n 5M -u -b 50M",
                "-n 5M -u -b 50M -R",
                "-n 5M -u -b 50M --bidir",
                "-n 1M -u -b 10M -l 200",
                "-n 5M -u -b 50M -l 9000"
            })
    void everyModeIsDone(String options) {
        bothWays(options, Host::v4);
        bothWays("-6 " + options, Host::v6);
    }

    private static void bothWays(String options, java.util.function.Function<Host, String> address) {
        run(hosts.guest(), options, address.apply(hosts.kernel()));
        run(hosts.kernel(), options, address.apply(hosts.guest()));
    }

    private static void run(Host client, String options, String server) {
        assertThat(client.must("timeout 40 iperf3 -c " + server + " " + options))
                .contains("sender", "receiver", "iperf Done.");
    }
}
