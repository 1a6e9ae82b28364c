package io.umview.itest;

import static org.assertj.core.api.Assertions.assertThat;

import io.umview.itest.run.Host;
import io.umview.itest.run.Neighbours;
import io.umview.itest.run.Programs;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Links and paths of different MTU, and neighbours that are not there any more. */
class LwipPathIT {
    private static final String VANISHED = """
            import select, socket, sys
            s = socket.create_connection(('10.99.0.1', 7001), 10)
            if sys.argv[1] == 'send':
                s.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, 3000)
            else:
                s.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
                s.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 1)
                s.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, 1)
                s.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPCNT, 3)
            s.sendall(b'hello')
            s.recv(5)
            print('connected', flush=True)
            input()
            if sys.argv[1] == 'send':
                s.sendall(b'lost')
            ready, _, _ = select.select([s], [], [], 30)
            print(len(ready), s.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR))
            """;

    @TempDir
    Path folder;

    private Neighbours hosts;

    @BeforeEach
    void join() {
        Programs.require("socat");
        hosts = Neighbours.onTap(folder).withAddresses();
    }

    @AfterEach
    void part() {
        if (hosts != null) {
            hosts.close();
        }
    }

    private String file(String size) {
        return hosts.kernel().must("head -c " + size + " /dev/urandom >sent; sha256sum <sent");
    }

    private static void serve(Host server) {
        server.serve("socat TCP6-LISTEN:7001,reuseaddr,fork EXEC:cat", "server.log", 7001);
    }

    private static String echo(Host client, String address) {
        return client.must("timeout 40 socat -t 30 - TCP:" + address + ":7001 <sent | sha256sum");
    }

    @ParameterizedTest
    @ValueSource(ints = {576, 1280, 9000})
    void linksHaveTheirMtu(int mtu) {
        hosts.kernel().must("ip link set " + hosts.kernel().device() + " mtu " + mtu);
        hosts.guest().must("ip link set tp0 mtu " + mtu);
        String hash = file("4M");
        serve(hosts.kernel());
        serve(hosts.guest());

        assertThat(echo(hosts.guest(), hosts.kernel().v4())).isEqualTo(hash);
        assertThat(echo(hosts.kernel(), hosts.guest().v4())).isEqualTo(hash);
        assertThat(hosts.guest().must("ping -c 1 -W 5 -M do -s " + (mtu - 28) + " 10.99.0.1"))
                .contains(" 0% packet loss");
        assertThat(hosts.guest().must("ping -c 2 -i 0.2 -W 5 -s 20000 10.99.0.1"))
                .contains(" 0% packet loss");
    }

    @Test
    void thePathHasASmallerMtuThanTheLink() {
        hosts.kernel()
                .must("ip link add toward type veth peer name back; unshare -n sleep infinity &"
                        + " until [ \"$(readlink /proc/$!/ns/net)\" != \"$(readlink /proc/$$/ns/net)\" ]; do sleep 0.05; done;"
                        + " ip link set back netns $!; far=$!");
        String there = "nsenter -t $far -n ";
        hosts.kernel()
                .must("sysctl -q -w net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1;"
                        + " ip addr add 10.98.0.1/24 dev toward; ip addr add fd00:98::1/64 dev toward nodad;"
                        + " ip link set toward mtu 1280 up");
        hosts.kernel()
                .must(there + "ip addr add 10.98.0.2/24 dev back; " + there
                        + "ip addr add fd00:98::2/64 dev back nodad; " + there + "ip link set back mtu 1280 up; "
                        + there
                        + "ip route add default via 10.98.0.1; " + there + "ip route add default via fd00:98::1");
        hosts.kernel().must(there + "socat TCP6-LISTEN:7001,reuseaddr,fork EXEC:cat >far.log 2>&1 &");
        hosts.guest().must("ip route add default via 10.99.0.1; ip route add default via fd00:99::1");
        hosts.guest().must("until socat -u /dev/null TCP:10.98.0.2:7001 2>/dev/null; do sleep 0.1; done");
        String hash = file("4M");

        assertThat(echo(hosts.guest(), "10.98.0.2")).isEqualTo(hash);
        assertThat(echo(hosts.guest(), "[fd00:98::2]")).isEqualTo(hash);
        assertThat(hosts.guest()
                        .run("ping -c 2 -i 0.3 -W 2 -M do -s 1400 10.98.0.2")
                        .text())
                .contains("mtu=1280", "mtu = 1280");
        assertThat(hosts.guest().must("tracepath -n 10.98.0.2")).contains("pmtu 1280", "10.98.0.2", "reached");
        assertThat(hosts.guest().must("tracepath -n fd00:98::2")).contains("pmtu 1280", "fd00:98::2", "reached");
        for (String address : new String[] {"10.98.0.2", "fd00:98::2"}) {
            assertThat(hosts.guest().must("ip route get " + address)).containsPattern("expires 5[0-9]{2}sec mtu 1280 ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"send", "keep"})
    void aNeighbourThatVanishesIsGivenUp(String how) throws Exception {
        java.nio.file.Files.writeString(folder.resolve("client.py"), VANISHED);
        serve(hosts.kernel());
        hosts.guest()
                .must("mkfifo go; exec 5<>go; python3 client.py " + how + " <go >client.log 2>&1 &"
                        + " until grep -q connected client.log; do sleep 0.05; done");

        hosts.kernel().must("ip link set " + hosts.kernel().device() + " down");
        hosts.guest().must("echo >&5; wait %python3");

        // ETIMEDOUT; plain recv(2) says something else, see umnetlwipv6(7).
        assertThat(hosts.guest().must("cat client.log")).isEqualTo("connected\n1 110\n");
    }
}
