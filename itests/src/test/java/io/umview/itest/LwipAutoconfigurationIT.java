package io.umview.itest;

import static org.assertj.core.api.Assertions.assertThat;

import io.umview.itest.run.Neighbours;
import io.umview.itest.run.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Addresses that umnetlwipv6 is given by dnsmasq and radvd. */
class LwipAutoconfigurationIT {
    private static final String DNSMASQ = """
            port=0
            interface=%s
            dhcp-authoritative
            dhcp-leasefile=leases
            dhcp-range=10.99.0.100,10.99.0.150,255.255.255.0,1h
            dhcp-range=fd00:99::100,fd00:99::1ff,64,1h
            dhcp-option=option:dns-server,10.99.0.53
            dhcp-option=option6:dns-server,[fd00:99::53]
            """;

    private static final String RADVD = """
            interface %s {
              AdvSendAdvert on; MinRtrAdvInterval 3; MaxRtrAdvInterval 4; AdvDefaultLifetime 60;
              prefix fd00:99::/64 { AdvOnLink on; AdvAutonomous on; AdvValidLifetime 60; AdvPreferredLifetime 30; };
              RDNSS fd00:99::53 { AdvRDNSSLifetime 60; };
              DNSSL example.test { AdvDNSSLLifetime 70; };
            };
            """;

    /** What rdnssd(8) and others do: RTM_NEWNDUSEROPT of RTNLGRP_ND_USEROPT has the options of RFC 8106. */
    private static final String LISTENER = """
            import socket, struct
            s = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)
            s.bind((0, 0))
            s.setsockopt(270, 1, 20)
            print('listening', flush=True)
            seen = {}
            while len(seen) < 2:
                message = s.recv(65536)
                family, length, index, icmp = struct.unpack_from('BxHiBx', message, 16)
                option = message[32:32 + length]
                lifetime = struct.unpack_from('!I', option, 4)[0]
                rest = option[8:]
                what = socket.inet_ntop(family, rest) if option[0] == 25 else rest
                seen[option[0]] = (socket.if_indextoname(index), icmp, option[0], lifetime, what)
            for option in sorted(seen):
                print(*seen[option], flush=True)
            """;

    private static final String UDHCPC = """
            #!/bin/sh
            case $1 in
              bound) ip addr add $ip/$mask dev $interface; ip route add default via $router; echo dns $dns lease $lease;;
            esac
            """;

    private static final String DHCLIENT = """
            #!/bin/sh
            case $reason in
              PREINIT*) ip link set $interface up
                until ! ip addr show dev $interface | grep -q tentative; do sleep 0.1; done;;
              BOUND) ip addr add $new_ip_address/24 dev $interface; echo dns $new_domain_name_servers;;
              BOUND6) ip addr add $new_ip6_address/64 dev $interface nodad; echo dns $new_dhcp6_name_servers;;
            esac
            """;

    @TempDir
    Path folder;

    private Neighbours hosts;

    @BeforeEach
    void join() {
        hosts = Neighbours.onTap(folder);
        String device = hosts.kernel().device();
        hosts.kernel().must("ip addr add 10.99.0.1/24 dev " + device + "; ip link set " + device + " up");
        hosts.kernel().must("ip addr add fd00:99::1/64 dev " + device + " nodad");
        hosts.guest().must("ip link set tp0 up");
    }

    @AfterEach
    void part() {
        if (hosts != null) {
            hosts.close();
        }
    }

    private void dnsmasq() throws IOException {
        Files.writeString(
                folder.resolve("dnsmasq.conf"), DNSMASQ.formatted(hosts.kernel().device()));
        hosts.kernel()
                .serve(Programs.require("dnsmasq") + " -k -u root -C dnsmasq.conf --pid-file=", "dnsmasq.log", 67);
    }

    private void script(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
        Files.setPosixFilePermissions(folder.resolve(name), PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private String addresses() {
        return hosts.guest().must("ip addr show dev tp0");
    }

    private void theKernelIsReached(String address) {
        assertThat(hosts.guest().must("ping -c 1 -W 10 " + address)).contains(" 0% packet loss");
    }

    @Test
    void udhcpc() throws Exception {
        Programs.require("busybox");
        dnsmasq();
        script("script", UDHCPC);

        assertThat(hosts.guest().must("timeout 30 busybox udhcpc -f -n -q -i tp0 -s " + folder + "/script"))
                .contains("dns 10.99.0.53 lease 3600");

        assertThat(addresses()).containsPattern("inet 10\\.99\\.0\\.1[0-5][0-9]/24");
        assertThat(hosts.guest().must("ip route")).contains("default via 10.99.0.1 dev tp0");
        theKernelIsReached("10.99.0.1");
    }

    private String dhclient(String options) throws IOException {
        script("script", DHCLIENT);
        Files.writeString(folder.resolve("dhclient.conf"), "request subnet-mask, domain-name-servers;\n");
        return hosts.guest()
                .must("timeout 40 " + Programs.require("dhclient") + " " + options + " -1 -d -v -cf dhclient.conf -sf "
                        + folder + "/script -lf " + folder + "/client.leases -pf " + folder
                        + "/pid tp0 >client.log 2>&1 &"
                        + " until grep -q '^dns' client.log || ! kill -0 $!; do sleep 0.1; done;"
                        + " kill $!; wait; cat client.log");
    }

    @Test
    void dhclientForIpv4() throws Exception {
        dnsmasq();

        assertThat(dhclient("-4")).contains("DHCPACK of 10.99.0.1", "dns 10.99.0.53");

        assertThat(addresses()).containsPattern("inet 10\\.99\\.0\\.1[0-5][0-9]/24");
        theKernelIsReached("10.99.0.1");
    }

    @Test
    void dhclientForIpv6() throws Exception {
        dnsmasq();

        assertThat(dhclient("-6")).contains("dns fd00:99::53");

        assertThat(addresses()).containsPattern("inet6 fd00:99::1[0-9a-f]{2}/64");
        theKernelIsReached("fd00:99::1");
    }

    @Test
    void radvd() throws Exception {
        String radvd = Programs.require("radvd");
        Files.writeString(
                folder.resolve("radvd.conf"), RADVD.formatted(hosts.kernel().device()));
        hosts.kernel().must("sysctl -q -w net.ipv6.conf.all.forwarding=1");
        Files.writeString(folder.resolve("listener.py"), LISTENER);
        hosts.guest().start(Programs.require("python3") + " listener.py", "listener.log");
        hosts.guest().must("until grep -q listening listener.log; do sleep 0.05; done");
        hosts.kernel().start(radvd + " -n -m stderr -C radvd.conf -p " + folder + "/radvd.pid", "radvd.log");

        hosts.guest()
                .must("for i in {1..300}; do ip -6 addr show dev tp0 | grep fd00:99 | grep -vq tentative && break;"
                        + " sleep 0.1; done");

        assertThat(addresses())
                .containsPattern("inet6 fd00:99::[0-9a-f:]+/64 scope global .*dynamic")
                .containsPattern("valid_lft (60|5[0-9])sec preferred_lft (30|2[0-9])sec");
        assertThat(hosts.guest().must("ip -6 route"))
                .containsPattern("default via fe80::[0-9a-f:]+ dev tp0 proto ra")
                .containsPattern("fd00:99::/64 dev tp0 proto kernel");
        theKernelIsReached("fd00:99::1");
        assertThat(hosts.guest().must("wait; cat listener.log"))
                .as("name servers and search domains")
                .contains("tp0 134 25 60 fd00:99::53\n")
                .containsPattern("tp0 134 31 70 b'.x07example.x04test.x00");

        hosts.kernel().must("kill $(cat radvd.pid); wait");
        hosts.guest().must("for i in {1..100}; do ip -6 route | grep -q default || break; sleep 0.1; done");
        assertThat(hosts.guest().must("ip -6 route"))
                .as("the router has said good-bye")
                .doesNotContain("default");
    }
}
