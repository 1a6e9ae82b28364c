package io.umview.lwipv6.net;

import io.umview.lwipv6.wire.IpAddress;
import java.util.Set;

/** What one user, a socket mostly, wants to get of a group: all but some sources, or some sources only (RFC 3376, section 2). */
public final class MulticastMembership {
    private final MulticastGroup group;
    private boolean exclude = true;
    private Set<IpAddress> sources = Set.of();

    MulticastMembership(MulticastGroup group) {
        this.group = group;
    }

    /** The group. */
    public MulticastGroup group() {
        return group;
    }

    /** Whether {@link #sources} are those that are not wanted. */
    public boolean excludes() {
        return exclude;
    }

    /** The sources that are wanted, or not. */
    public Set<IpAddress> sources() {
        return sources;
    }

    /** Wants all sources but those, if {@code exclude}, or only those. */
    public void filter(boolean newExclude, Set<IpAddress> newSources) {
        exclude = newExclude;
        sources = Set.copyOf(newSources);
        group.filterChanged();
    }

    /** Whether packets of a source are wanted. */
    public boolean accepts(IpAddress source) {
        return sources.contains(source) != exclude;
    }

    /** No longer wants the group. */
    public void leave() {
        group.leave(this);
    }
}
