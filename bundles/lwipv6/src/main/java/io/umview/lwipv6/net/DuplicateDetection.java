package io.umview.lwipv6.net;

import io.umview.lwipv6.time.Timer;
import io.umview.lwipv6.wire.IpAddress;

/** Duplicate address detection (RFC 4862 section 5.4, RFC 7527, RFC 4429). */
final class DuplicateDetection {
    private static final long MILLISECOND = 1_000_000L;
    private static final long SECOND = 1_000_000_000L;

    private final Network network;

    /** The detection of one address. */
    private final class Detection extends Timer {
        private final InterfaceAddress address;
        private int probes;
        private long nonce = -1;

        Detection(InterfaceAddress address) {
            this.address = address;
            this.probes = address.device.ipv6().get(Ipv6Setting.DAD_TRANSMITS);
        }

        @Override
        protected void expire() {
            if (probes == 0) {
                completed(address);
                return;
            }
            probes--;
            NetworkInterface device = address.device;
            nonce = device.ipv6().is(Ipv6Setting.ENHANCED_DAD) ? network.random.nextLong() & 0xffff_ffff_ffffL : -1;
            network.discovery.probe(address, nonce);
            network.timers.set(this, device.neighbourParameters(false).retransmission() * MILLISECOND);
        }
    }

    DuplicateDetection(Network network) {
        this.network = network;
    }

    /** Begins with an address, if its interface is ready; an address that needs no detection is assigned at once. */
    void start(InterfaceAddress address) {
        NetworkInterface device = address.device;
        if (!device.isRunning()) {
            return;
        }
        if (address.membership == null && !device.isLoopback()) {
            long low = IpAddress.solicitedNodeLow(address.address.low());
            address.membership = device.groups.join(new IpAddress(IpAddress.SOLICITED_NODE_HIGH, low));
        }
        if (address.is(InterfaceAddress.IFA_F_DADFAILED)) {
            return;
        }
        if (!address.is(InterfaceAddress.IFA_F_TENTATIVE)) {
            completed(address);
            return;
        }
        if (address.is(InterfaceAddress.IFA_F_OPTIMISTIC)) {
            network.addresses.detected(address);
        }
        Detection detection = new Detection(address);
        address.detection = detection;
        // RFC 4862, section 5.4.2: up to MAX_RTR_SOLICITATION_DELAY, so that not all do it at the same time.
        long most = Math.max(0, device.ipv6().get(Ipv6Setting.RTR_SOLICIT_DELAY)) * SECOND;
        boolean atOnce = most == 0 || address.is(InterfaceAddress.IFA_F_OPTIMISTIC);
        network.timers.set(detection, atOnce ? 0 : network.random.nextLong(most));
        network.observers.addressChanged(address);
    }

    /** Ends it without a result: the address goes, or its interface went down. */
    void stop(InterfaceAddress address) {
        Timer detection = address.detection;
        if (detection != null) {
            network.timers.cancel(detection);
            address.detection = null;
        }
        MulticastMembership membership = address.membership;
        if (membership != null) {
            address.membership = null;
            membership.leave();
        }
    }

    /** Somebody else asks whether the address is free. */
    void solicited(InterfaceAddress address, long nonce) {
        if (address.detection instanceof Detection detection && (nonce < 0 || nonce != detection.nonce)) {
            failed(address);
        }
    }

    /** Somebody says that he has the address. */
    void advertised(InterfaceAddress address) {
        if (address.is(InterfaceAddress.IFA_F_TENTATIVE) && !address.is(InterfaceAddress.IFA_F_DADFAILED)) {
            failed(address);
        }
    }

    private void completed(InterfaceAddress address) {
        address.detection = null;
        address.set(InterfaceAddress.IFA_F_TENTATIVE | InterfaceAddress.IFA_F_OPTIMISTIC, false);
        network.addresses.detected(address);
        network.changed();
        network.observers.addressChanged(address);
        NetworkInterface device = address.device;
        if (device.ipv6().is(Ipv6Setting.NDISC_NOTIFY) && !device.resolvesNothing()) {
            network.discovery.announce(address);
        }
        if (address.address.isLinkLocal()) {
            network.routers.start(device);
            device.groups.report();
        }
    }

    private void failed(InterfaceAddress address) {
        Timer detection = address.detection;
        if (detection != null) {
            network.timers.cancel(detection);
            address.detection = null;
        }
        NetworkInterface device = address.device;
        if (address.is(InterfaceAddress.IFA_F_TEMPORARY)) {
            network.addresses.remove(address);
            network.temporaries.failed(address);
        } else if (address.is(InterfaceAddress.IFA_F_PERMANENT)) {
            address.set(InterfaceAddress.IFA_F_TENTATIVE | InterfaceAddress.IFA_F_DADFAILED, true);
            network.changed();
            network.observers.addressChanged(address);
            if (address.address.isLinkLocal() && device.ipv6().get(Ipv6Setting.ACCEPT_DAD) > 1) {
                device.ipv6().set(Ipv6Setting.DISABLE_IPV6, 1);
            }
        } else {
            network.addresses.remove(address);
        }
    }
}
