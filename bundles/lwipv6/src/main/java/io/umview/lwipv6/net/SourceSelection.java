package io.umview.lwipv6.net;

import io.umview.lwipv6.wire.IpAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which address packets come from if nobody says so: RFC 6724 section 5 for IPv6, inet_select_addr of Linux for IPv4. */
final class SourceSelection {
    private static final int SCOPE_INTERFACE = 1;
    private static final int SCOPE_LINK = 2;
    private static final int SCOPE_SITE = 5;
    private static final int SCOPE_GLOBAL = 14;

    private final Network network;

    SourceSelection(Network network) {
        this.network = network;
    }

    /**
     * The source for a destination of IPv4, or null if there is none.
     *
     * @param towards the gateway, or the destination if it is on the link
     * @param scope of the route
     */
    @Nullable
    IpAddress v4(NetworkInterface device, IpAddress towards, int scope) {
        InterfaceAddress best = null;
        for (InterfaceAddress address : device.addresses) {
            if (address.isV4()
                    && !address.is(InterfaceAddress.IFA_F_SECONDARY)
                    && Math.min(address.scope, Route.SCOPE_LINK) <= scope) {
                if (address.subnet().contains(towards)) {
                    return address.address;
                }
                best = best == null ? address : best;
            }
        }
        if (best != null) {
            return best.address;
        }
        // No address here: one of another interface that is valid outside of its link.
        for (NetworkInterface other : network.interfaces.all()) {
            for (InterfaceAddress address : other.addresses) {
                if (address.isV4() && address.scope != Route.SCOPE_LINK && address.scope <= scope) {
                    return address.address;
                }
            }
        }
        return null;
    }

    /** The source for a destination of IPv6, or null if there is none. */
    @Nullable
    IpAddress v6(NetworkInterface device, IpAddress destination) {
        InterfaceAddress best = null;
        boolean onlyDevice = destination.isLinkLocal()
                || destination.isMulticast()
                || device.ipv6().is(Ipv6Setting.USE_OIF_ADDRS_ONLY);
        for (NetworkInterface candidate : onlyDevice ? List.of(device) : network.interfaces.all()) {
            for (InterfaceAddress address : candidate.addresses) {
                if (!address.isV4()
                        && address.usable()
                        && (best == null || better(address, best, device, destination))) {
                    best = address;
                }
            }
        }
        return best == null ? null : best.address;
    }

    /** Whether {@code a} is to be preferred to {@code b} by the rules of RFC 6724, section 5. */
    private static boolean better(
            InterfaceAddress a, InterfaceAddress b, NetworkInterface device, IpAddress destination) {
        // Rule 1: the same address
        boolean sameA = a.address.equals(destination);
        boolean sameB = b.address.equals(destination);
        if (sameA != sameB) {
            return sameA;
        }
        // Rule 2: appropriate scope
        int scopeA = scope(a.address);
        int scopeB = scope(b.address);
        if (scopeA != scopeB) {
            int wanted = scope(destination);
            return scopeA < scopeB ? scopeA >= wanted : scopeB < wanted;
        }
        // Rule 3: avoid deprecated ones. Optimistic ones count as such (RFC 4429, section 3.3).
        boolean worseA = a.is(InterfaceAddress.IFA_F_DEPRECATED | InterfaceAddress.IFA_F_OPTIMISTIC);
        boolean worseB = b.is(InterfaceAddress.IFA_F_DEPRECATED | InterfaceAddress.IFA_F_OPTIMISTIC);
        if (worseA != worseB) {
            return worseB;
        }
        // Rule 4: home addresses
        boolean homeA = a.is(InterfaceAddress.IFA_F_HOMEADDRESS);
        boolean homeB = b.is(InterfaceAddress.IFA_F_HOMEADDRESS);
        if (homeA != homeB) {
            return homeA;
        }
        // Rule 5: the outgoing interface
        if ((a.device == device) != (b.device == device)) {
            return a.device == device;
        }
        // Rule 6: matching label
        int label = label(destination);
        boolean labelA = label(a.address) == label;
        boolean labelB = label(b.address) == label;
        if (labelA != labelB) {
            return labelA;
        }
        // Rule 7: temporary addresses, as Linux has it only if use_tempaddr is 2 or more
        boolean temporaryA = a.is(InterfaceAddress.IFA_F_TEMPORARY);
        boolean temporaryB = b.is(InterfaceAddress.IFA_F_TEMPORARY);
        if (temporaryA != temporaryB) {
            boolean wanted = device.ipv6().get(Ipv6Setting.USE_TEMPADDR) >= 2;
            return temporaryA == wanted;
        }
        // Rule 8: longest matching prefix, within the prefix of the address
        return common(a, destination) > common(b, destination);
    }

    private static int common(InterfaceAddress a, IpAddress destination) {
        int bits = IpAddress.commonPrefix(a.address.high(), a.address.low(), destination.high(), destination.low());
        return Math.min(bits, a.prefixLength);
    }

    /** Scope of an address in the numbers of multicast scopes (RFC 6724, section 3.1). */
    static int scope(IpAddress address) {
        if (address.isMulticast()) {
            return address.multicastScope();
        }
        if (address.isLoopback()) {
            return SCOPE_INTERFACE;
        }
        if (address.isLinkLocal()) {
            return SCOPE_LINK;
        }
        return address.high() >>> 54 == 0x3fb ? SCOPE_SITE : SCOPE_GLOBAL;
    }

    /** Label in the default policy table (RFC 6724, section 2.1). */
    static int label(IpAddress address) {
        long high = address.high();
        if (high == 0) {
            if (address.low() == 1) {
                return 0;
            }
            if (address.low() >>> 32 == 0xffff) {
                return 4;
            }
            return address.low() >>> 32 == 0 && address.low() != 0 ? 3 : 1;
        }
        int first = (int) (high >>> 48);
        if (first == 0x2002) {
            return 2;
        }
        if (high >>> 32 == 0x2001_0000L) {
            return 5;
        }
        if (first >>> 9 == 0xfc >>> 1) {
            return 13;
        }
        if (first >>> 6 == 0xfec0 >>> 6) {
            return 11;
        }
        return first == 0x3ffe ? 12 : 1;
    }
}
