package io.umview.lwipv6.net;

import io.umview.lwipv6.wire.IpAddress;
import io.umview.lwipv6.wire.IpPrefix;
import java.util.List;

/** What protocols do when something about an interface or an address changes. */
final class Lifecycle {
    private static final IpPrefix MULTICAST6 = new IpPrefix(new IpAddress(0xff00_0000_0000_0000L, 0), 8);

    private final Network network;

    Lifecycle(Network network) {
        this.network = network;
    }

    /** An interface is up; routes of its IPv4 addresses are there. */
    void cameUp(NetworkInterface device) {
        beginIpv6(device);
        if (device.ipv4().is(Ipv4Setting.ARP_NOTIFY)) {
            announce(device);
        }
    }

    private void beginIpv6(NetworkInterface device) {
        if (!speaksIpv6(device)) {
            return;
        }
        if (!device.isLoopback()) {
            network.routing.addQuietly(Route.through(MULTICAST6, device)
                    .table(Route.TABLE_LOCAL)
                    .type(Route.MULTICAST)
                    .protocol(Route.PROTOCOL_KERNEL)
                    .priority(Route.PRIORITY_ADDRESS6));
        }
        if (device.isRunning()) {
            startIpv6(device);
        }
    }

    private static boolean speaksIpv6(NetworkInterface device) {
        return !device.ipv6().is(Ipv6Setting.DISABLE_IPV6) && device.mtu() >= NetworkInterface.IPV6_MIN_MTU;
    }

    private void startIpv6(NetworkInterface device) {
        if (!device.isLoopback()) {
            network.autoconfiguration.start(device);
        }
        for (InterfaceAddress address : device.addresses()) {
            if (!address.isV4() && address.detection == null) {
                network.detection.start(address);
            }
        }
    }

    private void announce(NetworkInterface device) {
        for (InterfaceAddress address : device.addresses()) {
            if (address.isV4() && !device.resolvesNothing()) {
                network.arp.announce(address);
            }
        }
    }

    /** An interface is no longer up; its addresses are still there. */
    void wentDown(NetworkInterface device) {
        network.routers.stop(device);
        network.reassembly.clear(device);
        network.nameServers.forget(device);
        for (InterfaceAddress address : device.addresses()) {
            if (!address.isV4()) {
                network.detection.stop(address);
                boolean again = !device.resolvesNothing() && !address.is(InterfaceAddress.IFA_F_NODAD);
                address.set(InterfaceAddress.IFA_F_TENTATIVE, again);
                address.set(InterfaceAddress.IFA_F_DADFAILED, false);
            }
        }
        device.ipv6().set(Ipv6Setting.MTU6, 0);
    }

    /** The carrier of an interface that is up is there. */
    void carrierCame(NetworkInterface device) {
        if (speaksIpv6(device)) {
            startIpv6(device);
            // Another router may be there now.
            if (device.linkLocal() != null) {
                network.routers.start(device);
            }
        }
        device.groups.report();
    }

    /** The carrier of an interface that is up is gone. */
    void carrierWent(NetworkInterface device) {
        boolean v4 = device.ipv4().is(Ipv4Setting.ARP_EVICT_NOCARRIER);
        boolean v6 = device.ipv6().is(Ipv6Setting.NDISC_EVICT_NOCARRIER);
        network.neighbours.removeIf(neighbour -> neighbour.device == device
                && (neighbour.state() & Neighbour.NUD_PERMANENT) == 0
                && (neighbour.address.isV4() ? v4 : v6));
    }

    /** The MTU of an interface has changed. */
    void mtuChanged(NetworkInterface device, int before) {
        if (before >= NetworkInterface.IPV6_MIN_MTU && device.mtu() < NetworkInterface.IPV6_MIN_MTU) {
            // RFC 8200, section 5: no IPv6 on such a link.
            endIpv6(device);
        } else if (before < NetworkInterface.IPV6_MIN_MTU && device.isRunning()) {
            beginIpv6(device);
        }
    }

    private void endIpv6(NetworkInterface device) {
        network.routers.stop(device);
        for (InterfaceAddress address : device.addresses()) {
            if (!address.isV4()) {
                network.addresses.remove(address);
            }
        }
        network.routing.removeAll(false, route -> route.uses(device), true);
    }

    /** The link-layer address of an interface has changed: neighbours are told. */
    void macChanged(NetworkInterface device) {
        if (device.isRunning()) {
            announce(device);
            for (InterfaceAddress address : device.addresses()) {
                if (!address.isV4() && address.usable() && !device.resolvesNothing()) {
                    network.discovery.announce(address);
                }
            }
        }
    }

    /** A setting of an interface has changed. */
    void settingsChanged(NetworkInterface device) {
        device.groups.routing();
        boolean off = device.ipv6().is(Ipv6Setting.DISABLE_IPV6);
        boolean any = device.addresses.stream().anyMatch(address -> !address.isV4());
        if (off && any) {
            endIpv6(device);
        } else if (!off && !any && device.isUp() && !device.isLoopback()) {
            beginIpv6(device);
        }
        if (!network.routers.accepts(device)) {
            network.routers.forget(device);
        }
    }

    /** An IPv6 address was added. */
    void added(InterfaceAddress address) {
        network.detection.start(address);
    }

    /** An address is about to go. */
    void removing(InterfaceAddress address) {
        if (!address.isV4()) {
            network.detection.stop(address);
            for (InterfaceAddress temporary : List.copyOf(address.device.addresses)) {
                if (temporary.origin == address) {
                    network.addresses.remove(temporary);
                }
            }
        }
    }

    /** Lifetimes of an address were set. */
    void lifetimesChanged(InterfaceAddress address) {
        if (address.valid != AddressRequest.FOREVER || address.preferred != AddressRequest.FOREVER) {
            network.lifetimes.changed();
        }
    }
}
