package io.umview.itest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.umview.itest.run.Host;
import io.umview.itest.run.Neighbours;
import io.umview.itest.run.Programs;
import io.umview.itest.run.Resources;
import io.umview.itest.run.UmviewRunner;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Transfers while a neighbour floods the stack with SYNs, and sends random segments for the transfer's own port and packets of all
 * protocols that are malformed. {@code -Dumview.hostile.rounds=1000} has it last longer.
 */
class LwipHostileIT {
    private static final String PYTHON = "/usr/bin/python3";
    private static final int ROUNDS = Integer.getInteger("umview.hostile.rounds", 20);
    private static final int SEED = Integer.getInteger("umview.hostile.seed", 1);

    @TempDir
    Path folder;

    private Neighbours hosts;

    @BeforeEach
    void join() {
        assumeThat(UmviewRunner.natively().run(PYTHON, "-c", "import scapy").status())
                .as("python3-scapy is installed")
                .isZero();
        Programs.require("socat");
        hosts = Neighbours.onTap(folder).withAddresses();
        // What is answered to strangers has a way.
        hosts.guest().must("ip route add default via " + hosts.kernel().v4());
        hosts.guest().must("ip -6 route add default via " + hosts.kernel().v6());
    }

    @AfterEach
    void part() {
        if (hosts != null) {
            hosts.close();
        }
    }

    private void attack() {
        Host kernel = hosts.kernel();
        String mac = hosts.guest().must("cat /sys/class/net/" + hosts.guest().device() + "/address");
        String script = Resources.path("/packets/hostile.py").toString();
        String words = String.join(
                " ",
                kernel.device(),
                hosts.guest().v4(),
                hosts.guest().v6(),
                "7001",
                Integer.toString(SEED),
                Integer.toString(ROUNDS));
        String input = "printf '%s\\n%s %s\\n' " + mac.strip() + " " + kernel.v4() + " " + kernel.v6();
        kernel.start(input + " | " + PYTHON + " " + script + " " + words, "attack.log");
    }

    private boolean isUnderAttack() {
        String log = hosts.kernel().must("cat attack.log");
        assertThat(log).doesNotContain("Traceback");
        return !log.contains("sent");
    }

    /** To the server and back at the same time, so that the guest is sent data too, whoever it is. */
    private void echo(Host client, Host server, String hash) {
        for (String address : server.inUrls()) {
            assertThat(client.must("timeout 100 socat -t 60 - TCP:" + address + ":7001 <sent | sha256sum"))
                    .as(address)
                    .isEqualTo(hash);
        }
    }

    @Test
    void transfersCompleteMeanwhile() {
        hosts.kernel().must("head -c 4M /dev/urandom >sent");
        String hash = hosts.kernel().must("sha256sum <sent");
        for (Host host : new Host[] {hosts.guest(), hosts.kernel()}) {
            host.serve("socat TCP6-LISTEN:7001,reuseaddr,fork EXEC:cat", host.device() + ".log", 7001);
        }

        attack();
        int transfers = 0;
        do {
            echo(hosts.guest(), hosts.kernel(), hash);
            echo(hosts.kernel(), hosts.guest(), hash);
            transfers++;
        } while (isUnderAttack());

        assertThat(transfers).isPositive();
        // It was there, and the flood was answered by SYN cookies.
        assertThat(hosts.kernel().must("cat attack.log")).contains("syn=" + 200 * ROUNDS, "segment=" + 60 * ROUNDS);
        assertThat(hosts.guest().must("nstat -asz TcpExtSyncookiesSent | grep Syncookies"))
                .doesNotContainPattern("SyncookiesSent +0 ");
        assertThat(hosts.guest().must("ping -c 1 -W 20 " + hosts.kernel().v4())).contains(" 0% packet loss");
        assertThat(hosts.guest().must("ping -c 1 -W 20 " + hosts.kernel().v6())).contains(" 0% packet loss");
    }
}
