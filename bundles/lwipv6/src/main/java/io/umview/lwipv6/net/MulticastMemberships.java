package io.umview.lwipv6.net;

import io.umview.lwipv6.wire.IpAddress;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The multicast groups that one interface receives. */
public final class MulticastMemberships {
    /** {@code 224.0.0.1} */
    static final IpAddress ALL_SYSTEMS = IpAddress.v4(0xe000_0001);

    /** {@code ff01::1} */
    private static final IpAddress INTERFACE_LOCAL = new IpAddress(0xff01_0000_0000_0000L, 1);

    private final Network network;
    private final NetworkInterface device;
    private final Map<IpAddress, MulticastGroup> groups = new LinkedHashMap<>();
    private final AddressMap<MulticastGroup> byAddress = new AddressMap<>();
    private final GroupReporter reporter4;
    private final GroupReporter reporter6;
    private @Nullable MulticastMembership allSystems;
    private @Nullable MulticastMembership allNodes;
    private @Nullable MulticastMembership interfaceLocal;
    private @Nullable MulticastMembership allRouters;

    MulticastMemberships(Network network, NetworkInterface device) {
        this.network = network;
        this.device = device;
        this.reporter4 = new GroupReporter(network, device, true);
        this.reporter6 = new GroupReporter(network, device, false);
    }

    /** All groups. */
    public Collection<MulticastGroup> all() {
        return List.copyOf(groups.values());
    }

    /** A group that is received, or null. */
    public @Nullable MulticastGroup find(IpAddress group) {
        return groups.get(group);
    }

    /** The version of IGMP or MLD that is spoken on the link. */
    public int version(boolean v4) {
        return reporter(v4).version();
    }

    /** Whether packets for a group, given by its halves, are received. */
    boolean contains(long high, long low) {
        return byAddress.get(high, low) != null;
    }

    GroupReporter reporter(boolean v4) {
        return v4 ? reporter4 : reporter6;
    }

    /** Receives a group, from all sources at first, until the membership is {@linkplain MulticastMembership#leave left}. */
    public MulticastMembership join(IpAddress address) {
        MulticastGroup group = groups.get(address);
        if (group != null) {
            MulticastMembership membership = group.add();
            group.filterChanged();
            return membership;
        }
        group = new MulticastGroup(this, device, address);
        groups.put(address, group);
        byAddress.put(address.high(), address.low(), group);
        network.changed();
        MulticastMembership membership = group.add();
        reporter(address.isV4()).joined(group);
        return membership;
    }

    void left(MulticastGroup group) {
        if (groups.remove(group.address()) != null) {
            byAddress.remove(group.address().high(), group.address().low());
            network.changed();
            reporter(group.address().isV4()).left(group);
        }
    }

    void filterChanged(MulticastGroup group, boolean excludedBefore, Set<IpAddress> sourcesBefore) {
        reporter(group.address().isV4()).filterChanged(group, excludedBefore, sourcesBefore);
    }

    /** The interface is up: it receives what all hosts receive. */
    void cameUp() {
        allSystems = joinOnce(allSystems, ALL_SYSTEMS);
        if (!device.ipv6().is(Ipv6Setting.DISABLE_IPV6)) {
            allNodes = joinOnce(allNodes, IpAddress.ALL_NODES);
            interfaceLocal = joinOnce(interfaceLocal, INTERFACE_LOCAL);
            routing();
        }
        report();
    }

    /** It became, or is no longer, an interface of a router. */
    void routing() {
        if (device.isUp() && (device.ipv6().is(Ipv6Setting.FORWARDING) || network.advertiser.serves(device))) {
            allRouters = joinOnce(allRouters, IpAddress.ALL_ROUTERS);
        } else if (allRouters != null) {
            MulticastMembership membership = allRouters;
            allRouters = null;
            membership.leave();
        }
    }

    private MulticastMembership joinOnce(@Nullable MulticastMembership known, IpAddress group) {
        return known != null ? known : join(group);
    }

    /** Tells routers of all groups, after something that they may have missed. */
    void report() {
        reporter4.reportAll();
        reporter6.reportAll();
    }

    /** The interface is no longer up. */
    void wentDown() {
        reporter4.stop();
        reporter6.stop();
        MulticastMembership systems = allSystems;
        MulticastMembership nodes = allNodes;
        MulticastMembership local = interfaceLocal;
        allSystems = null;
        allNodes = null;
        interfaceLocal = null;
        leave(systems);
        leave(nodes);
        leave(local);
        routing();
    }

    private static void leave(@Nullable MulticastMembership membership) {
        if (membership != null) {
            membership.leave();
        }
    }

    void clear() {
        for (MulticastGroup group : all()) {
            left(group);
        }
        wentDown();
    }
}
