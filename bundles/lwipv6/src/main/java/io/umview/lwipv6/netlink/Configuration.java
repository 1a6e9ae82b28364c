package io.umview.lwipv6.netlink;

import io.umview.lwipv6.net.Network;
import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.netlink.core.NetlinkHub;
import io.umview.lwipv6.netlink.core.NetlinkSocket;
import io.umview.lwipv6.netlink.diag.DiagnosisProtocol;
import io.umview.lwipv6.netlink.generic.GenericProtocol;
import io.umview.lwipv6.netlink.ioctl.InterfaceControl;
import io.umview.lwipv6.netlink.proc.CounterSource;
import io.umview.lwipv6.netlink.proc.ProcNet;
import io.umview.lwipv6.netlink.proc.StackCounters;
import io.umview.lwipv6.netlink.proc.SysClassNet;
import io.umview.lwipv6.netlink.proc.SystemControls;
import io.umview.lwipv6.netlink.proc.TextFiles;
import io.umview.lwipv6.netlink.route.DeviceNames;
import io.umview.lwipv6.netlink.route.RouteProtocol;
import io.umview.lwipv6.socket.PacketSocket;
import io.umview.lwipv6.socket.SocketFactory;
import io.umview.lwipv6.time.Clock;
import io.umview.lwipv6.transport.PacketSocketInfo;
import io.umview.lwipv6.transport.SocketList;
import io.umview.lwipv6.transport.tcp.TcpLayer;
import java.util.List;
import java.util.function.BooleanSupplier;

/** How programs see and change the configuration of a stack. For the stack's thread only. */
public final class Configuration {
    private final NetlinkHub hub;
    private final InterfaceControl control;
    private final ProcNet procNet;
    private final SysClassNet sysClassNet;
    private final SystemControls controls;

    /** The configuration of a stack with TCP and all its other sockets, which are shown. */
    public static Configuration of(Network network, Clock clock, SocketFactory sockets, TcpLayer tcp) {
        SocketList datagrams = sockets.datagramSockets();
        SocketList all = (protocol, visitor) -> {
            if (protocol == SocketList.IPPROTO_TCP) {
                tcp.forEach(visitor);
            } else {
                datagrams.forEach(protocol, visitor);
            }
        };
        Iterable<PacketSocketInfo> packets =
                () -> sockets.packetSockets().stream().map(PacketSocket::info).iterator();
        CounterSource counters = new StackCounters(
                network, sockets.udp().statistics(), sockets.udpLite().statistics(), tcp.statistics());
        Configuration configuration = new Configuration(network, clock, all, packets, counters);
        configuration.controls.transports(
                tcp, sockets.udp().ports(), sockets.udpLite().ports());
        return configuration;
    }

    /** The configuration of a stack that counts nothing above IP. */
    public Configuration(
            Network network, Clock clock, SocketList sockets, Iterable<? extends PacketSocketInfo> packetSockets) {
        this(network, clock, sockets, packetSockets, CounterSource.NONE);
    }

    /**
     * The configuration of a stack.
     *
     * @param sockets internet sockets, to be shown
     * @param packetSockets packet sockets, to be shown
     * @param counters what was counted, to be shown
     */
    public Configuration(
            Network network,
            Clock clock,
            SocketList sockets,
            Iterable<? extends PacketSocketInfo> packetSockets,
            CounterSource counters) {
        DeviceNames names = new DeviceNames(network.interfaces());
        RouteProtocol route = new RouteProtocol(network, names, clock);
        DiagnosisProtocol diagnosis = new DiagnosisProtocol(
                sockets, packetSockets, visitor -> netlinkHub().forEach(visitor));
        hub = new NetlinkHub(List.of(route, diagnosis, new GenericProtocol()));
        control = new InterfaceControl(network, names, clock);
        procNet = new ProcNet(network, sockets, packetSockets, hub::forEach, counters);
        sysClassNet = new SysClassNet(names);
        controls = new SystemControls(network);
        network.observe(route.monitor(hub));
    }

    private NetlinkHub netlinkHub() {
        return hub;
    }

    /**
     * Makes a netlink socket.
     *
     * @param type SOCK_DGRAM or SOCK_RAW
     * @param protocol NETLINK_ROUTE, NETLINK_SOCK_DIAG or NETLINK_GENERIC
     * @param processId the process that makes it: the port that it gets if it asks for none
     * @param privileged whether whoever uses it has CAP_NET_ADMIN now
     * @throws NetworkException ESOCKTNOSUPPORT, EPROTONOSUPPORT
     */
    public NetlinkSocket socket(int type, int protocol, int processId, BooleanSupplier privileged)
            throws NetworkException {
        return hub.socket(type, protocol, processId, privileged);
    }

    /** The ioctls of interfaces, routes and neighbours. */
    public InterfaceControl control() {
        return control;
    }

    /** The files of /proc/net. */
    public TextFiles procNet() {
        return procNet;
    }

    /** The files of /sys/class/net. */
    public TextFiles sysClassNet() {
        return sysClassNet;
    }

    /** The files of /proc/sys/net. */
    public SystemControls controls() {
        return controls;
    }
}
