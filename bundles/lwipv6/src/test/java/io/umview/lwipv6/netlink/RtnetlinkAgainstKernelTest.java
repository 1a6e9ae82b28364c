package io.umview.lwipv6.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.umview.lwipv6.net.Ipv6Setting;
import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.netlink.core.NetlinkSocket;
import io.umview.lwipv6.wire.IpAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same bytes to the kernel, in a namespace of its own, and to this stack: the answers are the same. */
class RtnetlinkAgainstKernelTest {
    private static final int T0 = 2;
    private static final int ROUTE = 0;

    private final ConfiguredStack stack = new ConfiguredStack();
    private final List<String> differences = new ArrayList<>();

    @TempDir
    private Path directory;

    private KernelNamespace kernel;
    private NetlinkSocket socket;

    /** Both without anything that happens by itself. */
    @BeforeEach
    void configureBothAlike() throws Exception {
        kernel = new KernelNamespace(directory);
        assumeTrue(kernel.works(), "no network namespaces here");
        kernel.run("ip link set lo up");
        kernel.tap("t0");
        String conf = "/proc/sys/net/ipv6/conf/t0/";
        kernel.run("echo 0 > " + conf + "accept_dad; echo 0 > " + conf + "router_solicitations; echo 1 > " + conf
                + "addr_gen_mode");
        kernel.run("ip link set t0 address 02:02:03:04:05:06");
        kernel.run("ip link set t0 up");
        kernel.strict(ROUTE);
        stack.device.ipv6().set(Ipv6Setting.ACCEPT_DAD, 0);
        stack.device.ipv6().set(Ipv6Setting.RTR_SOLICITS, 0);
        stack.device.ipv6().set(Ipv6Setting.ADDR_GEN_MODE, 1);
        stack.device.up(true);
        socket = stack.strictSocket(ROUTE);
    }

    @AfterEach
    void endKernel() throws IOException {
        kernel.close();
    }

    private void same(String what, byte[] request) throws IOException, NetworkException {
        List<String> theirs = texts(kernel.netlink(ROUTE, request));
        List<String> ours = texts(ConfiguredStack.ask(socket, request));
        if (!theirs.equals(ours)) {
            List<String> missing = new ArrayList<>(theirs);
            ours.forEach(missing::remove);
            List<String> extra = new ArrayList<>(ours);
            theirs.forEach(extra::remove);
            differences.add(what + "\n   kernel " + String.join("\n          ", missing) + "\n   ours   "
                    + String.join("\n          ", extra));
        }
    }

    /** The messages of a dump come in the order of tables inside of the kernel, which nobody can rely on. */
    private static List<String> texts(List<byte[]> messages) {
        return messages.stream()
                .filter(message -> !isGroupOfTheLink(message))
                .map(MessageText::of)
                .sorted()
                .toList();
    }

    /** Neighbours of state NUD_NOARP come when something is sent to a group, as multicast listener discovery does now and then. */
    private static boolean isGroupOfTheLink(byte[] message) {
        return message.length > 28 && message[4] == 28 && message[24] == 0x40;
    }

    private void sameState() throws IOException, NetworkException {
        same("links", Ask.all(18, 0, 16));
        same("links of IPv6", Ask.all(18, 10, 16));
        same("addresses", Ask.all(22, 0, 8));
        same("routes", Ask.all(26, 2, 12));
        same("IPv6 routes", Ask.message(26, Ask.DUMP, out -> out.u8(10).zeros(11)));
        same("rules", Ask.all(34, 2, 12));
        same("rules of IPv6", Ask.all(34, 10, 12));
        same("neighbours", Ask.all(30, 0, 12));
    }

    /** Even without duplicate address detection the kernel leaves the end of it to a worker. */
    private void waitForAddresses() throws IOException {
        String tentative =
                kernel.run("for i in $(seq 500); do ip -6 addr show dev t0 tentative | grep inet6 || break; done");
        assertThat(tentative.lines().count()).isLessThan(500);
    }

    @Test
    void freshStacksLookTheSame() throws Exception {
        sameState();
        same("neighbour tables", Ask.all(66, 0, 4));
        same("settings", Ask.all(82, 0, 4));
        same("labels", Ask.all(74, 10, 12));
        same("queueing", Ask.all(38, 0, 20));
        same("statistics", Ask.message(94, Ask.DUMP, out -> out.u32(0).u32(0).u32(0x1f)));
        same("namespaces", Ask.all(90, 0, 4));
        same("next hops", Ask.all(106, 0, 8));
        same("groups", Ask.all(58, 2, 8));
        assertThat(differences).isEmpty();
    }

    @Test
    void whatIsAddedIsShownTheSame() throws Exception {
        same(
                "address",
                Ask.address(20, Ask.ADD, "10.0.0.2/24", T0, out -> out.attribute(4, IpAddress.parse("10.0.0.255"))));
        same("labelled address", Ask.address(20, Ask.ADD, "10.0.1.2/24", T0, out -> {
            out.attribute(3, "t0:x");
            int cache = out.open(6);
            out.u32(900).u32(1000).u32(0).u32(0).close(cache);
        }));
        same("secondary address", Ask.address(20, Ask.ADD, "10.0.0.3/24", T0, Ask.nothing()));
        same("IPv6 address", Ask.address(20, Ask.ADD, "2001:db8::2/64", T0, Ask.nothing()));
        same(
                "IPv6 address with metric",
                Ask.address(20, Ask.ADD, "2001:db8:1::2/64", T0, out -> out.attributeU32(9, 77)));
        waitForAddresses();
        same("default route", Ask.route(24, Ask.ADD, "0.0.0.0/0", 254, 0, 1, out -> {
            out.attribute(5, IpAddress.parse("10.0.0.1")).attributeU32(4, T0).attributeU32(6, 100);
        }));
        same("route with metrics", Ask.route(24, Ask.ADD, "10.8.0.0/16", 254, 0, 1, out -> {
            out.attribute(5, IpAddress.parse("10.0.0.1"));
            int metrics = out.open(8);
            out.attributeU32(2, 1400).attributeU32(8, 1300).close(metrics);
            out.attribute(7, IpAddress.parse("10.0.0.2"));
        }));
        same("multipath", Ask.route(24, Ask.ADD, "10.5.0.0/16", 254, 0, 1, out -> {
            int hops = out.open(9);
            out.u16(16).u8(0).u8(1).u32(T0).attribute(5, IpAddress.parse("10.0.0.3"));
            out.u16(16).u8(0).u8(0).u32(T0).attribute(5, IpAddress.parse("10.0.0.4"));
            out.close(hops);
        }));
        same("blackhole", Ask.route(24, Ask.ADD, "10.6.0.0/16", 254, 0, 6, Ask.nothing()));
        same("other table", Ask.route(24, Ask.ADD, "10.7.0.0/16", 0, 0, 7, out -> out.attributeU32(15, 1000)));
        same("IPv6 route", Ask.route(24, Ask.ADD, "2001:db8:5::/48", 254, 0, 1, out -> {
            out.attribute(5, IpAddress.parse("fe80::1"))
                    .attributeU32(4, T0)
                    .attributeU8(20, 1)
                    .attributeU32(6, 500);
        }));
        same("IPv6 blackhole", Ask.route(24, Ask.ADD, "2001:db8:6::/48", 254, 0, 6, Ask.nothing()));
        same("rule", Ask.rule(32, Ask.ADD, true, 100, 1, out -> {
            out.attributeU32(6, 50).attributeU32(10, 5).attributeU32(16, 255).attribute(3, "t0");
        }));
        same("rule without priority", Ask.rule(32, Ask.ADD, false, 254, 1, out -> out.attribute(17, "nonesuch")));
        same(
                "neighbour",
                Ask.neighbour(
                        28, Ask.ADD, "10.0.0.7", T0, 0x80, 0, out -> out.attribute(2, Ask.bytes(2, 2, 0, 0, 0, 7))));
        same(
                "router",
                Ask.neighbour(
                        28, Ask.ADD, "2001:db8::7", T0, 4, 0x80, out -> out.attribute(2, Ask.bytes(2, 2, 0, 0, 0, 7))));
        same("proxy", Ask.neighbour(28, Ask.ADD, "10.0.0.9", T0, 0, 8, Ask.nothing()));
        same("alternative name", Ask.link(108, Ask.ADD, T0, 0, 0, out -> {
            int list = out.open(52 | 0x8000);
            out.attribute(53, "another").close(list);
        }));
        sameState();
        same(
                "proxies",
                Ask.message(30, Ask.DUMP, out -> out.u32(0).u32(0).u16(0).u8(8).u8(0)));
        same(
                "of one interface",
                Ask.message(22, Ask.DUMP, out -> out.u8(2).u8(0).u8(0).u8(0).u32(1)));
        same(
                "of one table",
                Ask.message(26, Ask.DUMP, out -> out.u8(2).zeros(11).attributeU32(15, 1000)));
        same("of no table", Ask.message(26, Ask.DUMP, out -> out.u8(2).zeros(11).attributeU32(15, 999)));
        same("by name", Ask.link(18, Ask.REQUEST, 0, 0, 0, out -> out.attribute(3, "another")));
        same("one neighbour", Ask.neighbour(30, Ask.REQUEST, "10.0.0.7", T0, 0, 0, Ask.nothing()));
        assertThat(differences).isEmpty();
    }

    @Test
    void routesAreFoundTheSame() throws Exception {
        whatIsAddedIsShownTheSame();
        for (String to : List.of(
                "10.0.0.77", "10.8.1.1", "10.0.0.2", "10.0.0.255", "224.0.0.5", "10.6.1.1", "127.0.0.1", "99.9.9.9")) {
            same("to " + to, get(to, 0, Ask.nothing()));
            same("to " + to + ", which route", get(to, 0x2000, Ask.nothing()));
            same("to " + to + ", which table", get(to, 0x1000, Ask.nothing()));
        }
        for (String to : List.of("2001:db8::9", "2001:db8::2", "2001:db8:5::9", "2001:db8:6::9", "2003::9", "::1")) {
            same("to " + to, get(to, 0, Ask.nothing()));
            same("to " + to + ", which route", get(to, 0x2000, Ask.nothing()));
        }
        same("with a mark", get("10.0.0.77", 0, out -> out.attributeU32(16, 5)));
        assertThat(differences).isEmpty();
    }

    @Test
    void rulesLookAtProtocolsAndPorts() throws Exception {
        for (boolean v4 : new boolean[] {true, false}) {
            String all = v4 ? "0.0.0.0/0" : "::/0";
            String to = v4 ? "10.9.9.9" : "2001:db8::9";
            same("route", Ask.route(24, Ask.ADD, all, 100, 0, 7, Ask.nothing()));
            same("route", Ask.route(24, Ask.ADD, all, 254, 253, 1, out -> out.attributeU32(4, T0)));
            same("one port", Ask.rule(32, Ask.ADD, v4, 100, 1, out -> {
                out.attributeU32(6, 60).attributeU8(22, 6).attribute(24, Ask.bytes(80, 0, 80, 0));
            }));
            same("many ports", Ask.rule(32, Ask.ADD, v4, 100, 1, out -> {
                out.attributeU32(6, 61).attribute(23, Ask.bytes(0, 4, 255, 4));
            }));
            same("only a protocol", Ask.rule(32, Ask.ADD, v4, 100, 1, out -> {
                out.attributeU32(6, 62).attributeU8(22, v4 ? 1 : 58);
            }));
            same("the whole port", Ask.rule(32, Ask.ADD, v4, 254, 1, out -> {
                out.attributeU32(6, 63).attribute(23, Ask.bytes(5, 0, 5, 0)).attributeU16(28, 0xffff);
            }));
            for (byte[] wrong : new byte[][] {
                Ask.bytes(0, 0, 5, 0), Ask.bytes(5, 0, 4, 0), Ask.bytes(5, 0, 255, 255), Ask.bytes(5, 0)
            }) {
                same("wrong source", Ask.rule(32, Ask.ADD, v4, 100, 1, out -> out.attribute(23, wrong)));
                same("wrong destination", Ask.rule(32, Ask.ADD, v4, 100, 1, out -> out.attribute(24, wrong)));
            }
            same("rules", Ask.all(34, v4 ? 2 : 10, 12));
            for (int protocol : new int[] {6, 17, v4 ? 1 : 58, 2, 132}) {
                for (int port : new int[] {0, 79, 80, 81}) {
                    same("to " + protocol + " " + port, get(to, 0, out -> {
                        out.attributeU8(27, protocol);
                        if (port != 0) {
                            out.attribute(29, Ask.bytes(0, port));
                        }
                    }));
                }
                for (int high : new int[] {3, 4, 5}) {
                    same("from " + protocol + " " + high, get(to, 0, out -> {
                        out.attributeU8(27, protocol).attribute(28, Ask.bytes(high, 200));
                    }));
                }
            }
            same("to somewhere", get(to, 0, Ask.nothing()));
            same("none such", Ask.rule(33, Ask.ACK, v4, 0, 0, out -> out.attribute(24, Ask.bytes(81, 0, 81, 0))));
            same("none such", Ask.rule(33, Ask.ACK, v4, 0, 0, out -> out.attributeU8(22, 99)));
            same("gone", Ask.rule(33, Ask.ACK, v4, 0, 0, out -> out.attribute(24, Ask.bytes(80, 0, 80, 0))));
            same("gone", Ask.rule(33, Ask.ACK, v4, 0, 0, out -> out.attributeU8(22, v4 ? 1 : 58)));
            same("rules", Ask.all(34, v4 ? 2 : 10, 12));
        }
        assertThat(differences).isEmpty();
    }

    private static byte[] get(
            String to, int flags, java.util.function.Consumer<io.umview.lwipv6.netlink.message.MessageWriter> more) {
        IpAddress address = IpAddress.parse(to);
        return Ask.message(26, Ask.REQUEST, out -> {
            out.u8(Ask.family(address)).u8(address.isV4() ? 32 : 128).zeros(6).u32(flags);
            out.attribute(1, address);
            more.accept(out);
        });
    }

    @Test
    void mistakesAreToldTheSame() throws Exception {
        same("address", Ask.address(20, Ask.ADD, "10.0.0.2/24", T0, Ask.nothing()));
        same("the same", Ask.address(20, Ask.ADD, "10.0.0.2/24", T0, Ask.nothing()));
        same("no such address", Ask.address(21, Ask.ACK, "10.0.0.3/24", T0, Ask.nothing()));
        same("no such interface", Ask.address(20, Ask.ADD, "10.0.0.2/24", 99, Ask.nothing()));
        same("no such interface", Ask.address(21, Ask.ACK, "10.0.0.2/24", 99, Ask.nothing()));
        same("IPv6 address", Ask.address(20, Ask.ADD, "2001:db8::2/64", T0, Ask.nothing()));
        same("the same", Ask.address(20, Ask.ADD, "2001:db8::2/64", T0, Ask.nothing()));
        same("no such address", Ask.address(21, Ask.ACK, "2001:db8::3/64", T0, Ask.nothing()));
        same("a group", Ask.address(20, Ask.ADD, "ff02::5/64", T0, Ask.nothing()));
        same(
                "an address too short",
                Ask.message(20, Ask.ADD, out -> out.u8(2).u8(24).u16(0).u32(T0).attribute(2, (byte) 1)));
        same(
                "no address",
                Ask.message(20, Ask.ADD, out -> out.u8(2).u8(24).u16(0).u32(T0)));
        same("prefix too long", Ask.address(20, Ask.ADD, "10.0.0.4/24", T0, Ask.nothing()));
        same("MTU too small", Ask.link(16, Ask.ACK, T0, 0, 0, out -> out.attributeU32(4, 10)));
        same("MTU too large", Ask.link(16, Ask.ACK, T0, 0, 0, out -> out.attributeU32(4, 70000)));
        same("name of another", Ask.link(16, Ask.ACK, T0, 0, 0, out -> out.attribute(3, "lo")));
        same("group address", Ask.link(16, Ask.ACK, T0, 0, 0, out -> out.attribute(1, Ask.bytes(1, 0, 0, 0, 0, 0))));
        same("address too short", Ask.link(16, Ask.ACK, T0, 0, 0, out -> out.attribute(1, Ask.bytes(2, 0))));
        same("no such link", Ask.link(18, Ask.REQUEST, 77, 0, 0, Ask.nothing()));
        same("no such name", Ask.link(18, Ask.REQUEST, 0, 0, 0, out -> out.attribute(3, "nonesuch")));
        same("no name", Ask.link(18, Ask.REQUEST, 0, 0, 0, Ask.nothing()));
        same("name too long", Ask.link(18, Ask.REQUEST, 0, 0, 0, out -> out.attribute(3, "a".repeat(40))));
        same("a kind that is not there", Ask.link(16, Ask.ADD, 0, 0, 0, out -> {
            int information = out.open(18);
            out.attribute(1, "nonesuch").close(information);
        }));
        same("existing", Ask.link(16, Ask.ADD, T0, 0, 0, Ask.nothing()));
        same("loopback", Ask.link(17, Ask.ACK, 1, 0, 0, Ask.nothing()));
        same("alternative name in use", Ask.link(108, Ask.ADD, T0, 0, 0, out -> {
            int list = out.open(52 | 0x8000);
            out.attribute(53, "lo").close(list);
        }));
        same(
                "unreachable gateway",
                Ask.route(24, Ask.ADD, "99.0.0.0/8", 254, 0, 1, out -> out.attribute(5, IpAddress.parse("98.0.0.1"))));
        same(
                "wrong prefix",
                Ask.route(24, Ask.ADD, "99.0.0.1/8", 254, 0, 1, out -> out.attribute(5, IpAddress.parse("10.0.0.1"))));
        same("no such route", Ask.route(25, Ask.ACK, "99.0.0.0/8", 254, 0, 1, Ask.nothing()));
        same(
                "to be changed",
                Ask.route(
                        24, Ask.CHANGE, "99.0.0.0/8", 254, 0, 1, out -> out.attribute(5, IpAddress.parse("10.0.0.1"))));
        same("wrong source", Ask.route(24, Ask.ADD, "99.0.0.0/8", 254, 0, 1, out -> {
            out.attribute(5, IpAddress.parse("10.0.0.1")).attribute(7, IpAddress.parse("1.2.3.4"));
        }));
        same("blackhole with device", Ask.route(24, Ask.ADD, "99.0.0.0/8", 254, 0, 6, out -> out.attributeU32(4, T0)));
        same(
                "IPv6 without device",
                Ask.route(
                        24,
                        Ask.ADD,
                        "2001:db8:9::/48",
                        254,
                        0,
                        1,
                        out -> out.attribute(5, IpAddress.parse("fe80::1"))));
        same(
                "own gateway",
                Ask.route(
                        24,
                        Ask.ADD,
                        "2001:db8:9::/48",
                        254,
                        0,
                        1,
                        out -> out.attribute(5, IpAddress.parse("2001:db8::2"))));
        same("to be changed", Ask.route(24, Ask.CHANGE, "2001:db8:9::/48", 254, 0, 1, out -> out.attributeU32(4, T0)));
        same("no such rule", Ask.rule(33, Ask.ACK, true, 0, 0, out -> out.attributeU32(6, 4444)));
        same("no such neighbour", Ask.neighbour(29, Ask.ACK, "10.0.0.99", T0, 0, 0, Ask.nothing()));
        same("no such neighbour", Ask.neighbour(30, Ask.REQUEST, "10.0.0.99", T0, 0, 0, Ask.nothing()));
        same("no such proxy", Ask.neighbour(30, Ask.REQUEST, "10.0.0.99", T0, 0, 8, Ask.nothing()));
        same("without address", Ask.neighbour(28, Ask.ADD, "10.0.0.99", T0, 0x80, 0, Ask.nothing()));
        same("no device", Ask.neighbour(30, Ask.REQUEST, "10.0.0.99", 0, 0, 0, Ask.nothing()));
        same(
                "short link-layer address",
                Ask.neighbour(28, Ask.ADD, "10.0.0.99", T0, 0x80, 0, out -> out.attribute(2, Ask.bytes(1, 2))));
        for (int type : new int[] {18, 22, 26, 30, 34, 66, 82}) {
            same("short dump " + type, Ask.message(type, Ask.DUMP, out -> out.u8(0)));
            same("nothing " + type, Ask.message(type, Ask.ACK, Ask.nothing()));
        }
        for (int type : new int[] {38, 42, 46, 54, 78, 86, 114, 122, 126, 500}) {
            same("dump " + type, Ask.message(type, Ask.DUMP, out -> out.zeros(20)));
        }
        same(
                "unknown attribute",
                Ask.message(22, Ask.DUMP, out -> out.u32(0).u32(0).attributeU32(55, 1)));
        same(
                "garbage behind",
                Ask.message(22, Ask.DUMP, out -> out.u32(0).u32(0).u16(3)));
        same(
                "values in the header",
                Ask.message(18, Ask.DUMP, out -> out.u32(0).u32(7).u32(0).u32(0)));
        assertThat(differences).isEmpty();
    }

    @Test
    void changesAreMadeTheSame() throws Exception {
        whatIsAddedIsShownTheSame();
        same("MTU", Ask.link(16, Ask.ACK, T0, 0, 0, out -> out.attributeU32(4, 1400)));
        same("queue", Ask.link(19, Ask.ACK, T0, 0, 0, out -> out.attributeU32(13, 77)));
        same("alias", Ask.link(16, Ask.ACK, T0, 0, 0, out -> out.attribute(20, "hello")));
        same("group", Ask.link(16, Ask.ACK, T0, 0, 0, out -> out.attributeU32(27, 7)));
        same("promiscuous", Ask.link(16, Ask.ACK, T0, 0x100, 0x100, Ask.nothing()));
        same("all groups", Ask.link(16, Ask.ACK, T0, 0x200, 0x200, Ask.nothing()));
        same("settings", Ask.link(16, Ask.ACK, T0, 0, 0, out -> {
            int families = out.open(26);
            int inet = out.open(2);
            int conf = out.open(1);
            out.attributeU32(1, 1).close(conf);
            out.close(inet).close(families);
        }));
        sameState();
        same("another address", Ask.address(20, Ask.REPLACE, "10.0.1.2/24", T0, out -> {
            int cache = out.open(6);
            out.u32(90).u32(100).u32(0).u32(0).close(cache);
        }));
        same(
                "another route",
                Ask.route(
                        24,
                        Ask.REPLACE,
                        "10.8.0.0/16",
                        254,
                        0,
                        1,
                        out -> out.attribute(5, IpAddress.parse("10.0.0.9"))));
        same("one more hop", Ask.route(24, Ask.APPEND, "2001:db8:5::/48", 254, 0, 1, out -> {
            out.attribute(5, IpAddress.parse("fe80::2"))
                    .attributeU32(4, T0)
                    .attributeU8(20, 1)
                    .attributeU32(6, 500);
        }));
        sameState();
        same("one hop less", Ask.route(25, Ask.ACK, "2001:db8:5::/48", 254, 0, 1, out -> {
            out.attribute(5, IpAddress.parse("fe80::1")).attributeU32(4, T0);
        }));
        same("no route", Ask.route(25, Ask.ACK, "10.5.0.0/16", 254, 255, 0, Ask.nothing()));
        same("no rule", Ask.rule(33, Ask.ACK, true, 0, 0, out -> out.attributeU32(6, 50)));
        same("no neighbour", Ask.neighbour(29, Ask.ACK, "10.0.0.7", T0, 0, 0, Ask.nothing()));
        same("no address", Ask.address(21, Ask.ACK, "10.0.0.2/24", T0, Ask.nothing()));
        sameState();
        same("down", Ask.link(16, Ask.ACK, T0, 0, 1, Ask.nothing()));
        sameState();
        assertThat(differences).isEmpty();
    }
}
