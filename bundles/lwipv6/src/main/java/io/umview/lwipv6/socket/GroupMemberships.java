package io.umview.lwipv6.socket;

import io.umview.lwipv6.net.MulticastMembership;
import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.wire.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The multicast groups that a socket is a member of, with the sources that it wants or does not want in each (RFC 3376, section 3.1;
 * RFC 3678; ip_mc_source() of Linux).
 */
public final class GroupMemberships {
    /** net.ipv4.igmp_max_memberships. */
    private static final int MOST_GROUPS_V4 = 20;

    /** net.ipv4.igmp_max_msf and net.ipv6.mld_max_msf. */
    private static final int MOST_SOURCES_V4 = 10;

    private static final int MOST_SOURCES_V6 = 64;

    private final Host host;
    private final List<Membership> memberships = new ArrayList<>(1);

    GroupMemberships(Host host) {
        this.host = host;
    }

    /** Whether there are none. */
    public boolean isEmpty() {
        return memberships.isEmpty();
    }

    /**
     * Whether the socket is to get a packet.
     *
     * @param otherwise what to do if the socket is no member of the group (IP_MULTICAST_ALL)
     */
    public boolean accepts(
            long groupHigh, long groupLow, long sourceHigh, long sourceLow, int interfaceIndex, boolean otherwise) {
        for (int i = 0; i < memberships.size(); i++) {
            Membership membership = memberships.get(i);
            IpAddress group = membership.group;
            if (group.low() == groupLow && group.high() == groupHigh && membership.interfaceIndex == interfaceIndex) {
                return membership.exclude != membership.contains(sourceHigh, sourceLow);
            }
        }
        return otherwise;
    }

    /** Joins a group on an interface, or on the one by which the group is routed if the index is 0: EADDRINUSE if it is a member. */
    void join(IpAddress group, int interfaceIndex) throws NetworkException {
        add(group, resolve(group, interfaceIndex), true);
    }

    /** Leaves a group: EADDRNOTAVAIL if it is not a member. The interface may be 0: any. */
    void leave(IpAddress group, int interfaceIndex) throws NetworkException {
        for (int i = 0; i < memberships.size(); i++) {
            Membership membership = memberships.get(i);
            if (membership.group.equals(group)
                    && (interfaceIndex == 0 || membership.interfaceIndex == interfaceIndex)) {
                remove(membership);
                return;
            }
        }
        if (interfaceIndex != 0 && host.interfaceName(interfaceIndex) == null) {
            throw NetworkError.ENODEV.exception();
        }
        throw NetworkError.EADDRNOTAVAIL.exception();
    }

    /** Joins a group for one source, or wants one source more. */
    void joinSource(IpAddress group, int interfaceIndex, IpAddress source) throws NetworkException {
        int index = resolve(group, interfaceIndex);
        if (find(group, index) == null) {
            add(group, index, false);
        }
        change(group, index, source, false, true);
    }

    /** Wants one source less; without the last one the group is left. */
    void leaveSource(IpAddress group, int interfaceIndex, IpAddress source) throws NetworkException {
        change(group, resolve(group, interfaceIndex), source, false, false);
    }

    /** Does not want one source. */
    void block(IpAddress group, int interfaceIndex, IpAddress source) throws NetworkException {
        change(group, resolve(group, interfaceIndex), source, true, true);
    }

    /** Wants a source again. */
    void unblock(IpAddress group, int interfaceIndex, IpAddress source) throws NetworkException {
        change(group, resolve(group, interfaceIndex), source, true, false);
    }

    /** Sets all sources at once; no sources that are wanted: the group is left. */
    void filter(IpAddress group, int interfaceIndex, boolean exclude, List<IpAddress> sources) throws NetworkException {
        Membership membership = find(group, resolve(group, interfaceIndex));
        if (!exclude && sources.isEmpty()) {
            leave(group, interfaceIndex);
            return;
        }
        if (membership == null) {
            throw NetworkError.EINVAL.exception();
        }
        membership.exclude = exclude;
        membership.sources.clear();
        membership.sources.addAll(sources);
        membership.filterChanged();
    }

    /**
     * The sources that are wanted of a group, or not.
     *
     * @param exclude whether they are those that are not wanted
     */
    record Filter(boolean exclude, List<IpAddress> sources) {}

    /** What {@link #filter(IpAddress, int, boolean, List)} has set: EADDRNOTAVAIL if the socket is not a member. The interface is named. */
    Filter filter(IpAddress group, int interfaceIndex) throws NetworkException {
        Membership membership = find(group, interfaceIndex);
        if (membership == null) {
            throw NetworkError.EADDRNOTAVAIL.exception();
        }
        return new Filter(membership.exclude, List.copyOf(membership.sources));
    }

    /** Leaves all groups. */
    void close() {
        while (!memberships.isEmpty()) {
            remove(memberships.get(memberships.size() - 1));
        }
    }

    /** How many sources may be given. */
    static int mostSources(boolean v4) {
        return v4 ? MOST_SOURCES_V4 : MOST_SOURCES_V6;
    }

    /** The interface of a group: the one that is named, or the one by which the group is routed if the index is 0. */
    int resolve(IpAddress group, int interfaceIndex) throws NetworkException {
        if (!group.isMulticast()) {
            throw NetworkError.EINVAL.exception();
        }
        int index = interfaceIndex != 0 ? interfaceIndex : host.multicastInterface(group);
        if (index == 0 || host.interfaceName(index) == null) {
            throw NetworkError.ENODEV.exception();
        }
        return index;
    }

    private void add(IpAddress group, int interfaceIndex, boolean exclude) throws NetworkException {
        if (find(group, interfaceIndex) != null) {
            throw NetworkError.EADDRINUSE.exception();
        }
        if (group.isV4() && groupsV4() >= MOST_GROUPS_V4) {
            throw NetworkError.ENOBUFS.exception();
        }
        Membership membership = new Membership(group, interfaceIndex, host.join(interfaceIndex, group));
        membership.exclude = exclude;
        memberships.add(membership);
    }

    private void remove(Membership membership) {
        memberships.remove(membership);
        membership.joined.leave();
    }

    private void change(IpAddress group, int interfaceIndex, IpAddress source, boolean exclude, boolean add)
            throws NetworkException {
        Membership membership = find(group, interfaceIndex);
        if (membership == null) {
            throw NetworkError.EINVAL.exception();
        }
        if (membership.exclude != exclude) {
            if (!membership.sources.isEmpty()) {
                throw NetworkError.EINVAL.exception();
            }
            membership.exclude = exclude;
        }
        if (membership.sources.contains(source) == add) {
            throw NetworkError.EADDRNOTAVAIL.exception();
        }
        if (!add) {
            membership.sources.remove(source);
            if (!exclude && membership.sources.isEmpty()) {
                remove(membership);
            } else {
                membership.filterChanged();
            }
            return;
        }
        if (membership.sources.size() >= mostSources(group.isV4())) {
            throw NetworkError.ENOBUFS.exception();
        }
        membership.sources.add(source);
        membership.filterChanged();
    }

    private @Nullable Membership find(IpAddress group, int interfaceIndex) {
        for (Membership membership : memberships) {
            if (membership.group.equals(group) && membership.interfaceIndex == interfaceIndex) {
                return membership;
            }
        }
        return null;
    }

    private int groupsV4() {
        int count = 0;
        for (Membership membership : memberships) {
            count += membership.group.isV4() ? 1 : 0;
        }
        return count;
    }

    private static final class Membership {
        final IpAddress group;
        final int interfaceIndex;
        final MulticastMembership joined;
        final List<IpAddress> sources = new ArrayList<>(0);
        boolean exclude;

        Membership(IpAddress group, int interfaceIndex, MulticastMembership joined) {
            this.group = group;
            this.interfaceIndex = interfaceIndex;
            this.joined = joined;
        }

        void filterChanged() {
            joined.filter(exclude, Set.copyOf(sources));
        }

        boolean contains(long high, long low) {
            for (int i = 0; i < sources.size(); i++) {
                IpAddress source = sources.get(i);
                if (source.low() == low && source.high() == high) {
                    return true;
                }
            }
            return false;
        }
    }
}
