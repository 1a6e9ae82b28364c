package io.umview.itest;

import static io.umview.itest.run.UmviewRunner.umview;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;

import io.umview.itest.run.Programs;
import io.umview.itest.run.Session;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
                "sh -c 'cd /sys/class/net; env -u PWD /bin/pwd' | /sys/class/net",
                "sh -c 'cd /proc/sys/net/ipv4/conf; cd -P ..; cd ..; env -u PWD /bin/pwd' | /proc/sys/net",
                "sh -c 'cd /proc/sys/net; cd -P ../kernel; env -u PWD /bin/pwd' | /proc/sys/kernel",
                "sh -c 'cd /proc/sys/net/ipv4; cat ./conf/../ip_forward' | 0",
                "sh -c 'cd /proc/sys/net/ipv4; cat ../../../self/net/../../sys/net/ipv4/ip_forward' | 0",
                "sh -c 'exec 3< /proc/sys/net/ipv4; readlink /proc/self/fd/3' | /proc/sys/net/ipv4",
                "sh -c 'exec 3< /proc/sys/net/ipv4; cat /proc/self/fd/3/ip_forward' | 0",
                "sh -c 'exec 3< /sys/class/net; ls /dev/fd/3/sw0/statistics/rx_bytes' | /dev/fd/3/sw0/statistics/rx_bytes",
                "realpath /sys/class/net/sw0/subsystem | /sys/class/net",
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
    void foldersAreWalked() {
        assertThat(must("find /sys/class/net/").lines())
                .containsExactlyInAnyOrder("/sys/class/net/", "/sys/class/net/lo0", "/sys/class/net/sw0");
        assertThat(must("find -L /sys/class/net/sw0/ -maxdepth 1 -name 'mtu'")).isEqualTo("/sys/class/net/sw0/mtu\n");
        assertThat(
                        must(
                                "sh -c 'find /proc/sys/net/ -type f | xargs cat >/dev/null 2>&1; find /proc/sys/net/ -type f | wc -l'"))
                .isEqualTo(must("sh -c 'cd /proc/sys/net; find . -type f | wc -l'"));
        assertThat(must("bash -c 'compgen -f /sys/class/net/; cd /sys/class; compgen -d net/'")
                        .lines())
                .containsExactlyInAnyOrder("/sys/class/net/lo0", "/sys/class/net/sw0", "net/lo0", "net/sw0");
    }

    @Test
    void theNetworkOfAnotherProcessIsThatOfWhoLooks() {
        session.must("sleep 100 & echo $! > " + folder + "/other");
        String other = session.must("cat " + folder + "/other").strip();

        assertThat(must("cat /proc/" + other + "/net/dev")).contains("sw0:").doesNotContain("lo:");
        assertThat(must("cat /proc/" + other + "/task/" + other + "/net/dev")).contains("sw0:");
        assertThat(session.must("mstack /dev/net/a sleep 100 & cat /proc/$!/net/dev"))
                .doesNotContain("sw0:");
        session.must("kill $(jobs -p)");
    }

    @Test
    void openat2Counts() throws Exception {
        Path program = Files.writeString(folder.resolve("openat2.py"), """
                import ctypes, errno, os, struct
                libc = ctypes.CDLL(None, use_errno=True)
                NO_XDEV, NO_MAGICLINKS, NO_SYMLINKS, BENEATH, IN_ROOT = 1, 2, 4, 8, 16
                def openat2(folder, path, resolve, flags=os.O_RDONLY):
                    how = struct.pack('QQQ', flags, 0, resolve)
                    fd = libc.syscall(437, folder, path.encode(), how, len(how))
                    if fd < 0:
                        return errno.errorcode[ctypes.get_errno()]
                    with open(fd) as file:
                        return file.read().strip()
                folder = os.open('/proc/sys/net/ipv4', os.O_RDONLY)
                devices = os.open('/sys/devices/virtual/net/sw0', os.O_RDONLY)
                print(openat2(folder, 'ip_forward', 0),
                      openat2(folder, 'ip_forward', NO_XDEV),
                      openat2(folder, 'conf/../ip_forward', BENEATH),
                      openat2(folder, '../ipv4/ip_forward', BENEATH),
                      openat2(folder, '/ip_forward', IN_ROOT),
                      openat2(folder, '/../../ip_forward', IN_ROOT),
                      openat2(-100, '/proc/sys/net/ipv4/ip_forward', NO_SYMLINKS),
                      openat2(devices, 'subsystem/sw0/mtu', NO_SYMLINKS),
                      openat2(devices, 'subsystem/sw0/mtu', BENEATH),
                      openat2(devices, 'subsystem/sw0/mtu', NO_MAGICLINKS),
                      openat2(folder, 'ip_forward', 0, os.O_WRONLY | os.O_DIRECTORY))
                fd = libc.syscall(437, folder, b'ip_forward', struct.pack('QQQ', os.O_WRONLY, 0, BENEATH), 24)
                os.write(fd, b'1')
                print(openat2(folder, 'ip_forward', 0))
                """);
        assertThat(must("python3 " + program)).isEqualTo("0 0 0 EXDEV 0 0 0 ELOOP EXDEV 1500 ENOTDIR\n1\n");
    }

    @Test
    void aProgramThatIsTracedSeesThemToo() throws Exception {
        String strace = Programs.require("strace");
        String gdb = Programs.require("gdb");
        String commands = "ls /sys/class/net; cat /proc/net/dev | grep -c :; stat -c %a /proc/sys/net/ipv4/ip_forward; "
                + "readlink /sys/class/net/sw0; echo 1 > /proc/sys/net/ipv4/ip_forward; ls -d /proc/sys/net/ipv4; "
                + "cat /proc/sys/net/ipv4/ip_forward";
        Path script = Files.writeString(folder.resolve("commands"), commands);
        String shown = "lo0\nsw0\n2\n644\n../../devices/virtual/net/sw0\n/proc/sys/net/ipv4\n1\n";

        assertThat(must(strace + " -f -o /dev/null sh " + script)).isEqualTo(shown);
        assertThat(
                        must(
                                gdb
                                        + " -q -batch -nx -ex 'set follow-fork-mode child' -ex run --args cat /sys/class/net/sw0/address"))
                .contains("02:00:00:00:00:07");
    }

    @Test
    void whatCannotBeDoneFailsAsInProcAndSys() {
        String changes = "mkdir ipv4; mkdir x; rmdir ipv4; mv ipv4 y; ln ipv4/ip_forward z; ln /etc/passwd z";
        assertThat(run("sh -c 'cd /proc/sys/net; " + changes + "'").text().lines())
                .zipSatisfy(
                        List.of(
                                "File exists",
                                "not permitted",
                                "not permitted",
                                "not permitted",
                                "not permitted",
                                "cross-device link"),
                        (line, error) -> assertThat(line).endsWith(error));
        assertThat(run("chmod 600 /proc/sys/net/ipv4/ip_forward").text()).contains("Operation not permitted");
        assertThat(run("rm /proc/net/nothing").text()).contains("No such file or directory");
        assertThat(run("touch /proc/sys/net/nothing").text()).contains("No such file or directory");
        assertThat(run("cat /sys/class/net/sw0").text()).contains("Is a directory");
        assertThat(run("cat /sys/class/net/sw0/mtu/").text()).contains("Not a directory");
        assertThat(run("/proc/net/dev").status()).isEqualTo(126);
    }

    @Test
    void aFileStandsForTheResolversConfiguration() throws Exception {
        Path file = Files.writeString(folder.resolve("resolv"), "nameserver 192.0.2.1\n");
        session.must("mount -t umnetlwipv6 -o lo,resolv=" + file + " none /dev/net/r");
        String cat = "mstack /dev/net/r cat /etc/resolv.conf";
        assertThat(session.must(cat)).isEqualTo("nameserver 192.0.2.1\n");
        assertThat(session.must("mstack /dev/net/r stat -Lc %s /etc/resolv.conf"))
                .isEqualTo("21\n");

        Files.move(Files.writeString(folder.resolve("new"), "nameserver 192.0.2.22\n"), file, REPLACE_EXISTING);
        assertThat(session.must(cat)).isEqualTo("nameserver 192.0.2.22\n");
        assertThat(session.must("mstack /dev/net/r stat -Lc %s /etc/resolv.conf"))
                .isEqualTo("22\n");

        Files.delete(file);
        assertThat(session.run(cat).text()).contains("No such file or directory");
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
    void aViewInsideSeesThemToo() {
        assertThat(
                        must(
                                "sh -c 'cd /proc/sys/net/ipv4; umview -q sh -c \"cat ip_forward; env -u PWD /bin/pwd; ls /sys/class/net\"'"))
                .isEqualTo("0\n/proc/sys/net/ipv4\nlo0\nsw0\n");
    }

    @Test
    void nothingIsLeftInMemory() {
        // Folders with the name of no stack, in the host's memory file system if there can be none of their own.
        String count = "ls -d /dev/shm/umview-net-* 2>/dev/null | wc -l";
        String before = session.must(count);
        must("ls /sys/class/net");
        session.must("umount /dev/net/a");

        assertThat(session.must(count)).isEqualTo(before);
    }
}
