package io.umview.itest;

import static org.assertj.core.api.Assertions.assertThat;

import io.umview.itest.run.Neighbours;
import io.umview.itest.run.Programs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The tools that look at a network, on umnetlwipv6 with the kernel as the neighbour. */
class LwipToolsIT {
    private static final String DNSMASQ = """
            no-resolv
            no-hosts
            host-record=six.test,10.99.0.6,fd00:99::6
            """;

    @TempDir
    Path folder;

    private Neighbours hosts;

    @BeforeEach
    void join() {
        hosts = Neighbours.onTap(folder).withAddresses();
    }

    @AfterEach
    void part() {
        if (hosts != null) {
            hosts.close();
        }
    }

    @Test
    void pingTellsHowMuchFits() {
        String four = hosts.kernel().v4();
        String six = hosts.kernel().v6();

        for (String options :
                new String[] {"-i 0.2 " + four, "-6 -i 0.2 " + six, "-s 5000 " + four, "-s 5000 " + six}) {
            assertThat(hosts.guest().must("ping -c 3 -W 10 " + options))
                    .as(options)
                    .contains("3 received, 0% packet loss");
        }
        assertThat(hosts.guest().must("ping -M do -s 1472 -c 1 -W 10 " + four)).contains(" 0% packet loss");
        assertThat(hosts.guest().run("ping -M do -s 1473 -c 1 -W 1 " + four).text())
                .contains("message too long, mtu=1500");
        assertThat(hosts.guest().must("ping -f -c 200 " + four)).contains("200 received");
        assertThat(hosts.kernel().must("ping -f -c 200 " + hosts.guest().v4())).contains("200 received");
        assertThat(hosts.kernel().must("ping -6 -s 5000 -c 3 " + hosts.guest().v6()))
                .contains("3 received");
    }

    static Stream<String> tracers() {
        return Stream.of(
                "traceroute -n -I -m 3 -q 1 %s",
                "traceroute -n -T -m 3 -q 1 %s", "tracepath -n %s", "mtr -n --report -c 2 -i 0.3 %s");
    }

    @ParameterizedTest
    @MethodSource("tracers")
    void theNeighbourIsOneHopAway(String tracer) {
        Programs.require(tracer.substring(0, tracer.indexOf(' ')));
        for (String address : new String[] {hosts.kernel().v4(), hosts.kernel().v6()}) {
            assertThat(hosts.guest().must(tracer.formatted(address))).containsPattern(" 1[:.|-]* +" + address);
        }
    }

    @Test
    void namesAreAskedFor() throws Exception {
        Programs.require("dig");
        StringBuilder configuration = new StringBuilder(DNSMASQ);
        for (char c = 'a'; c <= 'i'; c++) {
            configuration
                    .append("txt-record=long.test,")
                    .append(String.valueOf(c).repeat(200))
                    .append('\n');
        }
        Files.writeString(folder.resolve("dnsmasq.conf"), configuration);
        hosts.kernel()
                .serve(Programs.require("dnsmasq") + " -k -u root -C dnsmasq.conf --pid-file=", "dnsmasq.log", 53);

        assertThat(hosts.guest().must("dig +short @10.99.0.1 six.test A")).isEqualTo("10.99.0.6\n");
        assertThat(hosts.guest().must("dig +short @fd00:99::1 six.test AAAA")).isEqualTo("fd00:99::6\n");
        assertThat(hosts.guest().must("dig +short +bufsize=4000 +notcp @fd00:99::1 long.test TXT"))
                .as("in fragments")
                .hasLineCount(9);
        assertThat(hosts.guest().must("dig +short +tcp @10.99.0.1 long.test TXT"))
                .hasLineCount(9);
    }

    @Test
    void theNeighbourSeesFramesAsTheyShouldBe() {
        Programs.require("tcpdump");
        hosts.kernel().start("tcpdump -n -v -U -i " + hosts.kernel().device() + " -c 12 icmp6 or icmp or arp", "seen");
        hosts.kernel().must("until grep -q listening seen; do sleep 0.05; done");

        hosts.guest().must("ping -c 3 -i 0.2 10.99.0.1; ping -6 -c 3 -i 0.2 fd00:99::1");

        assertThat(hosts.kernel().must("wait; cat seen"))
                .contains("10.99.0.2 > 10.99.0.1: ICMP echo request", "fd00:99::2 > fd00:99::1: [icmp6 sum ok] ICMP6")
                .doesNotContain("bad");
    }
}
