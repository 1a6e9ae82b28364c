package io.umview.lwipv6.socket;

import static io.umview.lwipv6.socket.IpOption.*;
import static io.umview.lwipv6.socket.Ipv6Option.*;

import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.wire.IpAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** The structures by which programs join and leave multicast groups: ip(7), ipv6(7), RFC 3678. */
final class MulticastOptions {
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

    private static int sources(int count, boolean v4) throws NetworkException {
        if (Integer.compareUnsigned(count, GroupMemberships.mostSources(v4)) > 0) {
            throw NetworkError.ENOBUFS.exception();
        }
        return count;
    }

    /** MCAST_EXCLUDE 0, MCAST_INCLUDE 1. */
    private static boolean exclude(int mode) throws NetworkException {
        check(mode == 0 || mode == 1);
        return mode == 0;
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
