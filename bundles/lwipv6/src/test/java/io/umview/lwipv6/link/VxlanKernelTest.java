package io.umview.lwipv6.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The kernel's vxlan device as the peer, in a network namespace of its own. */
class VxlanKernelTest {
    private static final String HERE = "umvx-" + ProcessHandle.current().pid() + "-a";
    private static final String THERE = "umvx-" + ProcessHandle.current().pid() + "-b";

    private Process responder;

    @BeforeEach
    void joinTwoNamespaces() throws Exception {
        assumeThat(System.getProperty("user.name")).isEqualTo("root");
        assumeThat(List.of(Path.of("/usr/sbin/ip"), Path.of("/sbin/ip"))).anyMatch(Files::isExecutable);
        run("ip", "netns", "add", HERE);
        run("ip", "netns", "add", THERE);
        run("ip", "-n", HERE, "link", "add", "out0", "type", "veth", "peer", "name", "out0", "netns", THERE);
        run("ip", "-n", HERE, "addr", "add", "192.168.77.1/24", "dev", "out0");
        run("ip", "-n", THERE, "addr", "add", "192.168.77.2/24", "dev", "out0");
        run("ip", "-n", HERE, "link", "set", "out0", "up");
        run("ip", "-n", THERE, "link", "set", "out0", "up");
    }

    @AfterEach
    void removeThem() throws Exception {
        if (responder != null) {
            responder.getOutputStream().close();
            if (!responder.waitFor(10, TimeUnit.SECONDS)) {
                responder.destroyForcibly().waitFor();
            }
        }
        for (String name : new String[] {HERE, THERE}) {
            if (Files.exists(Path.of("/run/netns", name))) {
                run("ip", "netns", "del", name);
            }
        }
    }

    @Test
    void itTalksToTheKernelByMulticast() throws Exception {
        kernelVxlan("id", "42", "group", "239.1.1.1", "dev", "out0");
        assertThat(respond("239.1.1.1%out0/42")).isEqualTo("mtu 1450");
        ping("56");
        ping("1422");
    }

    @Test
    void itTalksToTheKernelByUnicast() throws Exception {
        kernelVxlan("id", "7", "remote", "192.168.77.1");
        respond("192.168.77.2/7");
        ping("56");
        ping("1422");
    }

    @Test
    void theKernelsNetworkOfAnotherNumberIsAnother() throws Exception {
        kernelVxlan("id", "8", "remote", "192.168.77.1");
        respond("192.168.77.2/7");
        assertThat(start("ip", "netns", "exec", THERE, "busybox", "ping", "-c", "1", "-W", "1", "10.9.0.1")
                        .waitFor())
                .isNotZero();
    }

    private void kernelVxlan(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("ip", "-n", THERE, "link", "add", "vx0", "type", "vxlan"));
        command.addAll(Arrays.asList(arguments));
        command.addAll(List.of("dstport", "4789"));
        run(command.toArray(String[]::new));
        run("ip", "-n", THERE, "addr", "add", "10.9.0.2/24", "dev", "vx0");
        run("ip", "-n", THERE, "link", "set", "vx0", "up");
    }

    private String respond(String vxlan) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        responder = start(
                "ip",
                "netns",
                "exec",
                HERE,
                java,
                "-cp",
                System.getProperty("java.class.path"),
                EchoResponder.class.getName(),
                vxlan,
                "10.9.0.1");
        return new BufferedReader(new InputStreamReader(responder.getInputStream())).readLine();
    }

    private static void ping(String size) throws Exception {
        run("ip", "netns", "exec", THERE, "busybox", "ping", "-c", "1", "-W", "5", "-s", size, "10.9.0.1");
    }

    private static void run(String... command) throws Exception {
        Process process = start(command);
        String output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor())
                .as(String.join(" ", command) + ": " + output)
                .isZero();
    }

    private static Process start(String... command) throws IOException {
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }
}
