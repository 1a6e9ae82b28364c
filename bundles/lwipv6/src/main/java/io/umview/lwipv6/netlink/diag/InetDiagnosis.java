package io.umview.lwipv6.netlink.diag;

import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.netlink.message.Attribute;
import io.umview.lwipv6.netlink.message.Attributes;
import io.umview.lwipv6.netlink.message.MessageWriter;
import io.umview.lwipv6.netlink.message.NetlinkFailure;
import io.umview.lwipv6.netlink.message.Policy;
import io.umview.lwipv6.netlink.message.Request;
import io.umview.lwipv6.transport.SocketInfo;
import io.umview.lwipv6.transport.SocketList;
import io.umview.lwipv6.wire.IpAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Shows TCP, UDP, ping and raw sockets: struct inet_diag_req_v2 in, struct inet_diag_msg with attributes out. */
final class InetDiagnosis {
    private static final int SOCK_DIAG_BY_FAMILY = 20;
    private static final int REQUEST = 56;
    private static final int NO_COOKIE = -1;

    private static final int INET_DIAG_REQ_BYTECODE = 1;
    private static final int INET_DIAG_REQ_PROTOCOL = 3;
    private static final Policy POLICY =
            Policy.upTo(3).any(INET_DIAG_REQ_BYTECODE, 2).u32(INET_DIAG_REQ_PROTOCOL);

    private final SocketList sockets;

    InetDiagnosis(SocketList sockets) {
        this.sockets = sockets;
    }

    /** Whether sockets of a protocol are known; of others, such as SCTP, there are none. */
    private static boolean known(int protocol) {
        return switch (protocol) {
            case SocketList.IPPROTO_TCP,
                    SocketList.IPPROTO_UDP,
                    SocketList.IPPROTO_UDPLITE,
                    SocketList.IPPROTO_ICMP,
                    SocketList.IPPROTO_ICMPV6,
                    SocketList.IPPROTO_RAW -> true;
            default -> false;
        };
    }

    /** Checks what can be wrong with a request before anything is shown. */
    void check(Request request) throws NetlinkFailure {
        request.require(REQUEST);
        filter(request);
    }

    void dump(Request request, MessageWriter out) throws NetlinkFailure {
        SocketFilter filter = filter(request);
        Wanted wanted = Wanted.of(request);
        int states = request.u32(4);
        int extensions = request.u8(2);
        sockets.forEach(protocol(request), socket -> {
            if ((states >>> socket.state() & 1) != 0
                    && wanted.family(socket)
                    && wanted.ports(socket)
                    && (filter == null || filter.accepts(socket))) {
                InetDiagnosisMessage.write(socket, extensions, request.privileged(), out);
            }
        });
    }

    void get(Request request, MessageWriter out) throws NetlinkFailure {
        request.require(REQUEST);
        InetDiagnosisMessage.write(find(request), request.u8(2), request.privileged(), out);
    }

    /** {@code ss -K} */
    void destroy(Request request) throws NetlinkFailure {
        request.require(REQUEST);
        if (!request.privileged()) {
            throw NetlinkFailure.of(NetworkError.EPERM);
        }
        if (!find(request).abort()) {
            throw NetlinkFailure.of(NetworkError.EOPNOTSUPP);
        }
    }

    private SocketInfo find(Request request) throws NetlinkFailure {
        Wanted wanted = Wanted.of(request);
        List<SocketInfo> found = new ArrayList<>();
        sockets.forEach(protocol(request), socket -> {
            if (wanted.exactly(socket)) {
                found.add(socket);
            }
        });
        if (found.isEmpty()) {
            throw NetlinkFailure.of(NetworkError.ENOENT);
        }
        return found.get(0);
    }

    private static int protocol(Request request) throws NetlinkFailure {
        Attributes attributes = request.attributes(REQUEST, POLICY, false);
        int protocol = attributes.u32(INET_DIAG_REQ_PROTOCOL, request.u8(1));
        if (!known(protocol)) {
            throw NetlinkFailure.of(NetworkError.ENOENT);
        }
        return protocol;
    }

    private static @Nullable SocketFilter filter(Request request) throws NetlinkFailure {
        Attribute code = request.attributes(REQUEST, POLICY, false).get(INET_DIAG_REQ_BYTECODE);
        return code == null || code.length() == 0 ? null : SocketFilter.of(code.payload(), request.privileged());
    }

    /** struct inet_diag_sockid of a request, behind 8 other bytes. */
    private record Wanted(
            int domain, int localPort, int peerPort, IpAddress local, IpAddress peer, int device, long cookie) {
        static Wanted of(Request request) {
            boolean v4 = request.u8(0) == InetDiagnosisMessage.AF_INET;
            return new Wanted(
                    request.u8(0),
                    request.big16(8),
                    request.big16(10),
                    request.address(12, v4),
                    request.address(28, v4),
                    request.u32(44),
                    request.u32(48) == NO_COOKIE && request.u32(52) == NO_COOKIE
                            ? NO_COOKIE
                            : request.u32(48) & 0xffffffffL | (long) request.u32(52) << 32);
        }

        boolean family(SocketInfo socket) {
            return domain == 0 || domain == socket.domain();
        }

        boolean ports(SocketInfo socket) {
            return (localPort == 0 || localPort == socket.localPort())
                    && (peerPort == 0 || peerPort == socket.peerPort());
        }

        boolean exactly(SocketInfo socket) {
            return family(socket)
                    && localPort == socket.localPort()
                    && peerPort == socket.peerPort()
                    && same(local, socket.localAddress())
                    && same(peer, socket.peerAddress())
                    && (device == 0 || device == socket.boundInterface())
                    && (cookie == NO_COOKIE || cookie == socket.cookie());
        }

        private static boolean same(IpAddress one, IpAddress other) {
            return one.equals(other) || one.isAny() && other.isAny();
        }
    }

    static int messageType() {
        return SOCK_DIAG_BY_FAMILY;
    }
}
