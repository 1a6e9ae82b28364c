package io.umview.lwipv6.net;

import io.umview.lwipv6.wire.IpAddress;
import org.jspecify.annotations.Nullable;

/** Temporary addresses for privacy (RFC 8981): beside an autoconfigured address, one with an identifier that changes. */
final class TemporaryAddresses {
    /** Seconds before the end of the preferred lifetime at which the next one is made (regen_min_advance, and detection). */
    private static final long ADVANCE = 5;

    private static final long SECOND = 1_000_000_000L;

    private final Network network;

    TemporaryAddresses(Network network) {
        this.network = network;
    }

    /** A prefix was advertised again, whose public address is known. */
    void advertised(InterfaceAddress origin, long valid, long preferred) {
        NetworkInterface device = origin.device;
        if (device.ipv6().get(Ipv6Setting.USE_TEMPADDR) <= 0 || !origin.is(InterfaceAddress.IFA_F_MANAGETEMPADDR)) {
            return;
        }
        boolean any = false;
        long now = network.now();
        for (InterfaceAddress address : device.addresses()) {
            if (address.origin == origin) {
                any = true;
                // RFC 8981, section 3.4, item 1: no longer than it may have since it was made.
                long age = (now - address.created) / SECOND;
                long most = Math.max(0, device.ipv6().get(Ipv6Setting.TEMP_VALID_LFT) - age);
                long mostPreferred =
                        Math.max(0, device.ipv6().get(Ipv6Setting.TEMP_PREFERED_LFT) - address.desynchronised - age);
                boolean renewed = address.is(InterfaceAddress.IFA_F_DEPRECATED);
                address.lifetimes(Math.min(valid, most), Math.min(preferred, mostPreferred), now);
                if (renewed != address.is(InterfaceAddress.IFA_F_DEPRECATED)) {
                    network.changed();
                }
                network.observers.addressChanged(address);
            }
        }
        if (!any && preferred > ADVANCE) {
            create(origin, 0);
        }
        network.lifetimes.changed();
    }

    /** Makes the next one when the time of one is almost over; returns the seconds until then, or -1 if that was done. */
    long renew(InterfaceAddress address, long now) {
        InterfaceAddress origin = address.origin;
        if (origin == null || address.renewed || address.is(InterfaceAddress.IFA_F_DEPRECATED)) {
            return -1;
        }
        long rest = address.preferredLifetime(now) - ADVANCE;
        if (rest > 0) {
            return rest;
        }
        address.renewed = true;
        if (origin.device.addresses.contains(origin)
                && origin.preferredLifetime(now) > ADVANCE
                && origin.device.ipv6().get(Ipv6Setting.USE_TEMPADDR) > 0) {
            create(origin, 0);
        }
        return -1;
    }

    /** One turned out to be somebody else's: another one is made, a few times. */
    void failed(InterfaceAddress address) {
        InterfaceAddress origin = address.origin;
        if (origin != null && address.attempts < origin.device.ipv6().get(Ipv6Setting.REGEN_MAX_RETRY)) {
            create(origin, address.attempts + 1);
        }
    }

    private @Nullable InterfaceAddress create(InterfaceAddress origin, int attempts) {
        NetworkInterface device = origin.device;
        long now = network.now();
        long most = device.ipv6().get(Ipv6Setting.TEMP_PREFERED_LFT);
        long spread = Math.max(0, Math.min(device.ipv6().get(Ipv6Setting.MAX_DESYNC_FACTOR), most - ADVANCE - 1));
        long desynchronised = spread == 0 ? 0 : network.random.nextLong(spread);
        long valid = Math.min(origin.validLifetime(now), device.ipv6().get(Ipv6Setting.TEMP_VALID_LFT));
        long preferred = Math.min(origin.preferredLifetime(now), most - desynchronised);
        if (preferred <= ADVANCE) {
            return null;
        }
        IpAddress address = new IpAddress(origin.address.high(), identifier());
        try {
            InterfaceAddress created = network.addresses.add(
                    device,
                    AddressRequest.of(address, 64)
                            .flagged(InterfaceAddress.IFA_F_TEMPORARY)
                            .lasting(valid, Math.min(preferred, valid))
                            .from(InterfaceAddress.IFAPROT_KERNEL_RA));
            created.origin = origin;
            created.desynchronised = desynchronised;
            created.attempts = attempts;
            network.lifetimes.changed();
            return created;
        } catch (NetworkException taken) {
            return null;
        }
    }

    /** RFC 8981, section 3.3.1; not one of the reserved ones of RFC 5453. */
    private long identifier() {
        long identifier;
        do {
            identifier = network.random.nextLong() & ~(1L << 57);
        } while (identifier == 0
                || identifier >>> 7 == 0xfdff_ffff_ffff_ff80L >>> 7
                || identifier >>> 24 == 0x0200_5eff_feL);
        return identifier;
    }
}
