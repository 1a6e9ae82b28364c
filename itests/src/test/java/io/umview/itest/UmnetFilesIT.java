package io.umview.itest;

import static io.umview.itest.run.UmviewRunner.umview;
import static org.assertj.core.api.Assertions.assertThat;

import io.umview.itest.run.Session;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** /sys/class/net, /proc/net and /proc/sys/net, as the stack of a process has them. */
class UmnetFilesIT {
    @TempDir
    Path folder;

    private Session session;

    @BeforeEach
    void start() {
        session = umview("-p", "umnet").session();
        session.must("mount -t umnetlwipv6 -o sw0=lan,mac=02:00:00:00:00:07 none /dev/net/a");
    }

    @AfterEach
    void end() {
        session.close();
    }

    private String must(String command) {
        return session.must("mstack /dev/net/a " + command);
    }

    private Session.Answer run(String command) {
        return session.run("mstack /dev/net/a " + command);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ls /sys/class/net",
                "ls /sys/class/net/",
                "sh -c 'cd /sys/class/net && ls'",
                "sh -c 'cd /sys/class/net/sw0 && ls ..'",
                "sh -c 'cd /sys/class && ls net'",
                "ls /sys/devices/virtual/net",
                "ls /proc/sys/net/ipv4/neigh"
            })
    void theInterfacesOfTheStackAreListed(String command) {
        assertThat(must(command)).isEqualTo("lo0\nsw0\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cat /sys/class/net/sw0/address | 02:00:00:00:00:07",
                "cat /sys/devices/virtual/net/sw0/address | 02:00:00:00:00:07",
                "sh -c 'cd /sys/class/net; cat sw0/address' | 02:00:00:00:00:07",
                "sh -c 'cd /sys/class/net/sw0/statistics; cat ../address' | 02:00:00:00:00:07",
                "readlink /sys/class/net/sw0 | ../../devices/virtual/net/sw0",
                "realpath /sys/class/net/sw0/mtu | /sys/devices/virtual/net/sw0/mtu",
                "sh -c 'cd /sys/class/net/sw0; env -u PWD /bin/pwd' | /sys/devices/virtual/net/sw0",
                "stat -c '%F %a' /sys/class/net/sw0/mtu | regular empty file 644",
                "stat -c '%F %a' /proc/net/tcp | regular empty file 444"
            })
    void filesOfTheStack(String command, String output) {
        assertThat(must(command)).isEqualTo(output + '\n');
    }

    @Test
    void theHostsInterfacesAreNotThere() {
        assertThat(run("ls /sys/class/net/lo").text()).contains("No such file or directory");
        assertThat(run("cat /sys/class/net/lo/mtu").text()).contains("No such file or directory");
        assertThat(run("test -e /proc/sys/net/ipv4/conf/lo").status()).isEqualTo(1);
        assertThat(session.run("test -e /sys/class/net/lo0").status())
                .as("on the host's stack")
                .isEqualTo(1);
    }

    @Test
    void procNetIsListed() throws Exception {
        assertThat(must("ls /proc/net/").lines()).contains("dev", "tcp", "udp6", "if_inet6", "route");
        assertThat(must("ls /proc/self/net")).isEqualTo(must("ls /proc/net/"));
        assertThat(must("sh -c 'cd /proc/net; cat dev'")).contains("sw0:").doesNotContain("lo:");
        // What a program does that finds its way from folder to folder.
        Path program = Files.writeString(folder.resolve("walk.py"), """
                import os
                folder = os.open('/proc/net', os.O_RDONLY | os.O_DIRECTORY)
                assert 'dev' in os.listdir(folder)
                assert os.stat('dev', dir_fd=folder).st_mode & 0o777 == 0o444
                with open(os.open('dev', os.O_RDONLY, dir_fd=folder)) as file:
                    print('sw0:' in file.read())
                """);
        assertThat(must("python3 " + program)).isEqualTo("True\n");
    }

    @Test
    void settingsAreWritten() {
        assertThat(must("sysctl -w net.ipv4.ip_forward=1")).isEqualTo("net.ipv4.ip_forward = 1\n");
        assertThat(must("cat /proc/sys/net/ipv4/ip_forward")).isEqualTo("1\n");
        assertThat(must("sysctl -n net.ipv4.conf.sw0.forwarding")).isEqualTo("1\n");
        must("sh -c 'echo 0 > /proc/sys/net/ipv4/ip_forward'");
        assertThat(must("cat /proc/sys/net/ipv4/conf/sw0/forwarding")).isEqualTo("0\n");
        must("sysctl -q -w net.ipv6.conf.sw0.accept_ra=0 net.ipv4.tcp_congestion_control=reno");
        assertThat(must("sysctl -n net.ipv6.conf.sw0.accept_ra net.ipv4.tcp_congestion_control"))
                .isEqualTo("0\nreno\n");
        must("sh -c 'cd /proc/sys/net/ipv4; echo \"1000 2000\" | tee ip_local_port_range >/dev/null'");
        assertThat(must("sysctl -n net.ipv4.ip_local_port_range")).isEqualTo("1000\t2000\n");
    }

    @Test
    void settingsTakeEffect() throws Exception {
        Path program = Files.writeString(folder.resolve("range.py"), """
                import socket
                open('/proc/sys/net/ipv4/ip_local_port_range', 'w').write('4000 4001')
                sockets = [socket.socket() for i in range(2)]
                for s in sockets:
                    s.bind(('127.0.0.1', 0))
                print(sorted(s.getsockname()[1] for s in sockets))
                """);
        assertThat(must("python3 " + program)).isEqualTo("[4000, 4001]\n");

        must("sh -c 'echo 1300 > /sys/class/net/sw0/mtu; echo name > /sys/class/net/sw0/ifalias'");
        assertThat(must("ip link show sw0")).contains("mtu 1300", "alias name");
    }

    @Test
    void aValueThatDoesNotSuitIsSaid() {
        assertThat(must("sh -c 'echo nonsense > /proc/sys/net/ipv4/ip_forward; cat /proc/sys/net/ipv4/ip_forward'"))
                .isEqualTo("umnetlwipv6: /proc/sys/net/ipv4/ip_forward is not changed: Invalid argument\n0\n");
        assertThat(run("sysctl -w net.ipv4.nonsense=1").status()).isEqualTo(1);
        assertThat(run("sh -c 'echo x > /sys/class/net/sw0/address'").text()).contains("Permission denied");
    }

    @Test
    void allSettingsCanBeRead() {
        assertThat(must("sysctl -a 2>&1 | grep '^net'").lines().count()).isGreaterThan(200);
        assertThat(must("sysctl -a 2>&1 | grep '^sysctl:.* net\\.' || true")).isEmpty();
    }

    @Test
    void nothingCanBeMadeOrRemoved() {
        assertThat(run("touch /sys/class/net/x").text()).contains("Permission denied");
        assertThat(run("mkdir /sys/class/net/x").text()).contains("Operation not permitted");
        assertThat(run("rm /sys/class/net/sw0").text()).contains("Operation not permitted");
        assertThat(run("sh -c 'cd /proc/sys/net/ipv4; rm ip_forward'").text()).contains("Operation not permitted");
        assertThat(must("ls /sys/class/net")).isEqualTo("lo0\nsw0\n");
    }

    @Test
    void aRenamedInterfaceIsFoundByItsNewName() {
        must("ls /sys/class/net");
        must("ip link set sw0 name eth0");

        assertThat(must("ls /sys/class/net")).isEqualTo("eth0\nlo0\n");
        assertThat(must("cat /sys/class/net/eth0/address")).isEqualTo("02:00:00:00:00:07\n");
        assertThat(must("sysctl -n net.ipv6.conf.eth0.mtu")).isEqualTo("1500\n");
    }

    @Test
    void eachStackShowsItself() {
        session.must("mount -t umnetlwipv6 -o sw0=lan,sw1=lan none /dev/net/b");

        assertThat(session.must("mstack /dev/net/b ls /sys/class/net")).isEqualTo("lo0\nsw0\nsw1\n");
        assertThat(must("ls /sys/class/net")).isEqualTo("lo0\nsw0\n");
    }

    @Test
    void nothingIsLeftInMemory() {
        // One for each stack, with the name of none.
        String count = "ls -d /dev/shm/umview-net-* 2>/dev/null | wc -l";
        int before = Integer.parseInt(session.must(count).strip());
        must("ls /sys/class/net");
        assertThat(session.must(count)).isEqualTo(before + 1 + "\n");

        session.must("umount /dev/net/a");
        assertThat(session.must(count)).isEqualTo(before + "\n");
    }
}
