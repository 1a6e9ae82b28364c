package io.umview.itest;

import static io.umview.itest.run.UmviewRunner.umview;
import static org.assertj.core.api.Assertions.assertThat;

import io.umview.itest.run.Programs;
import io.umview.itest.run.Session;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs that look at packets, make their own or live on ICMP errors, on two stacks that a switch joins. */
class PacketToolsIT {
    private static final String OTHER = "10.1.0.2";

    @TempDir
    Path folder;

    private Session session;

    @BeforeEach
    void start() {
        session = umview("-p", "umnet").session();
        for (int i = 1; i <= 2; i++) {
            session.must("mount -t umnetlwipv6 -o sw0=lan,mac=02:00:00:00:00:0" + i + " none /dev/net/s" + i);
            session.must("mstack /dev/net/s" + i + " ip addr add 10.1.0." + i + "/24 dev sw0");
            session.must("mstack /dev/net/s" + i + " ip link set sw0 up");
        }
    }

    @AfterEach
    void end() {
        session.close();
    }

    private String on(int stack, String command) {
        return session.must("mstack /dev/net/s" + stack + " timeout 50 " + command + " 2>&1");
    }

    /** Runs a server on the second stack until the end of the session. */
    private void listen(int port) {
        session.must("coproc mstack /dev/net/s2 python3 -uc 'import socket; l = socket.socket();" + " l.bind((\"\", "
                + port + ")); l.listen(5); print(\"ready\"); input()'; read -u ${COPROC[0]} line");
    }

    private String captured(String interfaceName, String filter, String traffic) {
        Path out = folder.resolve("capture");
        return session.must("mstack /dev/net/s1 timeout 50 tcpdump -l -n -c 2 -i " + interfaceName + " " + filter + " >"
                + out + " 2>&1 & until grep -q listening " + out + "; do sleep 0.1; done; "
                + traffic + " >/dev/null; wait $!; cat " + out);
    }

    @Test
    void tcpdumpShowsWhatGoesThroughAnInterface() {
        Programs.require("tcpdump");

        String seen = captured("sw0", "icmp", "mstack /dev/net/s1 ping -c 1 -W 10 " + OTHER);

        assertThat(seen)
                .containsPattern("10.1.0.1 > 10.1.0.2: ICMP echo request.*\n.*10.1.0.2 > 10.1.0.1: ICMP echo reply")
                .contains("2 packets captured", "0 packets dropped by kernel");
    }

    @Test
    void tcpdumpShowsTheLoopbackInterfaceAndAllOfThem() {
        Programs.require("tcpdump");

        assertThat(captured("lo0", "icmp", "mstack /dev/net/s1 ping -c 1 -W 10 127.0.0.1"))
                .contains("127.0.0.1 > 127.0.0.1: ICMP echo request");
        assertThat(captured("any", "icmp", "mstack /dev/net/s1 ping -c 1 -W 10 " + OTHER))
                .containsPattern("sw0 +Out IP 10.1.0.1 > 10.1.0.2")
                .containsPattern("sw0 +In +IP 10.1.0.2 > 10.1.0.1");
    }

    @Test
    void nmapTellsOpenPortsFromClosedOnes() {
        Programs.require("nmap");
        listen(8080);

        // Whoever mounted the stack may do everything with it; nmap looks at the user id unless it is told so.
        assertThat(on(1, "nmap --privileged -n -sS -p 8080,8081 " + OTHER))
                .containsPattern("8080/tcp +open")
                .containsPattern("8081/tcp +closed")
                .contains("MAC Address: 02:00:00:00:00:02");
    }

    @Test
    void hpingAndArpingMakeTheirOwnPackets() {
        Programs.require("hping3");
        Programs.require("busybox");
        listen(8080);

        assertThat(on(1, "hping3 -S -c 1 -p 8080 " + OTHER)).contains("flags=SA", "1 packets received");
        assertThat(on(1, "busybox arping -c 1 -I sw0 " + OTHER)).contains("[02:00:00:00:00:02]");
    }

    @Test
    void tracerouteReachesAHostByAllMethods() {
        Programs.require("traceroute");

        for (String method : new String[] {"", "-I ", "-T -q 1 "}) {
            assertThat(on(1, "traceroute -n " + method + OTHER)).containsPattern("\n 1  10.1.0.2  [0-9.]+ ms");
        }
    }

    @Test
    void tracepathAndMtrReachAHost() {
        Programs.require("tracepath");
        Programs.require("mtr");

        assertThat(on(1, "tracepath -n " + OTHER)).contains("reached", "pmtu 1500 hops 1");
        assertThat(on(1, "mtr -n -r -c 1 " + OTHER)).containsPattern("1\\.\\|-- 10.1.0.2 +0.0%");
        assertThat(on(1, "mtr -u -n -r -c 1 " + OTHER)).containsPattern("1\\.\\|-- 10.1.0.2 +0.0%");
    }
}
