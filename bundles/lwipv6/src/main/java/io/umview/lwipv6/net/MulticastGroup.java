package io.umview.lwipv6.net;

import io.umview.lwipv6.wire.IpAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A multicast group that an interface receives, with the filter that all its users together make (RFC 3376, section 3.2). */
public final class MulticastGroup {
    private final MulticastMemberships owner;
    private final NetworkInterface device;
    private final IpAddress address;
    private final List<MulticastMembership> users = new ArrayList<>();
    private boolean exclude = true;
    private Set<IpAddress> sources = Set.of();

    MulticastGroup(MulticastMemberships owner, NetworkInterface device, IpAddress address) {
        this.owner = owner;
        this.device = device;
        this.address = address;
    }

    /** The interface that receives it. */
    public NetworkInterface device() {
        return device;
    }

    /** Its address. */
    public IpAddress address() {
        return address;
    }

    /** How many sockets and other parts of the stack want it. */
    public int users() {
        return users.size();
    }

    /** Whether {@link #sources} are those that nobody wants. */
    public boolean excludes() {
        return exclude;
    }

    /** The sources that are wanted, or not. */
    public Set<IpAddress> sources() {
        return sources;
    }

    MulticastMembership add() {
        MulticastMembership membership = new MulticastMembership(this);
        users.add(membership);
        return membership;
    }

    void leave(MulticastMembership membership) {
        if (users.remove(membership)) {
            if (users.isEmpty()) {
                owner.left(this);
            } else {
                filterChanged();
            }
        }
    }

    void filterChanged() {
        boolean beforeExclude = exclude;
        Set<IpAddress> before = sources;
        merge();
        if (beforeExclude != exclude || !before.equals(sources)) {
            owner.filterChanged(this, beforeExclude, before);
        }
    }

    private void merge() {
        Set<IpAddress> included = new HashSet<>();
        Set<IpAddress> excluded = null;
        for (MulticastMembership user : users) {
            if (!user.excludes()) {
                included.addAll(user.sources());
            } else if (excluded == null) {
                excluded = new HashSet<>(user.sources());
            } else {
                excluded.retainAll(user.sources());
            }
        }
        exclude = excluded != null;
        if (excluded != null) {
            excluded.removeAll(included);
        }
        sources = Set.copyOf(excluded != null ? excluded : included);
    }
}
