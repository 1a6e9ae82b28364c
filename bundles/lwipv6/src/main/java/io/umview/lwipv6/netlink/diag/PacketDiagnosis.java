package io.umview.lwipv6.netlink.diag;

import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.netlink.message.MessageWriter;
import io.umview.lwipv6.netlink.message.NetlinkFailure;
import io.umview.lwipv6.netlink.message.Request;
import io.umview.lwipv6.transport.PacketSocketInfo;

/** Shows packet sockets: linux/packet_diag.h. */
final class PacketDiagnosis {
    private static final int REQUEST = 20;
    private static final int AF_PACKET = 17;
    private static final int SOCK_DIAG_BY_FAMILY = 20;

    private static final int PACKET_SHOW_INFO = 0x01;
    private static final int PACKET_SHOW_MEMINFO = 0x10;

    private static final int PACKET_DIAG_INFO = 0;
    private static final int PACKET_DIAG_UID = 5;
    private static final int PACKET_DIAG_MEMINFO = 6;

    private static final int PDI_RUNNING = 0x1;
    private static final int PDI_AUXDATA = 0x2;

    private final Iterable<? extends PacketSocketInfo> sockets;

    PacketDiagnosis(Iterable<? extends PacketSocketInfo> sockets) {
        this.sockets = sockets;
    }

    void check(Request request) throws NetlinkFailure {
        request.require(REQUEST);
        if (request.u8(1) != 0) {
            throw NetlinkFailure.of(NetworkError.EINVAL);
        }
    }

    void dump(Request request, MessageWriter out) {
        int show = request.u32(8);
        for (PacketSocketInfo socket : sockets) {
            out.begin(SOCK_DIAG_BY_FAMILY);
            out.u8(AF_PACKET).u8(socket.type()).u16(socket.protocol());
            out.u32((int) socket.inode()).u64(socket.cookie());
            if ((show & PACKET_SHOW_INFO) != 0) {
                int information = out.open(PACKET_DIAG_INFO);
                int flags = (socket.running() ? PDI_RUNNING : 0) | (socket.auxiliaryData() ? PDI_AUXDATA : 0);
                out.u32(socket.boundInterface()).zeros(16).u32(flags);
                out.close(information);
                out.attributeU32(PACKET_DIAG_UID, socket.uid());
            }
            if ((show & PACKET_SHOW_MEMINFO) != 0) {
                MemoryInfo.write(
                        out,
                        PACKET_DIAG_MEMINFO,
                        socket.receiveMemory(),
                        socket.receiveBuffer(),
                        0,
                        socket.receiveBuffer(),
                        socket.drops());
            }
            out.end();
        }
    }
}
