package io.umview.lwipv6.net;

import io.umview.lwipv6.wire.IpAddress;
import io.umview.lwipv6.wire.IpPrefix;

/** Stateless address autoconfiguration (RFC 4862): addresses out of prefixes. */
final class Autoconfiguration {
    private static final long LINK_LOCAL = 0xfe80_0000_0000_0000L;
    private static final int EUI64 = 0;
    private static final int NO_LINK_LOCAL = 1;

    /** RFC 4862, section 5.5.3 e: an advertisement does not shorten a lifetime to less than two hours. */
    private static final long TWO_HOURS = 7200;

    private final Network network;

    Autoconfiguration(Network network) {
        this.network = network;
    }

    /** An interface that is ready gets its link-local address. */
    void start(NetworkInterface device) {
        int mode = device.ipv6().get(Ipv6Setting.ADDR_GEN_MODE);
        if (mode != NO_LINK_LOCAL && device.firstLinkLocal() == null) {
            IpAddress address = new IpAddress(LINK_LOCAL, identifier(device, LINK_LOCAL));
            add(device, AddressRequest.of(address, 64).from(InterfaceAddress.IFAPROT_KERNEL_LL));
        }
    }

    /** The interface identifier for a prefix: of the link-layer address, or one that nobody can guess (RFC 7217). */
    private static long identifier(NetworkInterface device, long prefix) {
        if (device.ipv6().get(Ipv6Setting.ADDR_GEN_MODE) == EUI64) {
            return device.interfaceIdentifier;
        }
        long mixed = (prefix ^ device.secret) * 0x9e37_79b9_7f4a_7c15L
                ^ device.macAddress().bits();
        mixed = (mixed ^ mixed >>> 29) * 0xbf58_476d_1ce4_e5b9L;
        return (mixed ^ mixed >>> 32) & ~(1L << 57);
    }

    private void add(NetworkInterface device, AddressRequest request) {
        try {
            network.addresses.add(device, request);
        } catch (NetworkException refused) {
            // It is there already, or IPv6 was disabled in between: nothing is to be done.
            return;
        }
    }

    /** A router advertises a prefix for autoconfiguration. */
    void advertised(NetworkInterface device, IpPrefix prefix, long valid, long preferred) {
        if (prefix.length() != 64
                || prefix.address().isLinkLocal()
                || prefix.address().isMulticast()
                || preferred > valid) {
            return;
        }
        IpAddress address = new IpAddress(
                prefix.address().high(),
                device.token() != 0
                        ? device.token()
                        : identifier(device, prefix.address().high()));
        InterfaceAddress known = network.addresses.find(device, address);
        if (known == null) {
            if (valid == 0 || full(device)) {
                return;
            }
            int flags = InterfaceAddress.IFA_F_MANAGETEMPADDR;
            flags = device.ipv6().get(Ipv6Setting.ADDR_GEN_MODE) == EUI64
                    ? flags
                    : flags | InterfaceAddress.IFA_F_STABLE_PRIVACY;
            add(
                    device,
                    AddressRequest.of(address, 64)
                            .flagged(flags)
                            .lasting(valid, preferred)
                            .from(InterfaceAddress.IFAPROT_KERNEL_RA));
            known = network.addresses.find(device, address);
        } else if (!known.is(InterfaceAddress.IFA_F_PERMANENT)
                || known.protocol == InterfaceAddress.IFAPROT_KERNEL_RA) {
            renew(known, valid, preferred);
        }
        if (known != null) {
            network.temporaries.advertised(known, valid, preferred);
        }
    }

    private static boolean full(NetworkInterface device) {
        int most = device.ipv6().get(Ipv6Setting.MAX_ADDRESSES);
        int count = 0;
        for (InterfaceAddress address : device.addresses) {
            if (!address.isV4()) {
                count++;
            }
        }
        return most > 0 && count >= most;
    }

    private void renew(InterfaceAddress address, long valid, long preferred) {
        long now = network.now();
        long rest = address.validLifetime(now);
        long effective = valid > TWO_HOURS || valid > rest ? valid : Math.min(rest, TWO_HOURS);
        boolean deprecated = address.is(InterfaceAddress.IFA_F_DEPRECATED);
        address.lifetimes(effective, Math.min(preferred, effective), now);
        if (deprecated != address.is(InterfaceAddress.IFA_F_DEPRECATED)) {
            network.changed();
        }
        network.lifetimes.changed();
        network.observers.addressChanged(address);
    }
}
