package io.umview.itest;

import static io.umview.itest.run.UmviewRunner.umview;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.umview.itest.run.Session;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several umnetlwipv6 stacks at once, and their end while they are in use. */
class UmnetLwipStacksIT {
    /** Sends and receives as long as it can, and says so at first; ends with an error of the socket, if there is one. */
    private static final String TRAFFIC = """
            import socket, sys, threading
            server = socket.create_server(('127.0.0.1', 0))
            client = socket.create_connection(server.getsockname())
            peer, _ = server.accept()
            def send():
                data = bytes(65536)
                while True:
                    peer.sendall(data)
            threading.Thread(target=send, daemon=True).start()
            total = 0
            while total < 10000000:
                total += len(client.recv(65536))
            print('running', flush=True)
            while client.recv(65536):
                pass
            """;

    @TempDir
    Path folder;

    private Session session;

    @BeforeEach
    void start() {
        session = umview("-p", "umnet").session();
    }

    @AfterEach
    void end() {
        session.run("kill -9 $(jobs -p) 2>/dev/null; wait");
        session.close();
    }

    private void mount(String name, String address) {
        // Always the same, so that others may know it from before.
        String mac = "02:00:00:00:00:0" + address.substring(address.length() - 1);
        session.must("mount -t umnetlwipv6 -o sw0=lan,mac=" + mac + " none /dev/net/" + name);
        session.must("mstack /dev/net/" + name + " sh -c 'ip addr add " + address + "/24 dev sw0; ip link set sw0 up'");
    }

    /** Starts something that uses a stack. @return when data flows */
    private void startTraffic(String stack) throws Exception {
        Path program = Files.writeString(folder.resolve("traffic.py"), TRAFFIC);
        Path output = folder.resolve(stack + ".out");
        session.must("mstack /dev/net/" + stack + " python3 " + program + " > " + output + " 2>&1 &");
        await().atMost(Duration.ofSeconds(60))
                .until(() -> Files.readString(output).equals("running\n"));
    }

    @Test
    void aShellOnAnotherStack() {
        for (String stack : List.of("net1", "net2", "net3")) {
            mount(stack, "10.1.0." + stack.charAt(3));
        }
        // Outside: the host's stack. The shell that takes the place of this one has net3, and its commands may choose
        // others.
        assertThat(session.must("bash -c 'ip -br addr | grep -c 10.1.0 || true'"))
                .isEqualTo("0\n");
        assertThat(session.must("bash -c 'exec mstack /dev/net/net3 bash -c \""
                        + "ip -br addr show sw0; mstack /dev/net/net1 ip -br addr show sw0;"
                        + " ping -c 1 -W 10 10.1.0.2 | grep loss; cat /proc/net/dev | grep -c sw0\"'"))
                .containsSubsequence("10.1.0.3/24", "10.1.0.1/24", " 0% packet loss", "1");
    }

    @Test
    void threeStacksTalkAtTheSameTime() throws Exception {
        for (int i = 1; i <= 3; i++) {
            mount("n" + i, "10.1.0." + i);
        }
        StringBuilder script = new StringBuilder();
        for (int i = 1; i <= 3; i++) {
            int next = i % 3 + 1;
            script.append("mstack /dev/net/n" + i + " ping -c 20 -i 0.05 -w 60 10.1.0." + next + " > " + folder + "/"
                    + i + " & ");
        }
        session.must(script + "wait");

        for (int i = 1; i <= 3; i++) {
            assertThat(folder.resolve(Integer.toString(i))).content().contains("20 received");
        }
    }

    @Test
    void aStackWithTrafficIsBusy() throws Exception {
        mount("a", "10.1.0.1");
        startTraffic("a");

        assertThat(session.run("umount /dev/net/a")).satisfies(answer -> {
            assertThat(answer.status()).isNotZero();
            assertThat(answer.text()).containsIgnoringCase("busy");
        });
        assertThat(session.run("um_del_service umnet").text()).containsIgnoringCase("busy");
        assertThat(session.must("mstack /dev/net/a ping -c 1 -W 10 127.0.0.1")).contains(" 0% packet loss");

        session.must("kill %1; wait; umount /dev/net/a");
        assertThat(session.run("stat /dev/net/a").status()).isNotZero();
    }

    @Test
    void whatIsInTheAirWhenAStackEndsIsLost() {
        mount("a", "10.1.0.1");
        mount("b", "10.1.0.2");
        session.must("mstack /dev/net/a ping -q -i 0.002 10.1.0.2 >/dev/null 2>&1 & "
                + "mstack /dev/net/a ping -c 5 -i 0.01 -W 10 10.1.0.2");
        for (int i = 0; i < 5; i++) {
            session.must("umount /dev/net/b");
            mount("b", "10.1.0.2");
        }

        assertThat(session.must("mstack /dev/net/a ping -c 3 -W 10 10.1.0.2")).contains(" 3 received");
        session.must("kill %1; wait; umount /dev/net/a; umount /dev/net/b; um_del_service umnet");
    }

    @Test
    void aStackEndsBetweenTheProgramsThatUseIt() {
        session.must("cd " + folder + "; m() { mount -t umnetlwipv6 -o lo none /dev/net/c; }; m");
        session.must(
                "for w in 1 2 3; do while [ ! -e stop ]; do mstack /dev/net/c ping -q -c 1 -W 30 127.0.0.1 >ping.$w 2>&1"
                        + " && echo answered || grep -h . ping.$w; done >worker.$w & done;"
                        + " until grep -qs answered worker.*; do sleep 0.05; done");

        String attempts =
                session.must("for i in {1..40}; do um_del_service umnet; umount /dev/net/c && m; done 2>&1; :");
        session.must("touch stop; wait");

        assertThat(attempts.lines())
                .isNotEmpty()
                .allMatch(line -> line.matches("(um_del_service|umount: /dev/net/c): Device or resource busy"));
        // The stack may end after mstack has chosen it, and before ping(8) asks it for a socket.
        assertThat(session.must("cat worker.*").lines())
                .contains("answered")
                .allMatch(line -> line.matches("answered|mstack: .*|ping: socktype: SOCK_DGRAM|ping: socket: "
                        + "Address family not supported by protocol"));
        session.must("umount /dev/net/c; um_del_service umnet");
    }
}
