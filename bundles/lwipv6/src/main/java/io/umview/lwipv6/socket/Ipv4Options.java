package io.umview.lwipv6.socket;

import static io.umview.lwipv6.socket.IpOption.*;

import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.wire.IpAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The options of level IPPROTO_IP: ip(7), and where that is silent what Linux 6.18 does (net/ipv4/ip_sockglue.c). */
public final class Ipv4Options {
    private static final int ECN = 3;

    private final InetSocket socket;
    private final OptionFlags flags = new OptionFlags();
    private byte[] options = new byte[0];
    private int typeOfService;
    private int hops = -1;
    private int mtuDiscover = PMTUDISC_WANT;
    private int leastHops;
    private int multicastHops = 1;
    private int multicastInterface;
    private int multicastAddress;
    private int unicastInterface;
    private int portRange;

    Ipv4Options(InetSocket socket) {
        this.socket = socket;
        flags.set(IP_MULTICAST_LOOP, true);
        flags.set(IP_MULTICAST_ALL, socket.domain() == Domain.AF_INET);
        flags.set(IP_HDRINCL, socket.type() == Domain.SOCK_RAW && socket.protocol() == 255);
    }

    /** An option that is on or off: IP_PKTINFO, IP_RECVTTL, IP_RECVTOS, IP_RECVERR, IP_HDRINCL, IP_TRANSPARENT and others. */
    public boolean is(int name) {
        return flags.get(name);
    }

    /** IP_TOS, 8 bits. */
    public int typeOfService() {
        return typeOfService;
    }

    /** IP_TTL as it was set, or -1. */
    public int hops() {
        return hops;
    }

    /** IP_MTU_DISCOVER: a PMTUDISC_* value. */
    public int mtuDiscover() {
        return mtuDiscover;
    }

    /** IP_MINTTL. */
    public int leastHops() {
        return leastHops;
    }

    /** IP_MULTICAST_TTL. */
    public int multicastHops() {
        return multicastHops;
    }

    /** Index of the interface of IP_MULTICAST_IF, or 0. */
    public int multicastInterface() {
        return multicastInterface;
    }

    /** The source address of IP_MULTICAST_IF, or 0. */
    public int multicastAddress() {
        return multicastAddress;
    }

    /** Index of the interface of IP_UNICAST_IF, or 0. */
    public int unicastInterface() {
        return unicastInterface;
    }

    /** IP_LOCAL_PORT_RANGE: the first port in the low 16 bits, the last in the high ones; 0 for the stack's own. */
    public int portRange() {
        return portRange;
    }

    /** IP_OPTIONS as they are sent, a multiple of 4 bytes. */
    public byte[] options() {
        return options;
    }

    /** What a connection that was accepted takes over from the socket that listens. */
    public void inherit(Ipv4Options listener) {
        typeOfService = listener.typeOfService;
        hops = listener.hops;
        mtuDiscover = listener.mtuDiscover;
        leastHops = listener.leastHops;
        for (int name = 1; name < Long.SIZE; name++) {
            flags.set(name, listener.flags.get(name));
        }
    }

    byte[] get(int name, int room) throws NetworkException {
        return switch (name) {
            case IP_OPTIONS -> OptionValue.truncate(options, room);
            case IP_TOS -> OptionValue.compact(typeOfService, room);
            case IP_TTL -> OptionValue.compact(hops < 0 ? socket.host().limits().hops() : hops, room);
            case IP_MTU_DISCOVER -> OptionValue.compact(mtuDiscover, room);
            case IP_MTU -> OptionValue.compact(socket.pathMtu(), room);
            case IP_MINTTL -> OptionValue.compact(leastHops, room);
            case IP_MULTICAST_TTL -> OptionValue.compact(multicastHops, room);
            case IP_MULTICAST_IF ->
                OptionValue.truncate(
                        ByteBuffer.allocate(4).putInt(multicastAddress).array(), room);
            case IP_UNICAST_IF -> OptionValue.compact(networkOrder(unicastInterface), room);
            case IP_LOCAL_PORT_RANGE -> OptionValue.compact(portRange, room);
            case IP_PROTOCOL -> OptionValue.compact(socket.type() == Domain.SOCK_RAW ? socket.protocol() : 0, room);
            case IP_PKTOPTIONS -> {
                if (socket.type() != Domain.SOCK_STREAM) {
                    throw NetworkError.ENOPROTOOPT.exception();
                }
                yield new byte[0];
            }
            case IP_HDRINCL,
                    IP_ROUTER_ALERT,
                    IP_RECVOPTS,
                    IP_RETOPTS,
                    IP_PKTINFO,
                    IP_RECVERR,
                    IP_RECVTTL,
                    IP_RECVTOS,
                    IP_FREEBIND,
                    IP_PASSSEC,
                    IP_TRANSPARENT,
                    IP_RECVORIGDSTADDR,
                    IP_NODEFRAG,
                    IP_CHECKSUM,
                    IP_BIND_ADDRESS_NO_PORT,
                    IP_RECVFRAGSIZE,
                    IP_RECVERR_RFC4884,
                    IP_MULTICAST_LOOP,
                    IP_MULTICAST_ALL -> OptionValue.compact(flags.get(name) ? 1 : 0, room);
            case IP_MSFILTER, MCAST_MSFILTER -> throw NetworkError.EINVAL.exception();
            default -> throw NetworkError.ENOPROTOOPT.exception();
        };
    }

    void set(int name, byte[] value) throws NetworkException {
        int number = OptionValue.compactOf(value);
        boolean on = number != 0;
        switch (name) {
            case IP_OPTIONS -> options = Ipv4OptionList.check(value);
            case IP_TOS -> typeOfService = typeOfService(number);
            case IP_TTL -> {
                check(value.length > 0 && (number == -1 || number >= 1 && number <= 255));
                hops = number;
            }
            case IP_MTU_DISCOVER -> {
                check(number >= PMTUDISC_DONT && number <= PMTUDISC_OMIT);
                mtuDiscover = number;
            }
            case IP_MINTTL -> {
                check(value.length > 0 && number >= 0 && number <= 255);
                leastHops = number;
            }
            case IP_MULTICAST_TTL -> {
                check(!stream() && value.length > 0 && number >= -1 && number <= 255);
                multicastHops = number == -1 ? 1 : number;
            }
            case IP_MULTICAST_IF -> {
                check(!stream());
                multicastInterface(value);
            }
            case IP_UNICAST_IF -> {
                check(value.length == 4);
                unicastInterface = knownInterface(networkOrder(number));
            }
            case IP_LOCAL_PORT_RANGE -> {
                int first = number & 0xffff;
                int last = number >>> 16;
                check(value.length == 4 && (first == 0 || last == 0 || first <= last));
                portRange = number;
            }
            case IP_RECVOPTS,
                    IP_RETOPTS,
                    IP_PKTINFO,
                    IP_RECVERR,
                    IP_RECVTTL,
                    IP_RECVTOS,
                    IP_PASSSEC,
                    IP_RECVORIGDSTADDR,
                    IP_CHECKSUM,
                    IP_BIND_ADDRESS_NO_PORT -> flags.set(name, on);
            case IP_FREEBIND, IP_MULTICAST_LOOP -> {
                check(value.length > 0);
                flags.set(name, on);
            }
            case IP_MULTICAST_ALL -> {
                check(value.length > 0 && number >= 0 && number <= 1);
                flags.set(name, on);
            }
            case IP_RECVERR_RFC4884 -> {
                check(number >= 0 && number <= 1);
                flags.set(name, on);
            }
            case IP_RECVFRAGSIZE -> {
                check(!stream());
                flags.set(name, on);
            }
            case IP_TRANSPARENT -> {
                if (on && !socket.may(Capability.NET_RAW) && !socket.may(Capability.NET_ADMIN)) {
                    throw NetworkError.EPERM.exception();
                }
                check(value.length > 0);
                flags.set(name, on);
            }
            case IP_HDRINCL, IP_NODEFRAG -> {
                if (socket.type() != Domain.SOCK_RAW) {
                    throw NetworkError.ENOPROTOOPT.exception();
                }
                flags.set(name, on);
            }
            case IP_ROUTER_ALERT -> routerAlert(on);
            case IP_ADD_MEMBERSHIP,
                    IP_DROP_MEMBERSHIP,
                    IP_UNBLOCK_SOURCE,
                    IP_BLOCK_SOURCE,
                    IP_ADD_SOURCE_MEMBERSHIP,
                    IP_DROP_SOURCE_MEMBERSHIP,
                    IP_MSFILTER,
                    MCAST_JOIN_GROUP,
                    MCAST_LEAVE_GROUP,
                    MCAST_BLOCK_SOURCE,
                    MCAST_UNBLOCK_SOURCE,
                    MCAST_JOIN_SOURCE_GROUP,
                    MCAST_LEAVE_SOURCE_GROUP,
                    MCAST_MSFILTER -> MulticastOptions.setV4(socket, name, value);
            case IP_IPSEC_POLICY, IP_XFRM_POLICY -> {
                if (!socket.may(Capability.NET_ADMIN)) {
                    throw NetworkError.EPERM.exception();
                }
                throw NetworkError.EOPNOTSUPP.exception();
            }
            default -> throw NetworkError.ENOPROTOOPT.exception();
        }
    }

    private boolean stream() {
        return socket.type() == Domain.SOCK_STREAM;
    }

    /** The ECN bits of TCP are its own (__ip_sock_set_tos). */
    private int typeOfService(int wanted) {
        return stream() ? wanted & 0xff & ~ECN | typeOfService & ECN : wanted & 0xff;
    }

    private void routerAlert(boolean on) throws NetworkException {
        check(socket.type() == Domain.SOCK_RAW && socket.protocol() != 255);
        if (flags.get(IP_ROUTER_ALERT) == on) {
            throw (on ? NetworkError.EADDRINUSE : NetworkError.ENOBUFS).exception();
        }
        flags.set(IP_ROUTER_ALERT, on);
    }

    /** An address, struct ip_mreq or struct ip_mreqn. */
    private void multicastInterface(byte[] value) throws NetworkException {
        ByteBuffer request = OptionValue.buffer(value, 4);
        int at = value.length >= 8 ? 4 : 0;
        int address = request.order(ByteOrder.BIG_ENDIAN).getInt(at);
        int index = value.length >= 12 ? request.order(ByteOrder.nativeOrder()).getInt(8) : 0;
        if (index == 0 && address == 0) {
            multicastInterface = 0;
            multicastAddress = 0;
            return;
        }
        int found = index != 0 ? known(index) : socket.host().interfaceOf(IpAddress.v4(address));
        if (found == 0) {
            throw NetworkError.EADDRNOTAVAIL.exception();
        }
        int bound = socket.options().boundInterface();
        check(bound == 0 || bound == found);
        multicastInterface = found;
        multicastAddress = address;
    }

    private int known(int index) {
        return socket.host().interfaceName(index) == null ? 0 : index;
    }

    private int knownInterface(int index) throws NetworkException {
        if (index == 0) {
            return 0;
        }
        if (known(index) == 0) {
            throw NetworkError.EADDRNOTAVAIL.exception();
        }
        int bound = socket.options().boundInterface();
        check(bound == 0 || bound == index);
        return index;
    }

    static int networkOrder(int number) {
        return ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? number : Integer.reverseBytes(number);
    }

    private static void check(boolean valid) throws NetworkException {
        if (!valid) {
            throw NetworkError.EINVAL.exception();
        }
    }
}
