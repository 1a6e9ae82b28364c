package io.umview.lwipv6.socket;

import static io.umview.lwipv6.socket.IpOption.*;
import static io.umview.lwipv6.socket.Ipv6Option.*;

import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.wire.IpAddress;
import io.umview.lwipv6.wire.Ipv6Extension;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** The options of level IPPROTO_IPV6: ipv6(7), RFC 3493, RFC 3542, and what Linux 6.18 makes of them (net/ipv6/ipv6_sockglue.c). */
public final class Ipv6Options {
    private static final int LEAST_MTU = 1280;
    private static final int PACKET_INFO = 20;
    private static final int PATH_MTU_INFO = 32;
    private static final int ECN = 3;

    private static final int PREFER_TEMPORARY = 0x1;
    private static final int PREFER_PUBLIC = 0x2;
    private static final int PREFER_CARE_OF = 0x4;
    private static final int PREFER_CGA = 0x8;
    private static final int PREFER_PUBLIC_DEFAULT = 0x100;
    private static final int PREFER_HOME = 0x400;
    private static final int PREFER_NON_CGA = 0x800;

    private static final byte[] NO_BYTES = {};

    /** Bytes of extension headers that fit in front of a packet, beside the headers of all layers ({@code PacketPool.HEADROOM}). */
    private static final int MOST_EXTENSIONS = 96;

    /** Numbers of the extension headers in the order in which they are sent (RFC 8200, section 4.1). */
    private static final int[] HEADER_NUMBERS = {0, 60, 43, 60};

    private final InetSocket socket;
    private final OptionFlags flags = new OptionFlags();
    private int hops = -1;
    private int multicastHops = 1;
    private int multicastInterface;
    private int unicastInterface;
    private int trafficClass;
    private int mtuDiscover = PMTUDISC_WANT;
    private int mtu;
    private int leastHops;
    private int preferences = PREFER_PUBLIC_DEFAULT | PREFER_HOME;
    private IpAddress packetInfoAddress = IpAddress.ANY6;
    private int packetInfoInterface;
    private byte[][] headers = new byte[0][];
    private byte[] extensions = NO_BYTES;
    private int firstExtension;

    Ipv6Options(InetSocket socket) {
        this.socket = socket;
        flags.set(IPV6_MULTICAST_LOOP, true);
        flags.set(IPV6_MULTICAST_ALL, true);
        flags.set(IPV6_AUTOFLOWLABEL, true);
        flags.set(IPV6_HDRINCL, socket.type() == Domain.SOCK_RAW && socket.protocol() == 255);
    }

    /** An option that is on or off: IPV6_V6ONLY, IPV6_RECVPKTINFO, IPV6_RECVHOPLIMIT, IPV6_RECVERR, IPV6_DONTFRAG and others. */
    public boolean is(int name) {
        return flags.get(name);
    }

    /** Turns IPV6_V6ONLY on. */
    void v6Only() {
        flags.set(IPV6_V6ONLY, true);
    }

    /** IPV6_UNICAST_HOPS as it was set, or -1. */
    public int hops() {
        return hops;
    }

    /** IPV6_MULTICAST_HOPS. */
    public int multicastHops() {
        return multicastHops;
    }

    /** Index of the interface of IPV6_MULTICAST_IF, or 0. */
    public int multicastInterface() {
        return multicastInterface;
    }

    /** Index of the interface of IPV6_UNICAST_IF, or 0. */
    public int unicastInterface() {
        return unicastInterface;
    }

    /** IPV6_TCLASS, 8 bits. */
    public int trafficClass() {
        return trafficClass;
    }

    /** IPV6_MTU_DISCOVER: a PMTUDISC_* value. */
    public int mtuDiscover() {
        return mtuDiscover;
    }

    /** IPV6_MTU: larger packets are fragmented; 0 if it is not set. */
    public int mtu() {
        return mtu;
    }

    /** IPV6_MINHOPCOUNT. */
    public int leastHops() {
        return leastHops;
    }

    /** Whether temporary source addresses are preferred (IPV6_ADDR_PREFERENCES, RFC 5014). */
    public boolean prefersTemporary() {
        return (preferences & PREFER_TEMPORARY) != 0;
    }

    /** Source address of IPV6_PKTINFO as an option, or unspecified. */
    public IpAddress packetInfoAddress() {
        return packetInfoAddress;
    }

    /** Interface of IPV6_PKTINFO as an option, or 0. */
    public int packetInfoInterface() {
        return packetInfoInterface;
    }

    /** What a connection that was accepted takes over from the socket that listens. */
    public void inherit(Ipv6Options listener) {
        hops = listener.hops;
        trafficClass = listener.trafficClass;
        mtuDiscover = listener.mtuDiscover;
        mtu = listener.mtu;
        leastHops = listener.leastHops;
        preferences = listener.preferences;
        for (int name = 1; name <= IPV6_FREEBIND; name++) {
            flags.set(name, listener.flags.get(name));
        }
    }

    byte[] get(int name, int room) throws NetworkException {
        return switch (name) {
            case IPV6_UNICAST_HOPS ->
                OptionValue.of(hops < 0 ? socket.host().limits().hops() : hops, room);
            case IPV6_MULTICAST_HOPS -> OptionValue.of(multicastHops, room);
            case IPV6_MULTICAST_IF -> OptionValue.of(multicastInterface, room);
            case IPV6_UNICAST_IF -> OptionValue.of(Ipv4Options.networkOrder(unicastInterface), room);
            case IPV6_TCLASS -> OptionValue.of(trafficClass, room);
            case IPV6_MTU_DISCOVER -> OptionValue.of(mtuDiscover, room);
            case IPV6_MTU -> OptionValue.of(socket.pathMtu(), room);
            case IPV6_MINHOPCOUNT -> OptionValue.of(leastHops, room);
            case IPV6_ADDR_PREFERENCES -> OptionValue.of(preferences, room);
            case IPV6_PATHMTU -> pathMtu(room);
            case IPV6_ADDRFORM -> addressForm(room);
            case IPV6_HOPOPTS, IPV6_RTHDRDSTOPTS, IPV6_RTHDR, IPV6_DSTOPTS -> OptionValue.truncate(header(name), room);
            case IPV6_2292PKTOPTIONS -> {
                if (!stream()) {
                    throw NetworkError.ENOPROTOOPT.exception();
                }
                yield new byte[0];
            }
            case IPV6_CHECKSUM, IPV6_HDRINCL -> {
                if (socket.type() != Domain.SOCK_RAW) {
                    throw NetworkError.ENOPROTOOPT.exception();
                }
                yield name == IPV6_CHECKSUM
                        ? socket.protocolOption(SocketOption.SOL_RAW, name, room)
                        : OptionValue.of(flags.get(name), room);
            }
            case IPV6_FLOWLABEL_MGR -> throw (room < 32 ? NetworkError.EINVAL : NetworkError.ENOENT).exception();
            case MCAST_MSFILTER, 64, 65, 68, 69 -> throw NetworkError.EINVAL.exception();
            case IPV6_ROUTER_ALERT,
                    IPV6_ROUTER_ALERT_ISOLATE,
                    IPV6_2292PKTINFO,
                    IPV6_2292HOPOPTS,
                    IPV6_2292DSTOPTS,
                    IPV6_2292RTHDR,
                    IPV6_2292HOPLIMIT,
                    IPV6_FLOWINFO,
                    IPV6_MULTICAST_LOOP,
                    IPV6_RECVERR,
                    IPV6_V6ONLY,
                    IPV6_MULTICAST_ALL,
                    IPV6_RECVERR_RFC4884,
                    IPV6_FLOWINFO_SEND,
                    IPV6_RECVPKTINFO,
                    IPV6_RECVHOPLIMIT,
                    IPV6_RECVHOPOPTS,
                    IPV6_RECVRTHDR,
                    IPV6_RECVDSTOPTS,
                    IPV6_RECVPATHMTU,
                    IPV6_DONTFRAG,
                    IPV6_RECVTCLASS,
                    IPV6_AUTOFLOWLABEL,
                    IPV6_RECVORIGDSTADDR,
                    IPV6_TRANSPARENT,
                    IPV6_RECVFRAGSIZE,
                    IPV6_FREEBIND -> OptionValue.of(flags.get(name), room);
            default -> throw NetworkError.ENOPROTOOPT.exception();
        };
    }

    void set(int name, byte[] value) throws NetworkException {
        switch (name) {
            case IPV6_HOPOPTS, IPV6_RTHDRDSTOPTS, IPV6_RTHDR, IPV6_DSTOPTS -> header(name, value);
            case IPV6_PKTINFO -> packetInfo(value);
            case IPV6_2292PKTOPTIONS -> check(value.length < 16);
            case IPV6_ADD_MEMBERSHIP,
                    IPV6_DROP_MEMBERSHIP,
                    IPV6_JOIN_ANYCAST,
                    IPV6_LEAVE_ANYCAST,
                    MCAST_JOIN_GROUP,
                    MCAST_LEAVE_GROUP,
                    MCAST_BLOCK_SOURCE,
                    MCAST_UNBLOCK_SOURCE,
                    MCAST_JOIN_SOURCE_GROUP,
                    MCAST_LEAVE_SOURCE_GROUP,
                    MCAST_MSFILTER -> MulticastOptions.setV6(socket, name, value);
            case IPV6_IPSEC_POLICY, IPV6_XFRM_POLICY -> {
                if (!socket.may(Capability.NET_ADMIN)) {
                    throw NetworkError.EPERM.exception();
                }
                throw NetworkError.EOPNOTSUPP.exception();
            }
            // These may be shorter than an int (do_ipv6_setsockopt takes 0 then).
            case IPV6_DONTFRAG, IPV6_AUTOFLOWLABEL, IPV6_RECVFRAGSIZE ->
                flags.set(name, value.length >= 4 && OptionValue.intOf(value) != 0);
            case IPV6_UNICAST_IF -> {
                check(value.length == 4);
                unicastInterface =
                        knownInterface(Ipv4Options.networkOrder(OptionValue.intOf(value)), NetworkError.EADDRNOTAVAIL);
            }
            case 68, 69, IPV6_PATHMTU, 80 -> throw NetworkError.ENOPROTOOPT.exception();
            default -> setNumber(name, value);
        }
    }

    private void setNumber(int name, byte[] value) throws NetworkException {
        boolean ofRaw = name == IPV6_CHECKSUM || name == IPV6_HDRINCL;
        if (!isKnown(name) || ofRaw && socket.type() != Domain.SOCK_RAW) {
            throw NetworkError.ENOPROTOOPT.exception();
        }
        int number = OptionValue.intOf(value);
        boolean on = number != 0;
        switch (name) {
            case IPV6_UNICAST_HOPS -> {
                check(number >= -1 && number <= 255);
                hops = number;
            }
            case IPV6_MULTICAST_HOPS -> {
                checkNoStream();
                check(number >= -1 && number <= 255);
                multicastHops = number == -1 ? 1 : number;
            }
            case IPV6_MULTICAST_IF -> {
                checkNoStream();
                multicastInterface = knownInterface(number, NetworkError.ENODEV);
            }
            case IPV6_TCLASS -> {
                check(number >= -1 && number <= 255);
                int bits = Math.max(0, number);
                trafficClass = stream() ? bits & ~ECN | trafficClass & ECN : bits;
            }
            case IPV6_MTU_DISCOVER -> {
                check(number >= PMTUDISC_DONT && number <= PMTUDISC_OMIT);
                mtuDiscover = number;
            }
            case IPV6_MTU -> {
                check(number == 0 || number >= LEAST_MTU);
                mtu = number;
            }
            case IPV6_MINHOPCOUNT -> {
                check(number >= 0 && number <= 255);
                leastHops = number;
            }
            case IPV6_ADDR_PREFERENCES -> preferences(number);
            case IPV6_V6ONLY -> {
                check(!socket.bound());
                flags.set(name, on);
            }
            case IPV6_MULTICAST_LOOP, IPV6_RECVERR_RFC4884 -> {
                check(number >= 0 && number <= 1);
                flags.set(name, on);
            }
            case IPV6_TRANSPARENT -> {
                if (on && !socket.may(Capability.NET_RAW) && !socket.may(Capability.NET_ADMIN)) {
                    throw NetworkError.EPERM.exception();
                }
                flags.set(name, on);
            }
            case IPV6_ROUTER_ALERT -> {
                if (socket.type() != Domain.SOCK_RAW || socket.protocol() != 255) {
                    throw NetworkError.ENOPROTOOPT.exception();
                }
                flags.set(name, number >= 0);
            }
            case IPV6_CHECKSUM -> socket.checksumOption(value);
            case IPV6_ADDRFORM -> {
                check(number == Domain.AF_INET);
                socket.toAddressFormV4();
            }
            case IPV6_FLOWLABEL_MGR, 64, 65 -> throw NetworkError.EINVAL.exception();
            default -> flags.set(name, on);
        }
    }

    private static boolean isKnown(int name) {
        return switch (name) {
            case 9, 10, 12, 13, 14, 15, 37, 38, 39, 40, 41, IPV6_HOPLIMIT, 63, 64, 65, 71 -> name == 64 || name == 65;
            default -> name > 0 && name <= IPV6_FREEBIND;
        };
    }

    private void preferences(int bits) throws NetworkException {
        int kinds = bits & (PREFER_TEMPORARY | PREFER_PUBLIC | PREFER_PUBLIC_DEFAULT);
        int home = bits & (PREFER_HOME | PREFER_CARE_OF);
        int cga = bits & (PREFER_CGA | PREFER_NON_CGA);
        check(Integer.bitCount(kinds) <= 1 && Integer.bitCount(home) <= 1 && Integer.bitCount(cga) <= 1);
        int kind = kinds != 0 ? kinds : preferences & (PREFER_TEMPORARY | PREFER_PUBLIC | PREFER_PUBLIC_DEFAULT);
        int place = home != 0 ? home : preferences & (PREFER_HOME | PREFER_CARE_OF);
        preferences = kind | place;
    }

    private void packetInfo(byte[] value) throws NetworkException {
        ByteBuffer info = OptionValue.buffer(value, PACKET_INFO);
        int index = info.getInt(16);
        int bound = socket.options().boundInterface();
        check(bound == 0 || index == bound || index == 0);
        info.order(ByteOrder.BIG_ENDIAN);
        packetInfoAddress = new IpAddress(info.getLong(0), info.getLong(8));
        packetInfoInterface = index;
    }

    private byte[] pathMtu(int room) throws NetworkException {
        check(room >= PATH_MTU_INFO);
        return OptionValue.buffer(PATH_MTU_INFO).putInt(28, socket.pathMtu()).array();
    }

    private byte[] addressForm(int room) throws NetworkException {
        if (socket.type() == Domain.SOCK_RAW) {
            throw NetworkError.ENOPROTOOPT.exception();
        }
        if (!socket.connected()) {
            throw NetworkError.ENOTCONN.exception();
        }
        return OptionValue.of(socket.domain(), room);
    }

    /** The extension header that an option of RFC 3542 (section 4) holds, empty if none was set. */
    byte[] header(int name) {
        int slot = slot(name);
        return slot < headers.length ? headers[slot] : NO_BYTES;
    }

    private void header(int name, byte[] value) throws NetworkException {
        if (!socket.may(Capability.NET_RAW)) {
            throw NetworkError.EPERM.exception();
        }
        int length = 0;
        if (value.length > 0) {
            check(value.length >= 2 && value.length % 8 == 0 && value.length <= 255 * 8);
            length = (value[1] & 0xff) * 8 + 8;
            check(length <= value.length);
            check(name == IPV6_RTHDR || Ipv6Extension.right(Arrays.copyOf(value, length)));
            // Type 0 was withdrawn by RFC 5095; type 2 is of mobility, type 4 of segment routing.
            check(name != IPV6_RTHDR || length >= 24 && (value[2] == 2 || value[2] == 4));
        }
        if (headers.length == 0) {
            headers = new byte[4][0];
        }
        byte[] before = headers[slot(name)];
        headers[slot(name)] = Arrays.copyOf(value, length);
        if (!chain()) {
            headers[slot(name)] = before;
            throw NetworkError.ENOBUFS.exception();
        }
    }

    /** Puts the headers that were set one behind the other: false if there is no room for them in front of a packet. */
    private boolean chain() {
        int sum = 0;
        for (byte[] header : headers) {
            sum += header.length;
        }
        if (sum > MOST_EXTENSIONS) {
            return false;
        }
        ByteBuffer all = ByteBuffer.allocate(sum);
        int last = -1;
        firstExtension = 0;
        for (int slot = 0; slot < headers.length; slot++) {
            if (headers[slot].length == 0) {
                continue;
            }
            if (last < 0) {
                firstExtension = HEADER_NUMBERS[slot];
            } else {
                all.put(last, (byte) HEADER_NUMBERS[slot]);
            }
            last = all.position();
            all.put(headers[slot]);
        }
        extensions = all.array();
        return true;
    }

    /** The extension headers that are sent, empty if there are none; see {@link io.umview.lwipv6.net.Flow#extensions}. */
    public byte[] extensions() {
        return extensions;
    }

    /** The number of the first extension header. */
    public int firstExtension() {
        return firstExtension;
    }

    private static int slot(int name) {
        return switch (name) {
            case IPV6_HOPOPTS -> 0;
            case IPV6_RTHDRDSTOPTS -> 1;
            case IPV6_RTHDR -> 2;
            default -> 3;
        };
    }

    private int knownInterface(int index, NetworkError otherwise) throws NetworkException {
        if (index == 0) {
            return 0;
        }
        if (socket.host().interfaceName(index) == null) {
            throw otherwise.exception();
        }
        int bound = socket.options().boundInterface();
        check(bound == 0 || bound == index);
        return index;
    }

    private boolean stream() {
        return socket.type() == Domain.SOCK_STREAM;
    }

    private void checkNoStream() throws NetworkException {
        if (stream()) {
            throw NetworkError.ENOPROTOOPT.exception();
        }
    }

    private static void check(boolean valid) throws NetworkException {
        if (!valid) {
            throw NetworkError.EINVAL.exception();
        }
    }
}
