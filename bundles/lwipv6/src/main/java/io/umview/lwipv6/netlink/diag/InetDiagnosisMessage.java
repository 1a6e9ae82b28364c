package io.umview.lwipv6.netlink.diag;

import io.umview.lwipv6.netlink.message.MessageWriter;
import io.umview.lwipv6.transport.SocketInfo;
import io.umview.lwipv6.wire.IpAddress;

/** struct inet_diag_msg and its attributes, in the order in which the kernel gives them. */
final class InetDiagnosisMessage {
    static final int AF_INET = 2;
    private static final int AF_INET6 = 10;

    private static final int INET_DIAG_MEMINFO = 1;
    private static final int INET_DIAG_INFO = 2;
    private static final int INET_DIAG_CONG = 4;
    private static final int INET_DIAG_TOS = 5;
    private static final int INET_DIAG_TCLASS = 6;
    private static final int INET_DIAG_SKMEMINFO = 7;
    private static final int INET_DIAG_SHUTDOWN = 8;
    private static final int INET_DIAG_SKV6ONLY = 11;
    private static final int INET_DIAG_MARK = 15;
    private static final int INET_DIAG_CLASS_ID = 17;
    private static final int INET_DIAG_SOCKOPT = 22;

    private InetDiagnosisMessage() {}

    /**
     * Writes the message about one socket.
     *
     * @param extensions idiag_ext: bit n - 1 asks for INET_DIAG_* number n
     * @param privileged whether the reader has CAP_NET_ADMIN
     */
    static void write(SocketInfo socket, int extensions, boolean privileged, MessageWriter out) {
        out.begin(InetDiagnosis.messageType());
        out.u8(socket.domain()).u8(socket.state()).u8(socket.timer()).u8(socket.retransmits());
        out.big16(socket.localPort()).big16(socket.peerPort());
        address(out, socket.domain(), socket.localAddress());
        address(out, socket.domain(), socket.peerAddress());
        out.u32(socket.boundInterface()).u64(socket.cookie());
        out.u32((int) Math.min(Integer.MAX_VALUE, socket.timerMillis()));
        out.u32(socket.receiveQueue()).u32(socket.sendQueue());
        out.u32(socket.uid()).u32((int) socket.inode());
        boolean full = socket.state() != SocketInfo.TIME_WAIT && socket.state() != SocketInfo.SYN_RECV;
        if (full) {
            attributes(socket, extensions, privileged, out);
        } else if (privileged) {
            out.attributeU32(INET_DIAG_MARK, socket.mark());
        }
        out.end();
    }

    private static void attributes(SocketInfo socket, int extensions, boolean privileged, MessageWriter out) {
        out.attributeU8(INET_DIAG_SHUTDOWN, socket.shutdown());
        if (asked(extensions, INET_DIAG_TOS)) {
            out.attributeU8(INET_DIAG_TOS, socket.typeOfService());
        }
        if (socket.domain() == AF_INET6) {
            if (asked(extensions, INET_DIAG_TCLASS)) {
                out.attributeU8(INET_DIAG_TCLASS, socket.trafficClass());
            }
            if (socket.state() == SocketInfo.LISTEN || socket.state() == SocketInfo.CLOSE) {
                out.attributeU8(INET_DIAG_SKV6ONLY, socket.v6Only() ? 1 : 0);
            }
        }
        if (privileged) {
            out.attributeU32(INET_DIAG_MARK, socket.mark());
        }
        if (asked(extensions, INET_DIAG_TCLASS)) {
            out.attributeU32(INET_DIAG_CLASS_ID, 0);
        }
        int options = out.open(INET_DIAG_SOCKOPT);
        out.u16(socket.socketOptions()).close(options);
        if (asked(extensions, INET_DIAG_MEMINFO)) {
            int memory = out.open(INET_DIAG_MEMINFO);
            out.u32(socket.receiveMemory()).u32(socket.sendMemory()).u32(0).u32(socket.sendMemory());
            out.close(memory);
        }
        if (asked(extensions, INET_DIAG_SKMEMINFO)) {
            MemoryInfo.write(
                    out,
                    INET_DIAG_SKMEMINFO,
                    socket.receiveMemory(),
                    socket.receiveBuffer(),
                    socket.sendMemory(),
                    socket.sendBuffer(),
                    socket.drops());
        }
        byte[] information = socket.tcpInfo();
        if (information != null && asked(extensions, INET_DIAG_INFO)) {
            out.attribute(INET_DIAG_INFO, information);
        }
        String congestion = socket.congestionControl();
        if (congestion != null && asked(extensions, INET_DIAG_CONG)) {
            out.attribute(INET_DIAG_CONG, congestion);
        }
    }

    private static boolean asked(int extensions, int attribute) {
        return (extensions >>> (attribute - 1) & 1) != 0;
    }

    /** Sixteen bytes, of which IPv4 uses the first four. */
    private static void address(MessageWriter out, int domain, IpAddress address) {
        if (domain == AF_INET) {
            out.big32(address.v4()).zeros(12);
        } else if (address.isV4() && !address.isAny()) {
            out.zeros(8).u16(0).u16(0xffff).big32(address.v4());
        } else if (address.isAny()) {
            out.zeros(16);
        } else {
            out.address(address);
        }
    }
}
