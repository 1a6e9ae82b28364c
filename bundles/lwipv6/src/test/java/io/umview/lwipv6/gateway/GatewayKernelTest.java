package io.umview.lwipv6.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The kernel and busybox as the guest, in a network namespace of their own, with a VXLAN in between. */
class GatewayKernelTest {
    private static final String HERE = "umgw-" + ProcessHandle.current().pid() + "-a";
    private static final String THERE = "umgw-" + ProcessHandle.current().pid() + "-b";

    @TempDir
    Path directory;

    private Process gateway;

    @BeforeEach
    void joinTwoNamespaces() throws Exception {
        assumeThat(System.getProperty("user.name")).isEqualTo("root");
        assumeThat(Path.of("/usr/bin/busybox")).isExecutable();
        assumeThat(List.of(Path.of("/usr/sbin/ip"), Path.of("/sbin/ip"))).anyMatch(Files::isExecutable);
        run("ip", "netns", "add", HERE);
        run("ip", "netns", "add", THERE);
        run("ip", "-n", HERE, "link", "set", "lo", "up");
        run("ip", "-n", HERE, "link", "add", "out0", "type", "veth", "peer", "name", "out0", "netns", THERE);
        run("ip", "-n", HERE, "addr", "add", "192.168.77.1/24", "dev", "out0");
        run("ip", "-n", THERE, "addr", "add", "192.168.77.2/24", "dev", "out0");
        run("ip", "-n", HERE, "link", "set", "out0", "up");
        run("ip", "-n", THERE, "link", "set", "out0", "up");
        startGateway();
        run(
                "ip",
                "-n",
                THERE,
                "link",
                "add",
                "vx0",
                "type",
                "vxlan",
                "id",
                "7",
                "remote",
                "192.168.77.1",
                "dstport",
                "4789");
        run("ip", "-n", THERE, "link", "set", "vx0", "up");
    }

    @AfterEach
    void removeThem() throws Exception {
        if (gateway != null) {
            gateway.getOutputStream().close();
            if (!gateway.waitFor(10, TimeUnit.SECONDS)) {
                gateway.destroyForcibly().waitFor();
            }
        }
        for (String name : new String[] {HERE, THERE}) {
            if (Files.exists(Path.of("/run/netns", name))) {
                run("ip", "netns", "del", name);
            }
        }
    }

    @Test
    void udhcpcConfiguresTheKernelWhichThenReachesTheGatewayAndResolvesNames() throws Exception {
        Path told = directory.resolve("told");
        Path script = Files.writeString(directory.resolve("script"), """
                #!/bin/sh
                if [ "$1" = bound ]; then
                  echo "$ip/$mask via $router dns $dns lease $lease mtu $mtu server $serverid" > %s
                  ip link set "$interface" mtu "$mtu"
                  ip addr add "$ip/$mask" dev "$interface"
                  ip route add default via "$router"
                fi
                """.formatted(told));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));

        inGuest("busybox", "udhcpc", "-i", "vx0", "-f", "-n", "-q", "-O", "mtu", "-s", script.toString());

        assertThat(told).hasContent("10.0.2.15/24 via 10.0.2.2 dns 10.0.2.3 lease 86400 mtu 1450 server 10.0.2.2");
        inGuest("busybox", "ping", "-c", "1", "-W", "5", "10.0.2.2");
        inGuest("busybox", "ping", "-c", "1", "-W", "5", "-s", "4000", "10.0.2.2");
        assertThat(inGuest("busybox", "nslookup", "-type=a", "host.example", "10.0.2.3"))
                .contains("192.0.2.55");
    }

    @Test
    void theKernelConfiguresIpv6ByItself() throws Exception {
        String addresses = "";
        for (int i = 0; i < 100 && !addresses.contains("fd00::"); i++) {
            TimeUnit.MILLISECONDS.sleep(100);
            addresses =
                    run("ip", "-n", THERE, "-6", "-br", "addr", "show", "dev", "vx0", "scope", "global", "-tentative");
        }
        assertThat(addresses).contains("fd00::").contains("/64");
        assertThat(run("ip", "-n", THERE, "-6", "route", "show", "default")).contains("proto ra");
        inGuest("busybox", "ping6", "-c", "1", "-W", "5", "fd00::2");
    }

    private void startGateway() throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        gateway = start(
                "ip",
                "netns",
                "exec",
                HERE,
                java,
                "-cp",
                System.getProperty("java.class.path"),
                VxlanGateway.class.getName(),
                "192.168.77.2/7");
        String line = new BufferedReader(new InputStreamReader(gateway.getInputStream())).readLine();
        assertThat(line).isEqualTo("ready");
    }

    private static String inGuest(String... command) throws Exception {
        String[] whole = new String[command.length + 4];
        System.arraycopy(new String[] {"ip", "netns", "exec", THERE}, 0, whole, 0, 4);
        System.arraycopy(command, 0, whole, 4, command.length);
        return run(whole);
    }

    private static String run(String... command) throws Exception {
        Process process = start(command);
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor())
                .as(String.join(" ", command) + ": " + output)
                .isZero();
        return output;
    }

    private static Process start(String... command) throws IOException {
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }
}
