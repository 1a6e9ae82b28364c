package io.umview.lwipv6.netlink.diag;

import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.netlink.core.NetlinkProtocol;
import io.umview.lwipv6.netlink.core.NetlinkSocket;
import io.umview.lwipv6.netlink.message.MessageWriter;
import io.umview.lwipv6.netlink.message.Netlink;
import io.umview.lwipv6.netlink.message.NetlinkFailure;
import io.umview.lwipv6.netlink.message.Request;
import io.umview.lwipv6.transport.PacketSocketInfo;
import io.umview.lwipv6.transport.SocketList;
import java.util.function.Consumer;

/** NETLINK_SOCK_DIAG. */
public final class DiagnosisProtocol implements NetlinkProtocol {
    private static final int SOCK_DIAG_BY_FAMILY = 20;
    private static final int SOCK_DESTROY = 21;
    private static final int HEADER = 2;

    private static final int AF_UNIX = 1;
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int AF_NETLINK = 16;
    private static final int AF_PACKET = 17;
    private static final int AF_MAX = 46;

    /** Size of struct unix_diag_req. */
    private static final int UNIX_REQUEST = 24;

    private final InetDiagnosis inet;
    private final PacketDiagnosis packet;
    private final NetlinkDiagnosis netlink;

    /**
     * Makes it.
     *
     * @param netlinkSockets shows all netlink sockets to whom it is given
     */
    public DiagnosisProtocol(
            SocketList sockets,
            Iterable<? extends PacketSocketInfo> packetSockets,
            Consumer<Consumer<? super NetlinkSocket>> netlinkSockets) {
        this.inet = new InetDiagnosis(sockets);
        this.packet = new PacketDiagnosis(packetSockets);
        this.netlink = new NetlinkDiagnosis(netlinkSockets);
    }

    @Override
    public int number() {
        return Netlink.NETLINK_SOCK_DIAG;
    }

    @Override
    public int groups() {
        return 4;
    }

    @Override
    public boolean mayListen() {
        return false;
    }

    @Override
    public boolean dumps(Request request) throws NetlinkFailure {
        if (request.type() != SOCK_DIAG_BY_FAMILY && request.type() != SOCK_DESTROY) {
            throw NetlinkFailure.of(NetworkError.EINVAL);
        }
        request.require(HEADER);
        int family = request.u8(0);
        if (family >= AF_MAX) {
            throw NetlinkFailure.of(NetworkError.EINVAL);
        }
        if (request.type() == SOCK_DESTROY || !request.dump()) {
            return false;
        }
        switch (family) {
            case AF_INET, AF_INET6 -> inet.check(request);
            case AF_PACKET -> packet.check(request);
            case AF_NETLINK -> netlink.check(request);
            case AF_UNIX -> request.require(UNIX_REQUEST);
            default -> throw NetlinkFailure.of(NetworkError.ENOENT);
        }
        return true;
    }

    @Override
    public void dump(Request request, MessageWriter answers) throws NetlinkFailure {
        switch (request.u8(0)) {
            case AF_INET, AF_INET6 -> inet.dump(request, answers);
            case AF_PACKET -> packet.dump(request, answers);
            case AF_NETLINK -> netlink.dump(request, answers);
            // AF_UNIX is not the stack's: it has none.
            default -> {}
        }
    }

    @Override
    public void handle(Request request, MessageWriter answers) throws NetlinkFailure {
        boolean destroy = request.type() == SOCK_DESTROY;
        switch (request.u8(0)) {
            case AF_INET, AF_INET6 -> {
                if (destroy) {
                    inet.destroy(request);
                } else {
                    inet.get(request, answers);
                }
            }
            case AF_UNIX -> throw NetlinkFailure.of(destroy ? NetworkError.EOPNOTSUPP : NetworkError.ENOENT);
            case AF_PACKET, AF_NETLINK -> throw NetlinkFailure.of(NetworkError.EOPNOTSUPP);
            default -> throw NetlinkFailure.of(NetworkError.ENOENT);
        }
    }
}
