package io.umview.lwipv6.net;

import io.umview.lwipv6.wire.IpAddress;
import io.umview.lwipv6.wire.IpPrefix;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The addresses of all interfaces. */
public final class Addresses {
    private final Network network;
    private final AddressRoutes routes;
    private final AddressMap<InterfaceAddress> local = new AddressMap<>();

    Addresses(Network network) {
        this.network = network;
        this.routes = new AddressRoutes(network);
    }

    /** An address of this host, or null. It may not be {@linkplain InterfaceAddress#usable usable}. */
    public @Nullable InterfaceAddress find(IpAddress address) {
        return local.get(address.high(), address.low());
    }

    /** An address of this host by its halves, or null. */
    @Nullable
    InterfaceAddress find(long high, long low) {
        return local.get(high, low);
    }

    /** An address of one interface, or null. Link-local addresses may be the same on several. */
    public @Nullable InterfaceAddress find(NetworkInterface device, IpAddress address) {
        for (InterfaceAddress candidate : device.addresses) {
            if (candidate.address.equals(address)) {
                return candidate;
            }
        }
        return null;
    }

    /** All addresses of a family. */
    public List<InterfaceAddress> all(boolean v4) {
        List<InterfaceAddress> all = new ArrayList<>();
        for (NetworkInterface device : network.interfaces.all()) {
            for (InterfaceAddress address : device.addresses) {
                if (address.isV4() == v4) {
                    all.add(address);
                }
            }
        }
        return all;
    }

    /**
     * Gives an interface an address, with the routes that go with it.
     *
     * @throws NetworkException EEXIST if it has it, EINVAL for what is no unicast address or prefix, EACCES if IPv6 is disabled
     */
    public InterfaceAddress add(NetworkInterface device, AddressRequest request) throws NetworkException {
        IpAddress address = request.address();
        check(device, request);
        boolean v4 = address.isV4();
        for (InterfaceAddress other : device.addresses) {
            boolean same = v4
                    ? other.address.equals(address)
                            && other.prefixLength == request.prefixLength()
                            && other.subnet().equals(subnet(request))
                    : other.address.equals(address);
            if (same) {
                throw NetworkError.EEXIST.exception(
                        v4 ? "ipv4: Address already assigned" : "ipv6: address already assigned");
            }
        }
        InterfaceAddress added = new InterfaceAddress(device, request, scope(request), network.now());
        if (v4) {
            added.set(InterfaceAddress.IFA_F_SECONDARY, primary(device, added) != null);
        } else {
            prepareV6(device, added);
        }
        place(device, added);
        index(added);
        network.changed();
        if (v4) {
            network.observers.addressChanged(added);
            routes.added(added);
        } else {
            routes.added(added);
            network.life.added(added);
        }
        network.life.lifetimesChanged(added);
        return added;
    }

    private static void prepareV6(NetworkInterface device, InterfaceAddress added) {
        boolean detect = !device.isLoopback()
                && !device.resolvesNothing()
                && device.ipv6().get(Ipv6Setting.ACCEPT_DAD) > 0
                && device.ipv6().get(Ipv6Setting.DAD_TRANSMITS) > 0
                && !added.is(InterfaceAddress.IFA_F_NODAD);
        added.set(InterfaceAddress.IFA_F_TENTATIVE, detect);
        added.set(InterfaceAddress.IFA_F_DADFAILED, false);
        added.set(
                InterfaceAddress.IFA_F_OPTIMISTIC,
                detect
                        && (device.ipv6().is(Ipv6Setting.OPTIMISTIC_DAD)
                                || added.is(InterfaceAddress.IFA_F_OPTIMISTIC)));
    }

    private void check(NetworkInterface device, AddressRequest request) throws NetworkException {
        IpAddress address = request.address();
        if (device.isRemoved()) {
            throw NetworkError.ENODEV.exception();
        }
        if (request.prefixLength() < 0 || request.prefixLength() > address.bits()) {
            throw NetworkError.EINVAL.exception();
        }
        if (request.valid() == 0 || request.preferred() > request.valid()) {
            throw NetworkError.EINVAL.exception();
        }
        if (!address.isV4()) {
            if (address.isAny()) {
                throw NetworkError.EADDRNOTAVAIL.exception("ipv6: Invalid address");
            }
            if (address.isMulticast()) {
                throw NetworkError.EADDRNOTAVAIL.exception(
                        "ipv6: Cannot assign multicast address without \"IFA_F_MCAUTOJOIN\" flag");
            }
            if (address.isLoopback() && !device.isLoopback()) {
                throw NetworkError.EADDRNOTAVAIL.exception("ipv6: Cannot assign loopback address on this device");
            }
            if (device.ipv6().is(Ipv6Setting.DISABLE_IPV6)) {
                throw NetworkError.EACCES.exception("ipv6: IPv6 is disabled on this device");
            }
        }
    }

    private static int scope(AddressRequest request) {
        IpAddress address = request.address();
        if (address.isV4()) {
            return request.scope();
        }
        return address.isLoopback()
                ? Route.SCOPE_HOST
                : address.isLinkLocal() ? Route.SCOPE_LINK : Route.SCOPE_UNIVERSE;
    }

    private static IpPrefix subnet(AddressRequest request) {
        IpAddress peer = request.peer();
        return new IpPrefix(peer == null ? request.address() : peer, request.prefixLength());
    }

    /** The primary address of the subnet of a new IPv4 address, or null. */
    static @Nullable InterfaceAddress primary(NetworkInterface device, InterfaceAddress added) {
        for (InterfaceAddress other : device.addresses) {
            if (other != added
                    && other.isV4()
                    && !other.is(InterfaceAddress.IFA_F_SECONDARY)
                    && other.subnet().equals(added.subnet())) {
                return other;
            }
        }
        return null;
    }

    /** IPv4: primary ones in front of secondary ones. IPv6: by scope, wider ones first, newest first (ipv6_link_dev_addr). */
    private static void place(NetworkInterface device, InterfaceAddress added) {
        int at = device.addresses.size();
        if (added.isV4()) {
            at = 0;
            boolean secondary = added.is(InterfaceAddress.IFA_F_SECONDARY);
            while (at < device.addresses.size()) {
                InterfaceAddress other = device.addresses.get(at);
                if (!other.isV4()
                        || !secondary && (other.is(InterfaceAddress.IFA_F_SECONDARY) || other.scope > added.scope)) {
                    break;
                }
                at++;
            }
        } else {
            for (int i = 0; i < device.addresses.size(); i++) {
                InterfaceAddress other = device.addresses.get(i);
                if (!other.isV4() && other.scope >= added.scope) {
                    at = i;
                    break;
                }
            }
        }
        device.addresses.add(at, added);
    }

    /**
     * Changes lifetimes, flags and metric of an address ({@code ip addr change, replace}), or adds it.
     *
     * @param create it may be new, else ENOENT for IPv6 and EADDRNOTAVAIL for IPv4
     */
    public InterfaceAddress replace(NetworkInterface device, AddressRequest request, boolean create)
            throws NetworkException {
        check(device, request);
        InterfaceAddress known = find(device, request.address());
        if (known == null || known.isV4() && known.prefixLength != request.prefixLength()) {
            if (create) {
                return add(device, request);
            }
            throw NetworkError.ENOENT.exception();
        }
        int settable = InterfaceAddress.IFA_F_NOPREFIXROUTE
                | InterfaceAddress.IFA_F_MANAGETEMPADDR
                | InterfaceAddress.IFA_F_HOMEADDRESS
                | InterfaceAddress.IFA_F_MCAUTOJOIN;
        boolean reroute = known.metric != request.metric()
                || ((known.flags ^ request.flags()) & InterfaceAddress.IFA_F_NOPREFIXROUTE) != 0;
        if (reroute) {
            routes.removedSubnet(known);
        }
        known.flags = known.flags & ~settable | request.flags() & settable;
        known.metric = request.metric();
        known.protocol = request.protocol();
        known.lifetimes(request.valid(), request.preferred(), network.now());
        if (reroute) {
            routes.addedSubnet(known);
        }
        network.changed();
        network.life.lifetimesChanged(known);
        network.observers.addressChanged(known);
        return known;
    }

    /**
     * Takes an address away, and what goes with it. Secondary IPv4 addresses go with their primary one, unless
     * {@link Ipv4Setting#PROMOTE_SECONDARIES} is set.
     *
     * @param prefixLength of the address, or -1 for any
     * @throws NetworkException EADDRNOTAVAIL if the interface does not have it
     */
    public void remove(NetworkInterface device, IpAddress address, int prefixLength) throws NetworkException {
        for (InterfaceAddress candidate : device.addresses) {
            if (candidate.address.equals(address) && (prefixLength < 0 || candidate.prefixLength == prefixLength)) {
                remove(candidate);
                return;
            }
        }
        throw NetworkError.EADDRNOTAVAIL.exception(
                address.isV4() ? "ipv4: Address not found" : "ipv6: address not found");
    }

    void remove(InterfaceAddress address) {
        NetworkInterface device = address.device;
        if (!device.addresses.remove(address)) {
            return;
        }
        List<InterfaceAddress> secondaries = secondaries(address);
        boolean promote = device.ipv4().is(Ipv4Setting.PROMOTE_SECONDARIES);
        network.life.removing(address);
        unindex(address);
        routes.removed(address);
        network.changed();
        network.observers.addressRemoved(address);
        if (!promote) {
            secondaries.forEach(this::remove);
        } else if (!secondaries.isEmpty()) {
            InterfaceAddress promoted = secondaries.get(0);
            promoted.set(InterfaceAddress.IFA_F_SECONDARY, false);
            device.addresses.remove(promoted);
            place(device, promoted);
            routes.added(promoted);
            network.observers.addressChanged(promoted);
        }
    }

    private static List<InterfaceAddress> secondaries(InterfaceAddress primary) {
        List<InterfaceAddress> found = new ArrayList<>();
        if (primary.isV4() && !primary.is(InterfaceAddress.IFA_F_SECONDARY)) {
            for (InterfaceAddress other : primary.device.addresses) {
                if (other.isV4()
                        && other.is(InterfaceAddress.IFA_F_SECONDARY)
                        && other.subnet().equals(primary.subnet())) {
                    found.add(other);
                }
            }
        }
        return found;
    }

    void removeAll(NetworkInterface device) {
        while (!device.addresses.isEmpty()) {
            remove(device.addresses.get(0));
        }
    }

    void cameUp(NetworkInterface device) {
        for (InterfaceAddress address : device.addresses()) {
            routes.added(address);
        }
    }

    /** IPv4 addresses stay; those of IPv6 go, unless they are static and it is wished that they stay (addrconf_ifdown). */
    void wentDown(NetworkInterface device) {
        boolean keep = device.ipv6().get(Ipv6Setting.KEEP_ADDR_ON_DOWN) > 0;
        for (InterfaceAddress address : device.addresses()) {
            if (!address.isV4()
                    && !(keep && address.is(InterfaceAddress.IFA_F_PERMANENT) && !address.address.isLinkLocal())
                    && !device.isLoopback()) {
                remove(address);
            }
        }
        // fib_sync_down_dev: routes of IPv4 go without a word, unless another next hop is left; observers can tell by
        // the interface.
        network.routing.removeAll(
                true, route -> route.uses(device) && route.type() != Route.LOCAL && !route.alive(), false);
        network.routing.removeAll(
                false,
                route -> route.uses(device)
                        && (route.type() == Route.UNICAST || route.type() == Route.MULTICAST)
                        && !route.alive(),
                true);
    }

    /** The routes of an address whose detection has ended well. */
    void detected(InterfaceAddress address) {
        routes.addedLocal(address);
    }

    private void index(InterfaceAddress address) {
        if (local.get(address.address.high(), address.address.low()) == null) {
            local.put(address.address.high(), address.address.low(), address);
        }
    }

    private void unindex(InterfaceAddress address) {
        if (local.get(address.address.high(), address.address.low()) == address) {
            local.remove(address.address.high(), address.address.low());
            for (InterfaceAddress other : all(address.isV4())) {
                if (other.address.equals(address.address)) {
                    index(other);
                }
            }
        }
    }
}
