package io.umview.lwipv6.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.umview.lwipv6.net.Ipv6Setting;
import io.umview.lwipv6.netlink.core.NetlinkSocket;
import io.umview.lwipv6.wire.IpAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of /proc/net and /proc/sys/net say of a stack what the kernel's say of a namespace that is configured alike. */
class ProcNetAgainstKernelTest {
    private static final int T0 = 2;

    private final ConfiguredStack stack = new ConfiguredStack();

    @TempDir
    private Path directory;

    private KernelNamespace kernel;

    @BeforeEach
    void configureBothAlike() throws Exception {
        kernel = new KernelNamespace(directory);
        assumeTrue(kernel.works(), "no network namespaces here");
        kernel.run("ip link set lo up");
        kernel.tap("t0");
        kernel.run("ip link set t0 address 02:02:03:04:05:06");
        kernel.run("echo 1 > /proc/sys/net/ipv6/conf/t0/disable_ipv6; ip link set t0 up");
        stack.device.ipv6().set(Ipv6Setting.DISABLE_IPV6, 1);
        stack.device.up(true);
        NetlinkSocket socket = stack.strictSocket(0);
        for (byte[] request : List.of(
                Ask.address(20, Ask.ADD, "10.0.0.2/24", T0, out -> out.attribute(4, IpAddress.parse("10.0.0.255"))),
                Ask.route(24, Ask.ADD, "0.0.0.0/0", 254, 0, 1, out -> {
                    out.attribute(5, IpAddress.parse("10.0.0.1"))
                            .attributeU32(4, T0)
                            .attributeU32(6, 100);
                }),
                Ask.route(24, Ask.ADD, "10.6.0.0/16", 254, 0, 7, Ask.nothing()),
                Ask.route(24, Ask.ADD, "10.8.0.1/32", 254, 0, 1, out -> {
                    int metrics = out.open(8);
                    out.attributeU32(8, 1300).close(metrics);
                    out.attribute(5, IpAddress.parse("10.0.0.1"));
                }),
                Ask.neighbour(
                        28, Ask.ADD, "10.0.0.7", T0, 0x80, 0, out -> out.attribute(2, Ask.bytes(2, 2, 0, 0, 0, 7))),
                Ask.neighbour(28, Ask.ADD, "10.0.0.9", T0, 0, 8, Ask.nothing()))) {
            kernel.netlink(0, request);
            ConfiguredStack.ask(socket, request);
        }
    }

    @AfterEach
    void endKernel() throws IOException {
        kernel.close();
    }

    private String theirs(String name) throws IOException {
        String text = kernel.read("/proc/net/" + name);
        return text.isEmpty() ? "" : text + "\n";
    }

    private String ours(String name) throws Exception {
        return stack.configuration.procNet().content(name);
    }

    @Test
    void whatIsConfiguredIsShownTheSame() throws Exception {
        for (String name :
                List.of("route", "arp", "if_inet6", "rt_cache", "mcfilter", "mcfilter6", "igmp", "unix", "anycast6")) {
            assertThat(ours(name)).as(name).isEqualTo(theirs(name));
        }
    }

    @Test
    void tablesOfSocketsHaveTheSameTitles() throws Exception {
        for (String name : List.of(
                "tcp",
                "tcp6",
                "udp",
                "udp6",
                "udplite",
                "udplite6",
                "raw",
                "raw6",
                "icmp",
                "icmp6",
                "packet",
                "netlink",
                "protocols",
                "ptype",
                "dev")) {
            assertThat(ours(name).lines().findFirst())
                    .as(name)
                    .isEqualTo(theirs(name).lines().findFirst());
        }
    }

    @Test
    void countersHaveTheSameNamesInTheSameOrder() throws Exception {
        assertThat(names(ours("snmp"))).isEqualTo(names(theirs("snmp")));
        assertThat(ours("snmp6").lines().map(line -> line.split("\\s+")[0]))
                .containsExactlyElementsOf(theirs("snmp6")
                        .lines()
                        .map(line -> line.split("\\s+")[0])
                        .filter(name -> !name.matches("Icmp6(In|Out)Type.*"))
                        .toList());
        assertThat(names(theirs("netstat"))).containsAll(names(ours("netstat")));
    }

    /** Every second line has names, the ones between have the numbers; which types of ICMP were seen is chance. */
    private static List<String> names(String text) {
        return text.lines()
                .filter(line -> line.matches("\\w+: [A-Za-z].*") && !line.startsWith("IcmpMsg"))
                .toList();
    }

    @Test
    void settingsAreWrittenAndReadAlike() throws Exception {
        var controls = stack.configuration.controls();
        for (String name : List.of(
                "ipv4/ip_forward", "ipv4/conf/t0/rp_filter", "ipv6/conf/t0/hop_limit", "ipv4/conf/t0/forwarding")) {
            assertThat(controls.content(name)).as(name).isEqualTo(kernel.read("/proc/sys/net/" + name) + "\n");
        }
        controls.write("ipv4/ip_forward", "1\n");
        kernel.run("echo 1 > /proc/sys/net/ipv4/ip_forward");
        for (String name :
                List.of("ipv4/conf/t0/forwarding", "ipv4/conf/all/forwarding", "ipv4/conf/default/forwarding")) {
            assertThat(controls.content(name)).as(name).isEqualTo(kernel.read("/proc/sys/net/" + name) + "\n");
        }
    }

    @Test
    void filesOfInterfacesAreThere() throws Exception {
        var files = stack.configuration.sysClassNet();

        assertThat(files.content("t0/address")).isEqualTo("02:02:03:04:05:06\n");
        assertThat(files.content("t0/flags")).isEqualTo("0x1003\n");
        assertThat(files.content("t0/uevent")).isEqualTo("INTERFACE=t0\nIFINDEX=2\n");
        assertThat(files.content("lo/operstate")).isEqualTo("unknown\n");
        assertThat(files.content("lo/type")).isEqualTo("772\n");
        files.write("t0/mtu", "1400\n");
        assertThat(files.content("t0/mtu")).isEqualTo("1400\n");
        assertThat(files.names()).contains("lo/statistics/rx_bytes", "t0/carrier");
    }
}
