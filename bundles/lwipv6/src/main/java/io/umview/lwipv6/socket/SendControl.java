package io.umview.lwipv6.socket;

import static io.umview.lwipv6.socket.SocketOption.*;

import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.wire.IpAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * What the ancillary data of sendmsg(2) ask for one message, as ip_cmsg_send(), ip6_datagram_send_ctl() and udp_cmsg_send() of Linux read
 * them. One object is used for all messages.
 */
final class SendControl {
    static final int UDP_SEGMENT = 103;

    /** What was not asked for. */
    static final int UNSET = -1;

    private static final int HEADER = ControlWriter.HEADER;
    private static final int SCM_TIMESTAMPING = SO_TIMESTAMPING_OLD;

    int hops;
    int trafficClass;
    int interfaceIndex;
    int segmentSize;
    int dontFragment;
    int flowInfo;
    int protocol;

    @Nullable
    IpAddress source;

    /** The last address that was asked for: mostly it is the same again, and need not be made anew. */
    private IpAddress latest = IpAddress.ANY6;

    void clear() {
        hops = UNSET;
        trafficClass = UNSET;
        interfaceIndex = 0;
        segmentSize = 0;
        dontFragment = UNSET;
        flowInfo = 0;
        protocol = 0;
        source = null;
    }

    /**
     * Reads ancillary data, from position to limit.
     *
     * @param socket whose they are
     * @param v6 whether the message goes over IPv6: then levels are those of IPv6
     * @throws NetworkException EINVAL, EPERM
     */
    void parse(ByteBuffer control, InetSocket socket, boolean v6) throws NetworkException {
        clear();
        ByteOrder order = control.order();
        control.order(ByteOrder.nativeOrder());
        try {
            int at = control.position();
            int end = control.limit();
            // What is too short for a header at the end is ignored (CMSG_NXTHDR).
            while (end - at >= HEADER) {
                long length = control.getLong(at);
                if (length < HEADER || length > end - at) {
                    throw NetworkError.EINVAL.exception();
                }
                int data = (int) length - HEADER;
                message(control, at + HEADER, data, control.getInt(at + 8), control.getInt(at + 12), socket, v6);
                at += HEADER + ((data + 7) & ~7);
            }
        } finally {
            control.order(order);
        }
    }

    private void message(ByteBuffer control, int at, int length, int level, int type, InetSocket socket, boolean v6)
            throws NetworkException {
        switch (level) {
            case SOL_SOCKET -> ofSocket(control, at, length, type, socket);
            case SOL_UDP -> {
                if (socket.protocol() == SOL_UDP && type == UDP_SEGMENT) {
                    check(length == 2);
                    segmentSize = control.getShort(at) & 0xffff;
                }
            }
            case SOL_IP -> {
                if (!v6) {
                    ofIpv4(control, at, length, type);
                }
            }
            case SOL_IPV6 -> {
                if (v6) {
                    ofIpv6(control, at, length, type, socket);
                } else if (type == Ipv6Option.IPV6_PKTINFO && socket.isV6()) {
                    packetInfo6(control, at, length);
                    IpAddress asked = source;
                    check(asked == null || asked.isAny() || asked.isV4());
                }
            }
            default -> {
                // Of another protocol.
            }
        }
    }

    private static void ofSocket(ByteBuffer control, int at, int length, int type, InetSocket socket)
            throws NetworkException {
        switch (type) {
            case SO_MARK -> {
                if (!socket.may(Capability.NET_RAW) && !socket.may(Capability.NET_ADMIN)) {
                    throw NetworkError.EPERM.exception();
                }
                check(length == 4);
            }
            case SCM_TIMESTAMPING -> check(length == 4);
            case SO_PRIORITY -> {
                check(length == 4);
                int priority = control.getInt(at);
                if ((priority < 0 || priority > 6)
                        && !socket.may(Capability.NET_RAW)
                        && !socket.may(Capability.NET_ADMIN)) {
                    throw NetworkError.EPERM.exception();
                }
            }
            // SCM_RIGHTS and SCM_CREDENTIALS are ignored here.
            case 1, 2 -> {}
            default -> throw NetworkError.EINVAL.exception();
        }
    }

    private void ofIpv4(ByteBuffer control, int at, int length, int type) throws NetworkException {
        switch (type) {
            case IpOption.IP_PKTINFO -> {
                check(length == 12);
                interfaceIndex = control.getInt(at);
                control.order(ByteOrder.BIG_ENDIAN);
                source = address(0, IpAddress.mapped(control.getInt(at + 4)));
                control.order(ByteOrder.nativeOrder());
            }
            case IpOption.IP_TTL -> {
                check(length == 4);
                hops = control.getInt(at);
                check(hops >= 1 && hops <= 255);
            }
            case IpOption.IP_TOS -> {
                check(length == 4 || length == 1);
                trafficClass = length == 4 ? control.getInt(at) : control.get(at) & 0xff;
                check(trafficClass >= 0 && trafficClass <= 255);
            }
            case IpOption.IP_PROTOCOL -> {
                check(length == 4);
                protocol = control.getInt(at);
                check(protocol >= 1 && protocol <= 255);
            }
            case IpOption.IP_RETOPTS -> check(length <= 40);
            default -> throw NetworkError.EINVAL.exception();
        }
    }

    private void ofIpv6(ByteBuffer control, int at, int length, int type, InetSocket socket) throws NetworkException {
        switch (type) {
            case Ipv6Option.IPV6_PKTINFO, Ipv6Option.IPV6_2292PKTINFO -> packetInfo6(control, at, length);
            case Ipv6Option.IPV6_HOPLIMIT, Ipv6Option.IPV6_2292HOPLIMIT -> {
                check(length == 4);
                hops = control.getInt(at);
                check(hops >= -1 && hops <= 255);
            }
            case Ipv6Option.IPV6_TCLASS -> {
                check(length == 4);
                trafficClass = control.getInt(at);
                check(trafficClass >= -1 && trafficClass <= 255);
            }
            case Ipv6Option.IPV6_DONTFRAG -> {
                check(length == 4);
                dontFragment = control.getInt(at);
                check(dontFragment == 0 || dontFragment == 1);
            }
            case Ipv6Option.IPV6_FLOWINFO -> {
                check(length >= 4);
                flowInfo = control.getInt(at);
            }
            case Ipv6Option.IPV6_HOPOPTS,
                    Ipv6Option.IPV6_2292HOPOPTS,
                    Ipv6Option.IPV6_DSTOPTS,
                    Ipv6Option.IPV6_2292DSTOPTS,
                    Ipv6Option.IPV6_RTHDRDSTOPTS,
                    Ipv6Option.IPV6_RTHDR,
                    Ipv6Option.IPV6_2292RTHDR -> {
                check(length >= 2 && length >= ((control.get(at + 1) & 0xff) + 1) * 8);
                if (!socket.may(Capability.NET_RAW)) {
                    throw NetworkError.EPERM.exception();
                }
            }
            default -> throw NetworkError.EINVAL.exception();
        }
    }

    private void packetInfo6(ByteBuffer control, int at, int length) throws NetworkException {
        check(length >= 20);
        interfaceIndex = control.getInt(at + 16);
        control.order(ByteOrder.BIG_ENDIAN);
        source = address(control.getLong(at), control.getLong(at + 8));
        control.order(ByteOrder.nativeOrder());
    }

    private IpAddress address(long high, long low) {
        if (latest.high() != high || latest.low() != low) {
            latest = new IpAddress(high, low);
        }
        return latest;
    }

    private static void check(boolean valid) throws NetworkException {
        if (!valid) {
            throw NetworkError.EINVAL.exception();
        }
    }
}
