package io.umview.lwipv6.netlink.proc;

import io.umview.lwipv6.net.Network;
import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.netlink.core.NetlinkSocket;
import io.umview.lwipv6.transport.PacketSocketInfo;
import io.umview.lwipv6.transport.SocketList;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The files of /proc/net, in the formats of Linux 6.18. */
public final class ProcNet implements TextFiles {
    private final Map<String, Supplier<String>> files = new TreeMap<>();

    /**
     * Files about a stack.
     *
     * @param netlinkSockets shows all netlink sockets to whom it is given
     */
    public ProcNet(
            Network network,
            SocketList sockets,
            Iterable<? extends PacketSocketInfo> packetSockets,
            Consumer<Consumer<? super NetlinkSocket>> netlinkSockets,
            CounterSource counters) {
        interfaces(new InterfaceTexts(network));
        routes(new RouteTexts(network.routing()));
        SocketTexts texts = new SocketTexts(sockets, packetSockets, netlinkSockets);
        sockets(texts);
        CounterTexts counted = new CounterTexts(counters);
        files.put("snmp", counted::snmp);
        files.put("snmp6", counted::snmp6);
        files.put("netstat", counted::netstat);
        files.put("protocols", () -> ProtocolText.write(texts));
        FixedTexts.all().forEach((name, text) -> files.put(name, () -> text));
    }

    private void interfaces(InterfaceTexts texts) {
        files.put("dev", texts::dev);
        files.put("if_inet6", texts::ifInet6);
        files.put("arp", texts::arp);
        files.put("igmp", texts::igmp);
        files.put("igmp6", texts::igmp6);
        files.put("mcfilter", () -> texts.mcfilter(true));
        files.put("mcfilter6", () -> texts.mcfilter(false));
        files.put("dev_mcast", texts::devMcast);
    }

    private void routes(RouteTexts texts) {
        files.put("route", texts::route);
        files.put("ipv6_route", texts::ipv6Route);
        files.put("fib_trie", texts::fibTrie);
    }

    private void sockets(SocketTexts texts) {
        files.put("tcp", () -> texts.tcp(true));
        files.put("tcp6", () -> texts.tcp(false));
        files.put("udp", () -> texts.udp(SocketList.IPPROTO_UDP, true));
        files.put("udp6", () -> texts.udp(SocketList.IPPROTO_UDP, false));
        files.put("udplite", () -> texts.udp(SocketList.IPPROTO_UDPLITE, true));
        files.put("udplite6", () -> texts.udp(SocketList.IPPROTO_UDPLITE, false));
        files.put("raw", () -> texts.raw(true));
        files.put("raw6", () -> texts.raw(false));
        files.put("icmp", () -> texts.ping(true));
        files.put("icmp6", () -> texts.ping(false));
        files.put("packet", texts::packet);
        files.put("netlink", texts::netlink);
        files.put("sockstat", texts::sockstat);
        files.put("sockstat6", texts::sockstat6);
    }

    @Override
    public List<String> names() {
        return new ArrayList<>(files.keySet());
    }

    @Override
    public String content(String name) throws NetworkException {
        Supplier<String> file = files.get(name);
        if (file == null) {
            throw NetworkError.ENOENT.exception();
        }
        return file.get();
    }
}
