package io.umview.lwipv6.netlink.diag;

import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.netlink.core.NetlinkSocket;
import io.umview.lwipv6.netlink.message.MessageWriter;
import io.umview.lwipv6.netlink.message.Netlink;
import io.umview.lwipv6.netlink.message.NetlinkFailure;
import io.umview.lwipv6.netlink.message.Request;
import java.util.BitSet;
import java.util.function.Consumer;

/** Shows netlink sockets, the kernel's own among them: linux/netlink_diag.h. */
final class NetlinkDiagnosis {
    private static final int REQUEST = 20;
    private static final int AF_NETLINK = 16;
    private static final int SOCK_DIAG_BY_FAMILY = 20;
    private static final int SOCK_RAW = 3;
    private static final int MAX_LINKS = 32;

    private static final int NDIAG_PROTO_ALL = 255;
    private static final int NDIAG_SHOW_MEMINFO = 1;
    private static final int NDIAG_SHOW_GROUPS = 2;
    private static final int NDIAG_SHOW_FLAGS = 8;

    private static final int NETLINK_DIAG_MEMINFO = 0;
    private static final int NETLINK_DIAG_GROUPS = 1;
    private static final int NETLINK_DIAG_FLAGS = 4;

    private static final int NDIAG_FLAG_CB_RUNNING = 0x1;
    private static final int NDIAG_FLAG_PKTINFO = 0x2;
    private static final int NDIAG_FLAG_NO_ENOBUFS = 0x8;
    private static final int NDIAG_FLAG_CAP_ACK = 0x20;
    private static final int NETLINK_PKTINFO = 3;
    private static final int NETLINK_NO_ENOBUFS = 5;
    private static final int NETLINK_CAP_ACK = 10;

    private static final int[] PROTOCOLS = {Netlink.NETLINK_ROUTE, Netlink.NETLINK_SOCK_DIAG, Netlink.NETLINK_GENERIC};

    private final Consumer<Consumer<? super NetlinkSocket>> sockets;

    NetlinkDiagnosis(Consumer<Consumer<? super NetlinkSocket>> sockets) {
        this.sockets = sockets;
    }

    void check(Request request) throws NetlinkFailure {
        request.require(REQUEST);
    }

    void dump(Request request, MessageWriter out) throws NetlinkFailure {
        int protocol = request.u8(1);
        if (protocol != NDIAG_PROTO_ALL && protocol >= MAX_LINKS) {
            throw NetlinkFailure.of(NetworkError.ENOENT);
        }
        int show = request.u32(8);
        for (int kernel : PROTOCOLS) {
            if (protocol == NDIAG_PROTO_ALL || protocol == kernel) {
                kernel(kernel, out);
            }
        }
        sockets.accept(socket -> {
            if (protocol == NDIAG_PROTO_ALL || protocol == socket.protocol()) {
                program(socket, show, out);
            }
        });
    }

    private static void kernel(int protocol, MessageWriter out) {
        out.begin(SOCK_DIAG_BY_FAMILY);
        out.u8(AF_NETLINK).u8(SOCK_RAW).u8(protocol).u8(0);
        out.u32(0).u32(0).u32(0).u32(0).u64(Long.MAX_VALUE - protocol);
        out.end();
    }

    private static void program(NetlinkSocket socket, int show, MessageWriter out) {
        out.begin(SOCK_DIAG_BY_FAMILY);
        out.u8(AF_NETLINK).u8(socket.type()).u8(socket.protocol()).u8(socket.peerPort() == 0 ? 0 : 1);
        out.u32(socket.port()).u32(socket.peerPort()).u32(0);
        out.u32((int) socket.inode()).u64(socket.cookie());
        BitSet groups = socket.groups();
        if ((show & NDIAG_SHOW_GROUPS) != 0 && !groups.isEmpty()) {
            int attribute = out.open(NETLINK_DIAG_GROUPS);
            long[] words = groups.toLongArray();
            for (long word : words) {
                out.u64(word);
            }
            out.close(attribute);
        }
        if ((show & NDIAG_SHOW_MEMINFO) != 0) {
            MemoryInfo.write(
                    out,
                    NETLINK_DIAG_MEMINFO,
                    socket.receiveMemory(),
                    socket.receiveBuffer(),
                    0,
                    socket.sendBuffer(),
                    socket.drops());
        }
        if ((show & NDIAG_SHOW_FLAGS) != 0) {
            int flags = (socket.dumping() ? NDIAG_FLAG_CB_RUNNING : 0)
                    | (socket.isSet(NETLINK_PKTINFO) ? NDIAG_FLAG_PKTINFO : 0)
                    | (socket.isSet(NETLINK_NO_ENOBUFS) ? NDIAG_FLAG_NO_ENOBUFS : 0)
                    | (socket.isSet(NETLINK_CAP_ACK) ? NDIAG_FLAG_CAP_ACK : 0);
            out.attributeU32(NETLINK_DIAG_FLAGS, flags);
        }
        out.end();
    }
}
