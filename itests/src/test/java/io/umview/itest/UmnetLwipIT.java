package io.umview.itest;

import static io.umview.itest.run.UmviewRunner.umview;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.umview.itest.run.Session;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** umnetlwipv6: programs have the sockets of a stack at user level. */
class UmnetLwipIT {
    private static final String ECHO = """
            import os, select, socket, threading
            listener = socket.socket()
            listener.bind(('127.0.0.1', 0))
            listener.listen(5)
            def serve():
                connection, peer = listener.accept()
                assert peer[0] == '127.0.0.1', peer
                while data := connection.recv(65536):
                    connection.sendall(data)
                connection.close()
            server = threading.Thread(target=serve)
            server.start()
            client = socket.create_connection(listener.getsockname(), 10)
            assert client.getpeername() == listener.getsockname()
            sent = os.urandom(3000000)
            sender = threading.Thread(target=lambda: (client.sendall(sent), client.shutdown(socket.SHUT_WR)))
            sender.start()
            received = b''
            while data := client.recv(65536):
                received += data
            server.join()
            assert received == sent
            print('same')
            """;

    private static final String DATAGRAMS = """
            import socket
            server = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
            server.bind(('::1', 0))
            clients = [socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) for i in range(3)]
            for client in clients:
                client.connect(server.getsockname())
                client.send(b'hello')
                client.send(b'')
            for client in clients:
                for text in b'hello', b'':
                    data, source = server.recvfrom(100)
                    assert data == text and source == client.getsockname(), (data, source)
                    server.sendto(text, source)
                assert client.recv(100) == b'hello' and client.recv(100) == b''
            dead = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            dead.connect(('127.0.0.1', 9))
            dead.send(b'x')
            try:
                dead.recvfrom(10)
            except ConnectionRefusedError:
                print('refused')
            """;

    private static final String REFUSED = """
            import errno, select, socket
            s = socket.socket()
            assert s.connect_ex(('127.0.0.1', 1)) == errno.ECONNREFUSED
            s.close()
            s = socket.socket()
            s.setblocking(False)
            assert s.connect_ex(('127.0.0.1', 1)) == errno.EINPROGRESS
            select.select([], [s], [], 10)
            assert s.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) == errno.ECONNREFUSED
            print('twice')
            """;

    private static final String SHARED = """
            import os, socket
            listener = socket.socket()
            listener.bind(('127.0.0.1', 0))
            listener.listen(5)
            children = []
            for i in range(3):
                child = os.fork()
                if child == 0:
                    connection, peer = listener.accept()
                    connection.sendall(b'child')
                    os._exit(0)
                children.append(child)
            for child in children:
                with socket.create_connection(listener.getsockname(), 10) as connection:
                    print(connection.makefile().read())
            for child in children:
                os.waitpid(child, 0)
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
        session.close();
    }

    private String python(String stack, String program) throws Exception {
        Path file = Files.createTempFile(folder, "program", ".py");
        Files.writeString(file, program);
        return session.must("mstack " + stack + " timeout 60 python3 " + file + " 2>&1");
    }

    @Test
    void streamsOverTheLoopbackInterface() throws Exception {
        session.must("mount -t umnetlwipv6 -o lo none /dev/net/l");

        assertThat(python("/dev/net/l", ECHO)).isEqualTo("same\n");
    }

    @Test
    void datagramsOverTheLoopbackInterface() throws Exception {
        session.must("mount -t umnetlwipv6 -o lo none /dev/net/l");

        assertThat(python("/dev/net/l", DATAGRAMS)).isEqualTo("refused\n");
    }

    @Test
    void aConnectionThatIsRefused() throws Exception {
        session.must("mount -t umnetlwipv6 -o lo none /dev/net/l");

        assertThat(python("/dev/net/l", REFUSED)).isEqualTo("twice\n");
    }

    @Test
    void severalProcessesShareAListener() throws Exception {
        session.must("mount -t umnetlwipv6 -o lo none /dev/net/l");

        assertThat(python("/dev/net/l", SHARED)).isEqualTo("child\n".repeat(3));
    }

    @Test
    void theStackIsAWorldOfItsOwn() {
        session.must("mount -t umnetlwipv6 -o lo none /dev/net/l");
        session.must("mstack /dev/net/l ip addr add 10.5.6.7/24 dev lo0");

        assertThat(session.must("mstack /dev/net/l ip -o addr")).contains("10.5.6.7/24", "127.0.0.1/8", "::1/128");
        assertThat(session.must("ip -o addr")).doesNotContain("10.5.6.7");
        assertThat(session.must("mstack /dev/net/l ls /proc/self/fd >/dev/null; mstack /dev/net/l cat /proc/net/dev"))
                .contains("lo0:");
        assertThat(session.must("cat /proc/net/dev")).doesNotContain("lo0:");
        assertThat(session.must("mstack /dev/net/l python3 -c 'import socket; print(socket.if_nametoindex(\"lo0\"))'"))
                .isEqualTo("1\n");
    }

    @Test
    void twoStacksOnOneSwitch() throws Exception {
        for (int i = 1; i <= 2; i++) {
            session.must("mount -t umnetlwipv6 -o sw0=lan,mac=02:00:00:00:00:0" + i + " none /dev/net/s" + i);
            session.must("mstack /dev/net/s" + i + " ip addr add 10.1.0." + i + "/24 dev sw0");
            session.must("mstack /dev/net/s" + i + " ip link set sw0 up");
        }
        assertThat(session.must("mstack /dev/net/s2 ip link show sw0")).contains("02:00:00:00:00:02");

        assertThat(session.must("mstack /dev/net/s1 ping -c 1 -W 10 10.1.0.2")).contains(" 0% packet loss");
    }

    @Test
    void twoStacksOnAVdeSwitch() throws Exception {
        Path control = folder.resolve("switch");
        Path pid = folder.resolve("pid");
        session.must("vde_switch -s " + control + " -daemon -p " + pid);
        try {
            for (int i = 1; i <= 2; i++) {
                session.must("mount -t umnetlwipv6 -o 'vd0=" + control + "[" + i + "]' none /dev/net/v" + i);
                session.must("mstack /dev/net/v" + i + " ip addr add 10.1.0." + i + "/24 dev vd0");
                session.must("mstack /dev/net/v" + i + " ip link set vd0 up");
            }
            assertThat(session.must("mstack /dev/net/v1 ping -c 1 -W 10 10.1.0.2"))
                    .contains(" 0% packet loss");
        } finally {
            session.must("umount /dev/net/v1; umount /dev/net/v2; kill $(cat " + pid + ")");
        }
    }

    @Test
    void theKernelIsThePeerOnATapDevice() throws Exception {
        assumeTrue(session.must("id -u").equals("0\n"), "creating a device takes root");
        String device = "uvtap" + ProcessHandle.current().pid() % 10000;
        session.must("mount -t umnetlwipv6 -o tp0=" + device + " none /dev/net/t");
        session.must("ip addr add 10.99.77.1/30 dev " + device + "; ip link set " + device + " up");
        session.must("mstack /dev/net/t ip addr add 10.99.77.2/30 dev tp0; mstack /dev/net/t ip link set tp0 up");

        assertThat(session.must("mstack /dev/net/t ping -c 1 -W 10 10.99.77.1")).contains(" 0% packet loss");
        session.must("iperf3 -s -1 -B 10.99.77.1 -p 5999 >/dev/null 2>&1 & for i in $(seq 100); do"
                + " ss -tln | grep -q 10.99.77.1:5999 && break; sleep 0.1; done");
        assertThat(session.must("mstack /dev/net/t iperf3 -c 10.99.77.1 -p 5999 -n 50M"))
                .contains("iperf Done.");
        session.must("wait; umount /dev/net/t");
        assertThat(session.run("ip link show " + device).status()).isNotZero();
    }

    @Test
    void aLinkThatCannotBeOpenedFailsTheMount() {
        assertThat(session.run("mount -t umnetlwipv6 -o vd0=" + folder + "/none none /dev/net/l"))
                .satisfies(answer -> {
                    assertThat(answer.status()).isNotZero();
                    assertThat(answer.text()).contains("No such file or directory");
                });
        assertThat(session.run("mount -t umnetlwipv6 -o sw0=a,sw0=b none /dev/net/l")
                        .text())
                .contains("Invalid argument");
        assertThat(session.run("stat /dev/net/l").status()).isNotZero();
    }

    @Test
    void aStackWithOpenSocketsIsBusy() throws Exception {
        session.must("mount -t umnetlwipv6 -o lo none /dev/net/l");
        session.must("coproc HOLDER { mstack /dev/net/l python3 -uc '"
                + "import socket; s = socket.socket(); print(\"open\"); input()'; }; read -u ${HOLDER[0]} line");

        assertThat(session.run("umount /dev/net/l").status()).isNotZero();

        session.must("echo >&${HOLDER[1]}; wait $HOLDER_PID; umount /dev/net/l");
    }
}
