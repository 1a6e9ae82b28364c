package io.umview.lwipv6.net;

import io.umview.lwipv6.wire.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * An address that an interface is to have.
 *
 * @param prefixLength of the subnet, in bits of the family
 * @param peer the other end of a point-to-point link, in whose subnet it then is, or null
 * @param broadcast the broadcast address of the subnet, or null
 * @param scope RT_SCOPE_*; of IPv4 only
 * @param flags IFA_F_*
 * @param label IFA_LABEL, or null: the interface's name
 * @param valid seconds for which it is valid, {@link #FOREVER} if no end is known
 * @param preferred seconds for which it is preferred, {@link #FOREVER} if no end is known
 * @param metric of its subnet's route, 0: the usual one
 * @param protocol IFAPROT_*, 0 if unspecified
 */
public record AddressRequest(
        IpAddress address,
        int prefixLength,
        @Nullable IpAddress peer,
        @Nullable IpAddress broadcast,
        int scope,
        int flags,
        @Nullable String label,
        long valid,
        long preferred,
        int metric,
        int protocol) {
    /** A lifetime without end, as in struct ifa_cacheinfo. */
    public static final long FOREVER = 0xffff_ffffL;

    /** A permanent address in a subnet, as {@code ip addr add address/length} makes it. */
    public static AddressRequest of(IpAddress address, int prefixLength) {
        int scope = address.isLoopback() ? Route.SCOPE_HOST : Route.SCOPE_UNIVERSE;
        return new AddressRequest(address, prefixLength, null, null, scope, 0, null, FOREVER, FOREVER, 0, 0);
    }

    /** The same with other lifetimes. */
    public AddressRequest lasting(long validSeconds, long preferredSeconds) {
        return new AddressRequest(
                address,
                prefixLength,
                peer,
                broadcast,
                scope,
                flags,
                label,
                validSeconds,
                preferredSeconds,
                metric,
                protocol);
    }

    /** The same with other flags. */
    public AddressRequest flagged(int newFlags) {
        return new AddressRequest(
                address, prefixLength, peer, broadcast, scope, newFlags, label, valid, preferred, metric, protocol);
    }

    /** The same with an origin. */
    public AddressRequest from(int newProtocol) {
        return new AddressRequest(
                address, prefixLength, peer, broadcast, scope, flags, label, valid, preferred, metric, newProtocol);
    }

    /** The same with a broadcast address. */
    public AddressRequest broadcasting(IpAddress newBroadcast) {
        return new AddressRequest(
                address, prefixLength, peer, newBroadcast, scope, flags, label, valid, preferred, metric, protocol);
    }

    /** The same with the address of the other end. */
    public AddressRequest towards(IpAddress newPeer) {
        return new AddressRequest(
                address, prefixLength, newPeer, broadcast, scope, flags, label, valid, preferred, metric, protocol);
    }
}
