package io.umview.itest;

import static io.umview.itest.run.UmviewRunner.natively;
import static io.umview.itest.run.UmviewRunner.umview;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.umview.itest.run.Programs;
import io.umview.itest.run.Session;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Links of umnetlwipv6: which there are, what they are called, and what goes over them. */
class UmnetLwipLinksIT {
    private static final String MAC = "02:02(:[0-9a-f]{2}){3}:06";

    @TempDir
    Path folder;

    private Session session;

    @BeforeEach
    void start() {
        session = umview("-p", "umnet").in(folder).session();
    }

    @AfterEach
    void end() {
        session.run("for f in " + folder + "/*.pid; do kill $(cat $f); done");
        session.close();
    }

    private void startSwitch(String name) {
        Programs.require("vde_switch");
        Path path = folder.resolve(name);
        session.must("vde_switch -s " + path + " -daemon -p " + path + ".pid");
    }

    private static String on(String stack, String command) {
        return "mstack /dev/net/" + stack + " sh -c '" + command + "'";
    }

    @Test
    void ipShowsTheInterfacesInOrder() {
        startSwitch("v1");
        session.must("mount -t umnetlwipv6 -o vd0=" + folder + "/v1 none /dev/net/default");

        // The lines of the seeds, with what iproute2 of today adds to them.
        assertThat(session.must("ip addr"))
                .matches("(?s)1: lo0: <LOOPBACK,UP,LOWER_UP> mtu 65536 [^\n]*\n"
                        + "    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00\n"
                        + "    inet 127.0.0.1/8 scope host lo0\n[^\n]*\n"
                        + "    inet6 ::1/128 scope host \n[^\n]*\n"
                        + "2: vd0: <BROADCAST,MULTICAST> mtu 1500 [^\n]*\n"
                        + "    link/ether " + MAC + " brd ff:ff:ff:ff:ff:ff\n");
        session.must("ip link set vd0 up; ip addr add 192.168.1.1/24 dev vd0");
        assertThat(session.must("ip addr show vd0"))
                .contains("<BROADCAST,MULTICAST,UP,LOWER_UP>", "inet 192.168.1.1/24 scope global vd0", "inet6 fe80::");
        assertThat(session.must("ip route")).contains("192.168.1.0/24 dev vd0");
    }

    @Test
    void severalSwitchesInOneStack() {
        startSwitch("v1");
        startSwitch("v2");
        // The second path is relative, as in the seeds.
        session.must("mount -t umnetlwipv6 -o vd0=" + folder + "/v1,vd1=v2 none /dev/net/both");
        session.must("mount -t umnetlwipv6 -o 'vd0=v2[9]' none /dev/net/second");
        session.must(on("both", "ip addr add 10.1.0.1/24 dev vd1; ip link set vd1 up"));
        session.must(on("second", "ip addr add 10.1.0.2/24 dev vd0; ip link set vd0 up"));

        assertThat(session.must(on("both", "ip -br link | cut -d \" \" -f 1"))).isEqualTo("lo0\nvd0\nvd1\n");
        assertThat(session.must(on("both", "ping -c 1 -W 10 10.1.0.2"))).contains(" 0% packet loss");
    }

    @Test
    void linksOfDifferentKindsInOneStack() {
        Programs.requireRoot();
        startSwitch("v1");
        String number = Long.toString(ProcessHandle.current().pid() % 10000);
        session.must(
                "mount -t umnetlwipv6 -o vd0=v1,tp0=uvtap" + number + ",tn0=uvtun" + number + " none /dev/net/net3");

        assertThat(session.must(on("net3", "ip link")))
                .containsSubsequence("2: vd0: <BROADCAST", "3: tp0: <BROADCAST", "4: tn0: <POINTOPOINT");
        session.must("ip addr add 10.99.75.1/30 dev uvtun" + number + "; ip link set uvtun" + number + " up");
        session.must(on("net3", "ip addr add 10.99.75.2/30 dev tn0; ip link set tn0 up"));
        assertThat(session.must(on("net3", "ping -c 1 -W 10 10.99.75.1"))).contains(" 0% packet loss");
    }

    @Test
    void linkLayerAddresses() {
        session.must(
                "mount -t umnetlwipv6 -o sw0=a,mac=02:00:00:00:00:0a,sw1=a,sw2=b,mac=06:07:08:09:0a:0b none /dev/net/m");

        assertThat(session.must(on("m", "cat /sys/class/net/sw0/address"))).isEqualTo("02:00:00:00:00:0a\n");
        assertThat(session.must(on("m", "cat /sys/class/net/sw1/address"))).matches(MAC + "\n");
        assertThat(session.must(on("m", "cat /sys/class/net/sw2/address"))).isEqualTo("06:07:08:09:0a:0b\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "vd0=/nowhere/switch | umnetlwipv6: /nowhere/switch: No such file or directory",
                "sw0=a,mac=nonsense | umnetlwipv6: mac=nonsense: Invalid argument",
                "sw0=a,mac=01:00:00:00:00:01 | umnetlwipv6: mac=01:00:00:00:00:01: Invalid argument",
                "sw0=a,sw0=b | umnetlwipv6: sw0 twice: Invalid argument",
                "tp0=name-that-is-too-long | Invalid argument",
                "vx0=nonsense/x | umnetlwipv6: vx0=nonsense/x",
                "vx0=239.1.1.1%nodevice/7 | No such device",
                "sw0=a,ra=/nowhere | umnetlwipv6: ra=/nowhere",
                "sw0=a,pcap=/nowhere/x | umnetlwipv6: pcap=/nowhere/x"
            })
    void aLinkThatCannotBeOpenedFailsTheMountWithItsReason(String options, String reason) {
        Session.Answer answer = session.run("mount -t umnetlwipv6 -o '" + options + "' none /dev/net/l");

        assertThat(answer.status()).isNotZero();
        assertThat(answer.text()).contains(reason);
        assertThat(session.run("stat /dev/net/l").status()).isNotZero();
    }

    @Test
    void aRouterThatAdvertisesItself() throws Exception {
        Files.writeString(folder.resolve("ra.conf"), """
                [sw0]
                AdvSendAdvert = on
                MinRtrAdvInterval = 3
                MaxRtrAdvInterval = 4
                AddPrefix = 2001:db8:1::/64 , AdvOnLinkFlag = on , AdvAutonomousFlag = on
                """);
        session.must("mount -t umnetlwipv6 -o sw0=lan,sw1=wan,ra=ra.conf none /dev/net/router");
        session.must("mount -t umnetlwipv6 -o sw0=lan,mac=02:00:00:00:00:01 none /dev/net/inner");
        session.must("mount -t umnetlwipv6 -o sw0=wan none /dev/net/outer");
        session.must(on(
                "router",
                "ip addr add 10.1.0.1/24 dev sw0; ip addr add 10.2.0.1/24 dev sw1;"
                        + " ip addr add 2001:db8:1::1/64 dev sw0; ip addr add 2001:db8:2::1/64 dev sw1;"
                        + " ip link set sw0 up; ip link set sw1 up"));
        session.must(on(
                "outer",
                "ip link set sw0 up; ip addr add 10.2.0.2/24 dev sw0; ip route add default via 10.2.0.1;"
                        + " ip addr add 2001:db8:2::2/64 dev sw0; ip route add default via 2001:db8:2::1"));
        session.must(
                on("inner", "ip link set sw0 up; ip addr add 10.1.0.2/24 dev sw0; ip route add default via 10.1.0.1"));

        await().atMost(Duration.ofSeconds(30))
                .until(() -> session.must(on("inner", "ip -6 addr show dev sw0"))
                        .contains("inet6 2001:db8:1::ff:fe00:1/64 scope global dynamic mngtmpaddr \n"));
        assertThat(session.must(on("inner", "ip -6 route"))).contains("default via fe80::", "proto ra");
        assertThat(session.must(on("inner", "ping -c 1 -W 10 10.2.0.2"))).contains("ttl=63", " 0% packet loss");
        assertThat(session.must(on("inner", "ping -c 1 -W 10 2001:db8:2::2"))).contains("ttl=63", " 0% packet loss");
    }

    @Test
    void aCaptureIsReadByWiresharkAndTcpdump() {
        session.must("mount -t umnetlwipv6 -o sw0=lan,sw1=other,pcap=capture.pcapng none /dev/net/a");
        session.must("mount -t umnetlwipv6 -o sw0=lan none /dev/net/b");
        session.must(on("a", "ip addr add 10.1.0.1/24 dev sw0; ip link set sw0 up; ip link set sw1 up"));
        session.must(on("b", "ip addr add 10.1.0.2/24 dev sw0; ip link set sw0 up"));
        session.must(on("a", "ping -c 3 -i 0.2 -W 10 -s 1000 10.1.0.2"));
        session.must("umount /dev/net/a");

        assumeThat(Programs.present("tshark") || Programs.present("tcpdump")).isTrue();
        if (Programs.present("tshark")) {
            assertThat(session.must("tshark -r capture.pcapng -Y icmp -T fields -e frame.interface_name -e ip.src"
                            + " -e icmp.type -e frame.len -e icmp.checksum.status 2>/dev/null"))
                    .isEqualTo(("sw0\t10.1.0.1\t8\t1042\t1\n" + "sw0\t10.1.0.2\t0\t1042\t1\n").repeat(3));
            assertThat(session.must("tshark -r capture.pcapng -Y _ws.malformed 2>/dev/null"))
                    .isEmpty();
        }
        if (Programs.present("tcpdump")) {
            assertThat(session.must("tcpdump -n -r capture.pcapng icmp 2>/dev/null | grep -c \"length 1008\""))
                    .isEqualTo("6\n");
        }
    }

    @Test
    void theKernelIsThePeerOnAVxlan() throws Exception {
        Programs.requireRoot();
        Programs.require("ethtool");
        Programs.require("iperf3");
        String number = Long.toString(ProcessHandle.current().pid() % 10000);
        String space = "umview" + number;
        String device = "uvv" + number;
        // The other machine: a network namespace, and a wire to it.
        assumeThat(natively()
                        .bash("set -e; ip netns add " + space + "; trap 'ip netns del " + space + "' ERR\n"
                                + "ip link add " + device + " type veth peer name wire netns " + space + "\n"
                                + "ip addr add 10.99.73.1/30 dev " + device + "; ip link set " + device + " up\n"
                                + "ip -n " + space + " addr add 10.99.73.2/30 dev wire\n"
                                + "ip -n " + space + " link set wire up\n"
                                + "ip -n " + space
                                + " link add vxlan0 type vxlan id 42 remote 10.99.73.1 dstport 4790\n"
                                + "ip -n " + space + " addr add 10.42.0.2/24 dev vxlan0\n"
                                // A veth device leaves the checksums of the inner packets out.
                                + "ip netns exec " + space + " ethtool -K vxlan0 tx off >/dev/null\n"
                                + "ip -n " + space + " link set vxlan0 up\n")
                        .status())
                .as("network namespaces and VXLAN devices are to be had")
                .isZero();
        try {
            session.must("mount -t umnetlwipv6 -o vx0=10.99.73.2/42/4790 none /dev/net/x");
            session.must(on("x", "ip addr add 10.42.0.1/24 dev vx0; ip link set vx0 up"));

            assertThat(session.must(on("x", "ping -c 1 -W 10 -M do -s 1422 10.42.0.2")))
                    .as("a packet of 1450 bytes")
                    .contains(" 0% packet loss");
            Process server = new ProcessBuilder(
                            "ip", "netns", "exec", space, "iperf3", "-s", "-1", "--forceflush", "-p", "5998")
                    .redirectErrorStream(true)
                    .start();
            try {
                var reader = server.inputReader();
                while (!reader.readLine().contains("listening")) {
                    continue;
                }
                assertThat(session.must(on("x", "iperf3 -c 10.42.0.2 -p 5998 -n 10M")))
                        .contains("iperf Done.");
            } finally {
                server.destroy();
            }
            session.must("umount /dev/net/x");
        } finally {
            natively().bash("ip netns del " + space + "; ip link del " + device + " 2>/dev/null");
        }
    }
}
