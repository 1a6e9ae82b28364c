package io.umview.lwipv6.netlink.proc;

import io.umview.lwipv6.netlink.core.NetlinkSocket;
import io.umview.lwipv6.transport.PacketSocketInfo;
import io.umview.lwipv6.transport.SocketInfo;
import io.umview.lwipv6.transport.SocketList;
import java.util.BitSet;
import java.util.function.Consumer;

/** Files of /proc/net about sockets. */
final class SocketTexts {
    private static final int AF_INET = 2;
    private static final int TCP_WIDTH = 149;
    private static final int UDP_WIDTH = 127;
    private static final int USER_HZ_MILLIS = 10;

    private static final String COLUMNS4 =
            "sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode";
    private static final String COLUMNS6 =
            "  sl  local_address                         remote_address                        st"
                    + " tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode";
    private static final String MORE = " ref pointer drops";

    private final SocketList sockets;
    private final Iterable<? extends PacketSocketInfo> packetSockets;
    private final Consumer<Consumer<? super NetlinkSocket>> netlinkSockets;

    SocketTexts(
            SocketList sockets,
            Iterable<? extends PacketSocketInfo> packetSockets,
            Consumer<Consumer<? super NetlinkSocket>> netlinkSockets) {
        this.sockets = sockets;
        this.packetSockets = packetSockets;
        this.netlinkSockets = netlinkSockets;
    }

    /** What numbers the lines of a file. */
    private static final class Lines {
        private final StringBuilder text;
        private int count;

        Lines(String header) {
            text = new StringBuilder(header);
        }
    }

    String tcp(boolean v4) {
        Lines lines = new Lines(v4 ? Hex.padded("  " + COLUMNS4, TCP_WIDTH) : COLUMNS6 + '\n');
        sockets.forEach(SocketList.IPPROTO_TCP, socket -> {
            if (v4 == (socket.domain() == AF_INET)) {
                String line = Hex.format("%4d: ", lines.count++) + common(socket, v4) + tcp(socket);
                lines.text.append(v4 ? Hex.padded(line, TCP_WIDTH) : line + '\n');
            }
        });
        return lines.text.toString();
    }

    private static String tcp(SocketInfo socket) {
        if (socket.state() == SocketInfo.TIME_WAIT || socket.state() == SocketInfo.SYN_RECV) {
            return Hex.format(" %d %016x", 1, socket.cookie());
        }
        boolean listening = socket.state() == SocketInfo.LISTEN;
        return Hex.format(
                " %d %016x %d %d %d %d %d", 1, socket.cookie(), listening ? 100 : 20, 0, 0, 10, listening ? 0 : -1);
    }

    /** What all kinds of sockets have in common: from the local address up to the inode. */
    private static String common(SocketInfo socket, boolean v4) {
        boolean listening = socket.state() == SocketInfo.LISTEN;
        return Hex.format(
                "%s:%04X %s:%04X %02X %08X:%08X %02X:%08X %08X %5d %8d %d",
                v4 ? Hex.inet(socket.localAddress()) : Hex.words(socket.localAddress()),
                socket.localPort(),
                v4 ? Hex.inet(socket.peerAddress()) : Hex.words(socket.peerAddress()),
                socket.peerPort(),
                socket.state(),
                listening ? 0 : socket.sendQueue(),
                socket.receiveQueue(),
                socket.timer(),
                socket.timerMillis() / USER_HZ_MILLIS,
                socket.retransmits(),
                socket.uid(),
                0,
                socket.inode());
    }

    /** UDP and UDP-Lite: lines are numbered by where the kernel's table has them, which is by port. */
    String udp(int protocol, boolean v4) {
        Lines lines = new Lines(v4 ? Hex.padded("   " + COLUMNS4 + MORE, UDP_WIDTH) : COLUMNS6 + MORE + '\n');
        sockets.forEach(protocol, socket -> {
            if (v4 == (socket.domain() == AF_INET)) {
                String line = Hex.format("%5d: ", socket.localPort()) + datagram(socket, v4);
                lines.text.append(v4 ? Hex.padded(line, UDP_WIDTH) : line + '\n');
            }
        });
        return lines.text.toString();
    }

    private static String datagram(SocketInfo socket, boolean v4) {
        return common(socket, v4) + Hex.format(" %d %016x %d", 2, socket.cookie(), socket.drops());
    }

    String raw(boolean v4) {
        Lines lines = new Lines((v4 ? "  " + COLUMNS4 : COLUMNS6) + MORE + '\n');
        sockets.forEach(SocketList.IPPROTO_RAW, socket -> {
            if (v4 == (socket.domain() == AF_INET)) {
                lines.text
                        .append(Hex.format(v4 ? "%4d: " : "%5d: ", socket.localPort()))
                        .append(datagram(socket, v4))
                        .append('\n');
            }
        });
        return lines.text.toString();
    }

    String ping(boolean v4) {
        Lines lines = new Lines(v4 ? Hex.padded("  " + COLUMNS4 + MORE, UDP_WIDTH) : COLUMNS6 + MORE + '\n');
        sockets.forEach(v4 ? SocketList.IPPROTO_ICMP : SocketList.IPPROTO_ICMPV6, socket -> {
            String line = Hex.format("%5d: ", socket.localPort()) + datagram(socket, v4);
            lines.text.append(v4 ? Hex.padded(line, UDP_WIDTH) : line + '\n');
        });
        return lines.text.toString();
    }

    String packet() {
        StringBuilder text = new StringBuilder("sk               RefCnt Type Proto  Iface R Rmem   User   Inode\n");
        for (PacketSocketInfo socket : packetSockets) {
            text.append(Hex.format(
                    "%016x %-6d %-4d %04x   %-5d %1d %-6d %-6d %-6d\n",
                    socket.cookie(),
                    3,
                    socket.type(),
                    socket.protocol(),
                    socket.boundInterface(),
                    socket.running() ? 1 : 0,
                    socket.receiveMemory(),
                    socket.uid(),
                    socket.inode()));
        }
        return text.toString();
    }

    String netlink() {
        StringBuilder text = new StringBuilder(
                "sk               Eth Pid        Groups   Rmem     Wmem     Dump  Locks    Drops    Inode\n");
        netlinkSockets.accept(socket -> text.append(Hex.format(
                "%016x %-3d %-10d %08x %-8d %-8d %-5d %-8d %-8d %-8d\n",
                socket.cookie(),
                socket.protocol(),
                socket.port() & 0xffffffffL,
                first(socket.groups()),
                socket.receiveMemory(),
                0,
                socket.dumping() ? 1 : 0,
                2,
                socket.drops(),
                socket.inode())));
        return text.toString();
    }

    private static int first(BitSet groups) {
        long[] words = groups.toLongArray();
        return words.length == 0 ? 0 : (int) words[0];
    }

    private int count(int protocol, boolean v4) {
        int[] count = {0};
        sockets.forEach(protocol, socket -> {
            boolean counts = socket.state() != SocketInfo.TIME_WAIT && socket.state() != SocketInfo.SYN_RECV;
            count[0] += counts && v4 == (socket.domain() == AF_INET) ? 1 : 0;
        });
        return count[0];
    }

    private int timeWaits() {
        int[] count = {0};
        sockets.forEach(SocketList.IPPROTO_TCP, socket -> count[0] += socket.state() == SocketInfo.TIME_WAIT ? 1 : 0);
        return count[0];
    }

    /** How many sockets there are of one protocol and family, for {@code /proc/net/protocols}. */
    int inUse(int protocol, boolean v4) {
        return count(protocol, v4);
    }

    /** How many packet sockets there are. */
    int packetSockets() {
        int count = 0;
        for (PacketSocketInfo ignored : packetSockets) {
            count++;
        }
        return count;
    }

    /** How many netlink sockets there are. */
    int netlinkSockets() {
        int[] count = {0};
        netlinkSockets.accept(socket -> count[0]++);
        return count[0];
    }

    String sockstat() {
        int tcp = count(SocketList.IPPROTO_TCP, true);
        int tcp6 = count(SocketList.IPPROTO_TCP, false);
        int udp = count(SocketList.IPPROTO_UDP, true);
        int raw = count(SocketList.IPPROTO_RAW, true);
        int used = tcp
                + tcp6
                + udp
                + raw
                + count(SocketList.IPPROTO_UDP, false)
                + count(SocketList.IPPROTO_RAW, false)
                + count(SocketList.IPPROTO_ICMP, true)
                + count(SocketList.IPPROTO_ICMPV6, false)
                + packetSockets()
                + netlinkSockets();
        return Hex.format("""
                sockets: used %d
                TCP: inuse %d orphan 0 tw %d alloc %d mem 0
                UDP: inuse %d mem 0
                UDPLITE: inuse %d
                RAW: inuse %d
                FRAG: inuse 0 memory 0
                """, used, tcp, timeWaits(), tcp + tcp6, udp, count(SocketList.IPPROTO_UDPLITE, true), raw);
    }

    String sockstat6() {
        return Hex.format(
                """
                TCP6: inuse %d
                UDP6: inuse %d
                UDPLITE6: inuse %d
                RAW6: inuse %d
                FRAG6: inuse 0 memory 0
                """,
                count(SocketList.IPPROTO_TCP, false),
                count(SocketList.IPPROTO_UDP, false),
                count(SocketList.IPPROTO_UDPLITE, false),
                count(SocketList.IPPROTO_RAW, false));
    }
}
