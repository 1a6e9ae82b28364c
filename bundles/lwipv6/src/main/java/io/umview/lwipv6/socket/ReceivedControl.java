package io.umview.lwipv6.socket;

import static io.umview.lwipv6.socket.IpOption.*;
import static io.umview.lwipv6.socket.Ipv6Option.*;
import static io.umview.lwipv6.socket.SocketOption.*;

import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.wire.IpAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Which facts about a received message its socket wants, as ancillary data, in the order of Linux: sock_recv_cmsgs(),
 * ip_cmsg_recv_offset(), ip6_datagram_recv_ctl().
 */
final class ReceivedControl {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
    private static final int TIMESTAMPING_SOFTWARE = 1 << 4;
    private static final int TIMESTAMPING = 48;
    private static final int IPV4_HEADER = 20;

    private ReceivedControl() {}

    /** Ancillary data of SOL_SOCKET; then others may follow. */
    static void ofSocket(SocketOptions options, ReceivedMessage message, ControlWriter writer) {
        if (options.timestamp()) {
            writer.time(options.timestampMessage(), message.received, options.timestampNanos());
        }
        if ((options.timestamping() & TIMESTAMPING_SOFTWARE) != 0 && message.received != 0) {
            ByteBuffer times = writer.message(SOL_SOCKET, SO_TIMESTAMPING_OLD, TIMESTAMPING);
            times.putLong(message.received / 1_000_000).putLong(message.received % 1_000_000 * 1000);
            times.putLong(0).putLong(0).putLong(0).putLong(0);
        }
        if (options.is(SO_RXQ_OVFL) && message.drops != 0) {
            writer.number(SOL_SOCKET, SO_RXQ_OVFL, message.drops);
        }
        if (options.is(SO_RCVMARK)) {
            writer.number(SOL_SOCKET, SO_MARK, 0);
        }
    }

    /** Whether messages are to be stamped with the time of their arrival. */
    static boolean wantsTime(SocketOptions options) {
        return options.timestamp() || options.timestamping() != 0;
    }

    static ByteBuffer of(InetSocket socket, ReceivedMessage message, ControlWriter writer) {
        writer.clear();
        ofSocket(socket.options(), message, writer);
        Ipv6Options v6 = socket.ipv6();
        if (v6 != null) {
            packetInfo6(v6, message, writer);
        }
        if (message.isV4()) {
            ofIpv4(socket, message, writer);
        } else if (v6 != null) {
            ofIpv6(v6, message, writer);
        }
        ByteBuffer written = writer.finish();
        return written.hasRemaining() ? written : NOTHING;
    }

    private static void ofIpv4(InetSocket socket, ReceivedMessage message, ControlWriter writer) {
        Ipv4Options wanted = socket.ipv4();
        if (wanted.is(IP_PKTINFO)) {
            ByteBuffer info = writer.message(SOL_IP, IP_PKTINFO, 12).putInt(message.interfaceIndex);
            int destination = (int) message.destinationLow;
            ControlWriter.putNetwork(info, replySource(socket, message, destination));
            ControlWriter.putNetwork(info, destination);
        }
        if (wanted.is(IP_RECVTTL)) {
            writer.number(SOL_IP, IP_TTL, message.hops);
        }
        if (wanted.is(IP_RECVTOS)) {
            writer.octet(SOL_IP, IP_TOS, message.trafficClass);
        }
        if (wanted.is(IP_RECVOPTS)) {
            headerOptions(message, writer, IP_RECVOPTS);
        }
        if (wanted.is(IP_RETOPTS)) {
            headerOptions(message, writer, IP_RETOPTS);
        }
        if (wanted.is(IP_RECVORIGDSTADDR)) {
            writer.inet4(SOL_IP, IP_RECVORIGDSTADDR, (int) message.destinationLow, message.destinationPort);
        }
    }

    /** The address from which an answer would come: ipi_spec_dst. */
    private static int replySource(InetSocket socket, ReceivedMessage message, int destination) {
        boolean group = (destination >>> 28) == 0xe || destination == -1 || message.group;
        return group ? socket.host().primaryAddress(message.interfaceIndex) : destination;
    }

    private static void headerOptions(ReceivedMessage message, ControlWriter writer, int type) {
        Packet packet = message.packet;
        int at = message.start + message.networkHeader;
        if (packet == null || at < 0 || at + IPV4_HEADER > packet.memory().capacity()) {
            return;
        }
        int first = packet.memory().get(at) & 0xff;
        int length = (first & 0xf) * 4 - IPV4_HEADER;
        if (first >>> 4 == 4
                && length > 0
                && at + IPV4_HEADER + length <= packet.memory().capacity()) {
            ByteBuffer data = writer.message(SOL_IP, type, length);
            for (int i = 0; i < length; i++) {
                data.put(packet.memory().get(at + IPV4_HEADER + i));
            }
        }
    }

    private static void packetInfo6(Ipv6Options wanted, ReceivedMessage message, ControlWriter writer) {
        if (wanted.is(IPV6_RECVPKTINFO)) {
            packetInfo6(message, writer, IPV6_PKTINFO);
        }
        if (wanted.is(IPV6_2292PKTINFO)) {
            packetInfo6(message, writer, IPV6_2292PKTINFO);
        }
    }

    private static void packetInfo6(ReceivedMessage message, ControlWriter writer, int type) {
        ByteBuffer info = writer.message(SOL_IPV6, type, 20);
        ControlWriter.putNetwork(info, message.destinationHigh);
        ControlWriter.putNetwork(info, message.destinationLow);
        info.putInt(message.interfaceIndex);
    }

    private static void ofIpv6(Ipv6Options wanted, ReceivedMessage message, ControlWriter writer) {
        if (wanted.is(IPV6_RECVHOPLIMIT)) {
            writer.number(SOL_IPV6, IPV6_HOPLIMIT, message.hops);
        }
        if (wanted.is(IPV6_RECVTCLASS)) {
            writer.number(SOL_IPV6, IPV6_TCLASS, message.trafficClass);
        }
        int flowInfo = message.trafficClass << 20 | message.flowLabel;
        if (wanted.is(IPV6_FLOWINFO) && flowInfo != 0) {
            ControlWriter.putNetwork(writer.message(SOL_IPV6, IPV6_FLOWINFO, 4), flowInfo);
        }
        if (wanted.is(IPV6_2292HOPLIMIT)) {
            writer.number(SOL_IPV6, IPV6_2292HOPLIMIT, message.hops);
        }
        if (wanted.is(IPV6_RECVORIGDSTADDR)) {
            writer.inet6(
                    SOL_IPV6,
                    IPV6_RECVORIGDSTADDR,
                    message.destinationHigh,
                    message.destinationLow,
                    message.destinationPort,
                    0,
                    scope(message.destinationHigh, message.interfaceIndex));
        }
    }

    /** The scope of an address that a packet has brought: the interface, if it is link-local. */
    static int scope(long high, int interfaceIndex) {
        boolean linkLocal = high >>> 54 == 0x3fa || high >>> 48 == 0xff02;
        return linkLocal ? interfaceIndex : 0;
    }

    /** The source as the program is to see it. */
    static SocketAddress source(ReceivedMessage message, boolean v4) {
        IpAddress address = new IpAddress(message.sourceHigh, message.sourceLow);
        return v4
                ? new SocketAddress.Inet4(address, message.sourcePort)
                : new SocketAddress.Inet6(
                        address, message.sourcePort, 0, scope(message.sourceHigh, message.interfaceIndex));
    }

    /** The source as the program is to see it, in bytes. */
    static int source(ReceivedMessage message, boolean v4, @Nullable Ipv6Options wanted, ByteBuffer into) {
        if (v4) {
            return SocketAddressCodec.encodeInet4(into, (int) message.sourceLow, message.sourcePort);
        }
        int scope = scope(message.sourceHigh, message.interfaceIndex);
        int flowInfo = wanted != null && wanted.is(IPV6_FLOWINFO_SEND) && !message.isV4()
                ? message.trafficClass << 20 | message.flowLabel
                : 0;
        return SocketAddressCodec.encodeInet6(
                into, message.sourceHigh, message.sourceLow, message.sourcePort, flowInfo, scope);
    }
}
