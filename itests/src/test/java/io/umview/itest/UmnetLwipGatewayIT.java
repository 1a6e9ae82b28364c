package io.umview.itest;

import static io.umview.itest.run.UmviewRunner.umview;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.umview.itest.run.Programs;
import io.umview.itest.run.Session;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code slN}: a stack behind a gateway to the host's network, here to servers on its loopback interface. */
class UmnetLwipGatewayIT {
    /** What udhcpc tells the world. */
    private static final String DHCP_SCRIPT = """
            #!/bin/sh
            case "$1" in
            deconfig)
                ip -4 addr flush dev $interface
                ip link set $interface up;;
            bound)
                ip addr add $ip/$mask dev $interface
                ip route add default via $router dev $interface
                echo "address $ip/$mask router $router server $dns"
            esac
            """;

    /** Says that every name has the address 192.0.2.7. */
    private static final String NAME_SERVER = """
            import socket
            s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            s.bind(('127.0.0.1', 0))
            print(s.getsockname()[1], flush=True)
            while True:
                query, client = s.recvfrom(2048)
                end = query.index(b'\\0', 12) + 5
                s.sendto(query[:2] + bytes([0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0]) + query[12:end]
                         + bytes([0xc0, 0x0c, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, 7]), client)
            """;

    /** Sends back what it gets, to any number of clients, on both loopback addresses. */
    private static final String ECHO_SERVER = """
            import asyncio
            async def echo(reader, writer):
                while data := await reader.read(65536):
                    writer.write(data)
                    await writer.drain()
                writer.close()
            async def main():
                server = await asyncio.start_server(echo, '127.0.0.1', 0)
                port = server.sockets[0].getsockname()[1]
                await asyncio.start_server(echo, '::1', port)
                print(port, flush=True)
                await asyncio.sleep(3600)
            asyncio.run(main())
            """;

    private static final String ECHO_CLIENT = """
            import os, socket, sys, threading
            client = socket.create_connection((sys.argv[1], int(sys.argv[2])), 20)
            sent = os.urandom(5000000)
            sender = threading.Thread(target=lambda: (client.sendall(sent), client.shutdown(socket.SHUT_WR)))
            sender.start()
            received = b''
            while data := client.recv(65536):
                received += data
            print(received == sent)
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
        session.run("kill $(jobs -p) && wait");
        session.close();
    }

    private Path file(String name, String text) throws Exception {
        return Files.writeString(folder.resolve(name), text);
    }

    /** Starts a server of the host. @return the port that it names */
    private String serve(String name, String program) throws Exception {
        Path output = folder.resolve(name + ".out");
        session.must("python3 " + file(name + ".py", program) + " > " + output + " 2>&1 &");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> Files.exists(output) && Files.readString(output).endsWith("\n"));
        return Files.readString(output).strip();
    }

    private String must(String command) {
        return session.must("mstack /dev/net/s " + command);
    }

    private void mount(String options) {
        session.must("mount -t umnetlwipv6 -o 'sl0" + options + "' none /dev/net/s");
    }

    private String dhcp() throws Exception {
        Programs.require("udhcpc");
        Path script = file("dhcp", DHCP_SCRIPT);
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        return must("timeout 30 udhcpc -f -i sl0 -q -n -s " + script + " 2>/dev/null");
    }

    @Test
    void dhcpGivesAnAddress() throws Exception {
        mount("");

        assertThat(dhcp()).isEqualTo("address 10.0.2.15/24 router 10.0.2.2 server 10.0.2.3\n");
        assertThat(must("ping -c 1 -W 10 10.0.2.2")).contains(" 0% packet loss");
    }

    @Test
    void itsOptionsChangeTheNetwork() throws Exception {
        mount("=net=192.168.77.0/24+dhcpstart=192.168.77.100");

        assertThat(dhcp()).isEqualTo("address 192.168.77.100/24 router 192.168.77.2 server 192.168.77.3\n");
    }

    @Test
    void namesAreResolvedByTheHostsServers() throws Exception {
        Programs.require("dig");
        mount("=resolver=127.0.0.1#" + serve("names", NAME_SERVER));
        dhcp();

        assertThat(must("dig +short +tries=3 @10.0.2.3 some.name.example A")).isEqualTo("192.0.2.7\n");
        Path resolv = file("resolv.conf", "nameserver 10.0.2.3\n");
        session.must("umount /dev/net/s");
        mount("=resolver=127.0.0.1#"
                + Files.readString(folder.resolve("names.out")).strip() + ",resolv=" + resolv);
        dhcp();
        assertThat(must("cat /etc/resolv.conf")).isEqualTo("nameserver 10.0.2.3\n");
        assertThat(must("python3 -c 'import socket; print(socket.gethostbyname(\"other.name.example\"))'"))
                .isEqualTo("192.0.2.7\n");
    }

    @Test
    void curlFetchesFromAServerOnTheHostsLoopback() throws Exception {
        Programs.require("curl");
        Path served = Files.createDirectory(folder.resolve("served"));
        session.must("head -c 3000000 /dev/urandom > " + served.resolve("file"));
        Path output = folder.resolve("http.out");
        session.must("python3 -u -m http.server -b 127.0.0.1 -d " + served + " 0 > " + output + " 2>/dev/null &");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> Files.readString(output).contains(" port "));
        String port = Files.readString(output).replaceFirst("(?s).* port (\\d+) .*", "$1");
        mount("");
        dhcp();

        must("curl -sS -m 30 -o " + folder.resolve("copy") + " http://10.0.2.2:" + port + "/file");
        assertThat(folder.resolve("copy")).hasSameBinaryContentAs(served.resolve("file"));
        assertThat(session.run("mstack /dev/net/s curl -sS -m 20 http://10.0.2.2:1/")
                        .text())
                .as("a port where nobody listens")
                .containsAnyOf("Connection refused", "Couldn't connect");
    }

    @Test
    void streamsOfBothFamilies() throws Exception {
        String port = serve("echo", ECHO_SERVER);
        Path client = file("client.py", ECHO_CLIENT);
        mount("");
        dhcp();

        assertThat(must("timeout 60 python3 " + client + " 10.0.2.2 " + port)).isEqualTo("True\n");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> must("ip -6 route").contains("default via")
                        && !must("ip -6 addr show dev sl0").contains("tentative"));
        assertThat(must("ip -6 addr show dev sl0"))
                .as("from the router's advertisement")
                .containsPattern("inet6 fd00::[0-9a-f:]+/64 scope global");
        assertThat(must("timeout 60 python3 " + client + " fd00::2 " + port)).isEqualTo("True\n");
    }

    @Test
    void theHostReachesAServerBehindTheGateway() throws Exception {
        String free = session.must(
                        "python3 -c 'import socket; s = socket.socket(); s.bind((\"127.0.0.1\", 0)); print(s.getsockname()[1])'")
                .strip();
        mount("=fwd=tcp:127.0.0.1:" + free + "-:8000");
        dhcp();
        Path output = folder.resolve("guest.out");
        String server = ECHO_SERVER.replace("'127.0.0.1', 0", "'0.0.0.0', 8000");
        session.must("mstack /dev/net/s python3 " + file("guest.py", server) + " > " + output + " 2>&1 &");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> Files.readString(output).equals("8000\n"));

        assertThat(session.must("timeout 60 python3 " + file("client.py", ECHO_CLIENT) + " 127.0.0.1 " + free))
                .isEqualTo("True\n");
    }

    @Test
    void aGatewayThatCannotBeIsSaid() {
        assertThat(session.run("mount -t umnetlwipv6 -o sl0=net=nonsense none /dev/net/s"))
                .satisfies(answer -> {
                    assertThat(answer.status()).isNotZero();
                    assertThat(answer.text())
                            .contains("umnetlwipv6: sl0=net=nonsense")
                            .contains("Invalid argument");
                });
    }
}
