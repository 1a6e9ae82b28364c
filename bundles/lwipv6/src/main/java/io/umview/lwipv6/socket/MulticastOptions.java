package io.umview.lwipv6.socket;

import static io.umview.lwipv6.socket.IpOption.*;
import static io.umview.lwipv6.socket.Ipv6Option.*;

import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.wire.IpAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The structures by which programs join and leave multicast groups: ip(7), ipv6(7), RFC 3678. */
final class MulticastOptions {
    private static final int MCAST_EXCLUDE = 0;
    private static final int MCAST_INCLUDE = 1;
    private static final int MREQ = 8;
    private static final int MREQN = 12;
    private static final int MREQ_SOURCE = 12;
    private static final int MSFILTER = 16;
    private static final int MREQ6 = 20;
    private static final int STORAGE = 128;
    private static final int GROUP_REQ = 8 + STORAGE;
    private static final int GROUP_SOURCE_REQ = 8 + 2 * STORAGE;
    private static final int GROUP_FILTER = 16 + STORAGE;

    private MulticastOptions() {}

    static void setV4(InetSocket socket, int name, byte[] value) throws NetworkException {
        GroupMemberships memberships = socket.memberships();
        switch (name) {
            case IP_ADD_MEMBERSHIP -> {
                refuseStream(socket);
                ByteBuffer request = OptionValue.buffer(value, MREQ);
                memberships.join(multicast(addressV4(request, 0)), interfaceOf(socket, request));
            }
            case IP_DROP_MEMBERSHIP -> {
                refuseStream(socket);
                ByteBuffer request = OptionValue.buffer(value, MREQ);
                memberships.leave(addressV4(request, 0), interfaceOf(socket, request));
            }
            case IP_ADD_SOURCE_MEMBERSHIP, IP_DROP_SOURCE_MEMBERSHIP, IP_BLOCK_SOURCE, IP_UNBLOCK_SOURCE -> {
                check(value.length == MREQ_SOURCE);
                ByteBuffer request = OptionValue.buffer(value, MREQ_SOURCE);
                int index = byAddress(socket, addressV4(request, 4));
                source(memberships, name, addressV4(request, 0), index, addressV4(request, 8));
            }
            case IP_MSFILTER -> filterV4(socket, value);
            default -> independent(socket, name, value, Domain.AF_INET);
        }
    }

    static void setV6(InetSocket socket, int name, byte[] value) throws NetworkException {
        switch (name) {
            case IPV6_ADD_MEMBERSHIP, IPV6_DROP_MEMBERSHIP -> {
                ByteBuffer request = OptionValue.buffer(value, MREQ6);
                refuseStream(socket);
                IpAddress group = addressV6(request, 0);
                int index = request.getInt(16);
                check(index >= 0);
                if (name == IPV6_ADD_MEMBERSHIP) {
                    socket.memberships().join(group, index);
                } else {
                    socket.memberships().leave(multicast(group), index);
                }
            }
            // No anycast addresses: whatever is asked for is not an address of this host.
            case IPV6_JOIN_ANYCAST -> {
                OptionValue.buffer(value, MREQ6);
                throw NetworkError.EADDRNOTAVAIL.exception();
            }
            case IPV6_LEAVE_ANYCAST -> {
                OptionValue.buffer(value, MREQ6);
                throw NetworkError.ENOENT.exception();
            }
            default -> independent(socket, name, value, Domain.AF_INET6);
        }
    }

    /** Protocol-independent requests of RFC 3678, section 5. */
    private static void independent(InetSocket socket, int name, byte[] value, int family) throws NetworkException {
        GroupMemberships memberships = socket.memberships();
        switch (name) {
            case MCAST_JOIN_GROUP, MCAST_LEAVE_GROUP -> {
                ByteBuffer request = OptionValue.buffer(value, GROUP_REQ);
                NetworkError wrong = family == Domain.AF_INET ? NetworkError.EINVAL : NetworkError.EADDRNOTAVAIL;
                IpAddress group = sockaddr(request, 8, family, wrong);
                int index = request.getInt(0);
                if (name == MCAST_JOIN_GROUP) {
                    memberships.join(group, index);
                } else {
                    memberships.leave(group, index);
                }
            }
            case MCAST_JOIN_SOURCE_GROUP, MCAST_LEAVE_SOURCE_GROUP, MCAST_BLOCK_SOURCE, MCAST_UNBLOCK_SOURCE -> {
                ByteBuffer request = OptionValue.buffer(value, GROUP_SOURCE_REQ);
                IpAddress group = sockaddr(request, 8, family, NetworkError.EADDRNOTAVAIL);
                IpAddress source = sockaddr(request, 8 + STORAGE, family, NetworkError.EADDRNOTAVAIL);
                source(memberships, name, group, request.getInt(0), source);
            }
            default -> filter(socket, value, family);
        }
    }

    private static void source(
            GroupMemberships memberships, int name, IpAddress group, int interfaceIndex, IpAddress source)
            throws NetworkException {
        switch (name) {
            case IP_ADD_SOURCE_MEMBERSHIP, MCAST_JOIN_SOURCE_GROUP ->
                memberships.joinSource(group, interfaceIndex, source);
            case IP_DROP_SOURCE_MEMBERSHIP, MCAST_LEAVE_SOURCE_GROUP ->
                memberships.leaveSource(group, interfaceIndex, source);
            case IP_BLOCK_SOURCE, MCAST_BLOCK_SOURCE -> memberships.block(group, interfaceIndex, source);
            default -> memberships.unblock(group, interfaceIndex, source);
        }
    }

    /** struct ip_msfilter. */
    private static void filterV4(InetSocket socket, byte[] value) throws NetworkException {
        ByteBuffer request = OptionValue.buffer(value, MSFILTER);
        int count = sources(request.getInt(12), true);
        check(value.length >= MSFILTER + count * 4);
        List<IpAddress> sources = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            sources.add(addressV4(request, MSFILTER + i * 4));
        }
        int index = byAddress(socket, addressV4(request, 4));
        socket.memberships().filter(addressV4(request, 0), index, exclude(request.getInt(8)), sources);
    }

    /** struct group_filter. */
    private static void filter(InetSocket socket, byte[] value, int family) throws NetworkException {
        ByteBuffer request = OptionValue.buffer(value, GROUP_FILTER);
        int count = sources(request.getInt(12 + STORAGE), family == Domain.AF_INET);
        check(value.length >= GROUP_FILTER + count * STORAGE);
        IpAddress group = sockaddr(request, 8, family, NetworkError.EINVAL);
        List<IpAddress> sources = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            sources.add(sockaddr(request, GROUP_FILTER + i * STORAGE, family, NetworkError.EINVAL));
        }
        socket.memberships().filter(group, request.getInt(0), exclude(request.getInt(8 + STORAGE)), sources);
    }

    /**
     * getsockopt(2) of IP_MSFILTER and MCAST_MSFILTER (ip_mc_msfget(), ip_mc_gsfget() and ip6_mc_msfget() of Linux).
     *
     * @param given a structure that says which group is meant, and how many sources there is room for
     * @return the structure with all that is known, and as many sources as there is room for
     */
    static byte[] filter(InetSocket socket, int name, byte[] given, int family) throws NetworkException {
        return name == IP_MSFILTER ? filterV4Of(socket, given) : filterOf(socket, given, family);
    }

    private static byte[] filterV4Of(InetSocket socket, byte[] given) throws NetworkException {
        ByteBuffer request = OptionValue.buffer(given, MSFILTER);
        IpAddress group = multicast(addressV4(request, 0));
        GroupMemberships memberships = socket.memberships();
        int index = memberships.resolve(group, byAddress(socket, addressV4(request, 4)));
        GroupMemberships.Filter filter = memberships.filter(group, index);
        request.putInt(8, filter.exclude() ? MCAST_EXCLUDE : MCAST_INCLUDE);
        int count = room(request.getInt(12), filter, (given.length - MSFILTER) / 4);
        request.putInt(12, filter.sources().size());
        request.order(ByteOrder.BIG_ENDIAN);
        for (int i = 0; i < count; i++) {
            request.putInt(MSFILTER + i * 4, filter.sources().get(i).v4());
        }
        return Arrays.copyOf(request.array(), MSFILTER + count * 4);
    }

    private static byte[] filterOf(InetSocket socket, byte[] given, int family) throws NetworkException {
        ByteBuffer request = OptionValue.buffer(given, GROUP_FILTER);
        NetworkError wrong = family == Domain.AF_INET ? NetworkError.EINVAL : NetworkError.EADDRNOTAVAIL;
        IpAddress group = multicast(sockaddr(request, 8, family, wrong));
        GroupMemberships.Filter filter = socket.memberships().filter(group, request.getInt(0));
        request.putInt(8 + STORAGE, filter.exclude() ? MCAST_EXCLUDE : MCAST_INCLUDE);
        int count = room(request.getInt(12 + STORAGE), filter, (given.length - GROUP_FILTER) / STORAGE);
        request.putInt(12 + STORAGE, filter.sources().size());
        for (int i = 0; i < count; i++) {
            putSockaddr(
                    request,
                    GROUP_FILTER + i * STORAGE,
                    family,
                    filter.sources().get(i));
        }
        return Arrays.copyOf(request.array(), GROUP_FILTER + count * STORAGE);
    }

    private static int room(int wanted, GroupMemberships.Filter filter, int fitting) {
        int count = Math.min(filter.sources().size(), fitting);
        return Integer.compareUnsigned(wanted, count) < 0 ? wanted : count;
    }

    private static int sources(int count, boolean v4) throws NetworkException {
        if (Integer.compareUnsigned(count, GroupMemberships.mostSources(v4)) > 0) {
            throw NetworkError.ENOBUFS.exception();
        }
        return count;
    }

    private static boolean exclude(int mode) throws NetworkException {
        check(mode == MCAST_EXCLUDE || mode == MCAST_INCLUDE);
        return mode == MCAST_EXCLUDE;
    }

    /** The interface of struct ip_mreqn (by index, or else by address) or struct ip_mreq (by address); 0 if none is named. */
    private static int interfaceOf(InetSocket socket, ByteBuffer request) throws NetworkException {
        int index = request.capacity() >= MREQN ? request.getInt(8) : 0;
        return index != 0 ? index : byAddress(socket, addressV4(request, 4));
    }

    private static int byAddress(InetSocket socket, IpAddress address) throws NetworkException {
        if (address.isAny()) {
            return 0;
        }
        int index = socket.host().interfaceOf(address);
        if (index == 0) {
            throw NetworkError.ENODEV.exception();
        }
        return index;
    }

    private static IpAddress multicast(IpAddress group) throws NetworkException {
        check(group.isMulticast());
        return group;
    }

    private static IpAddress addressV4(ByteBuffer structure, int at) {
        int address = structure.order(ByteOrder.BIG_ENDIAN).getInt(at);
        structure.order(ByteOrder.nativeOrder());
        return IpAddress.v4(address);
    }

    private static IpAddress addressV6(ByteBuffer structure, int at) {
        structure.order(ByteOrder.BIG_ENDIAN);
        IpAddress address = new IpAddress(structure.getLong(at), structure.getLong(at + 8));
        structure.order(ByteOrder.nativeOrder());
        return address;
    }

    /** struct sockaddr_storage. */
    private static IpAddress sockaddr(ByteBuffer structure, int at, int family, NetworkError otherwise)
            throws NetworkException {
        if (structure.getShort(at) != family) {
            throw otherwise.exception();
        }
        return family == Domain.AF_INET ? addressV4(structure, at + 4) : addressV6(structure, at + 8);
    }

    private static void putSockaddr(ByteBuffer structure, int at, int family, IpAddress address) {
        for (int i = 0; i < STORAGE; i += 8) {
            structure.putLong(at + i, 0);
        }
        structure.putShort(at, (short) family);
        structure.order(ByteOrder.BIG_ENDIAN);
        if (family == Domain.AF_INET) {
            structure.putInt(at + 4, address.v4());
        } else {
            structure.putLong(at + 8, address.high()).putLong(at + 16, address.low());
        }
        structure.order(ByteOrder.nativeOrder());
    }

    private static void refuseStream(InetSocket socket) throws NetworkException {
        if (socket.type() == Domain.SOCK_STREAM) {
            throw NetworkError.EPROTO.exception();
        }
    }

    private static void check(boolean valid) throws NetworkException {
        if (!valid) {
            throw NetworkError.EINVAL.exception();
        }
    }
}
