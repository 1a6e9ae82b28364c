package io.umview.lwipv6.netlink.route;

import io.umview.lwipv6.net.AddressRequest;
import io.umview.lwipv6.net.Addresses;
import io.umview.lwipv6.net.InterfaceAddress;
import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.net.NetworkInterface;
import io.umview.lwipv6.netlink.message.Attribute;
import io.umview.lwipv6.netlink.message.Attributes;
import io.umview.lwipv6.netlink.message.MessageWriter;
import io.umview.lwipv6.netlink.message.Netlink;
import io.umview.lwipv6.netlink.message.NetlinkFailure;
import io.umview.lwipv6.netlink.message.Policy;
import io.umview.lwipv6.netlink.message.Request;
import io.umview.lwipv6.wire.IpAddress;
import io.umview.lwipv6.wire.IpPrefix;
import org.jspecify.annotations.Nullable;

/** RTM_GETADDR, RTM_NEWADDR, RTM_DELADDR. */
final class AddressHandler extends ObjectHandler {
    /** Size of struct ifaddrmsg. */
    private static final int HEADER = 8;

    private static final int IFNAMSIZ = 16;
    private static final Policy POLICY = Policy.upTo(AddressMessage.IFA_MAX)
            .any(AddressMessage.IFA_ADDRESS, AddressMessage.IFA_LOCAL, AddressMessage.IFA_BROADCAST, 5, 7)
            .text(IFNAMSIZ - 1, AddressMessage.IFA_LABEL)
            .atLeast(16, AddressMessage.IFA_CACHEINFO)
            .u32(AddressMessage.IFA_FLAGS, AddressMessage.IFA_RT_PRIORITY, AddressMessage.IFA_TARGET_NETNSID)
            .u8(AddressMessage.IFA_PROTO);

    private final DeviceNames names;
    private final Addresses addresses;
    private final AddressMessage message;

    AddressHandler(DeviceNames names, Addresses addresses, AddressMessage message) {
        this.names = names;
        this.addresses = addresses;
        this.message = message;
    }

    @Override
    void dump(Request request, MessageWriter out) throws NetlinkFailure {
        int family = request.u8(0);
        NetworkInterface only = request.strict() ? filter(request, out) : null;
        for (boolean v4 : new boolean[] {true, false}) {
            if (!Rtm.covers(family, v4)) {
                continue;
            }
            for (NetworkInterface device : only == null ? names.all() : java.util.List.of(only)) {
                for (InterfaceAddress address : device.addresses()) {
                    if (address.isV4() == v4) {
                        message.write(address, Rtm.NEWADDR, out);
                    }
                }
            }
        }
    }

    private @Nullable NetworkInterface filter(Request request, MessageWriter out) throws NetlinkFailure {
        String prefix = request.u8(0) == Rtm.AF_INET6 ? "" : "ipv4: ";
        if (request.length() < HEADER) {
            throw invalid(prefix + "Invalid header for address dump request");
        }
        if (request.u8(1) != 0 || request.u8(2) != 0 || request.u8(3) != 0) {
            throw invalid(prefix + "Invalid values in header for address dump request");
        }
        for (Attribute attribute : request.attributes(HEADER, POLICY, true)) {
            throw NetlinkFailure.of(NetworkError.EINVAL, prefix + "Unsupported attribute in dump request", attribute);
        }
        if (request.u32(4) == 0) {
            return null;
        }
        out.flag(Netlink.NLM_F_DUMP_FILTERED);
        return names.require(request.u32(4));
    }

    @Override
    void get(Request request, MessageWriter out) throws NetlinkFailure {
        if (request.u8(0) != Rtm.AF_INET6) {
            throw unsupported();
        }
        request.require(HEADER);
        IpAddress wanted = local(request, request.attributes(HEADER, POLICY, request.strict()));
        if (wanted == null) {
            throw NetlinkFailure.of(NetworkError.EINVAL);
        }
        for (InterfaceAddress address : addresses.all(false)) {
            if (address.address().equals(wanted)
                    && (request.u32(4) == 0
                            || request.u32(4) == address.device().index())) {
                message.write(address, Rtm.NEWADDR, out);
                return;
            }
        }
        throw NetlinkFailure.of(NetworkError.EADDRNOTAVAIL);
    }

    /** The address that a request is about, or null. IPv6 has it in IFA_ADDRESS unless that is the peer's. */
    private static @Nullable IpAddress local(Request request, Attributes attributes) throws NetlinkFailure {
        Attribute local = attributes.get(AddressMessage.IFA_LOCAL);
        Attribute address = attributes.get(AddressMessage.IFA_ADDRESS);
        boolean v4 = request.u8(0) == Rtm.AF_INET;
        Attribute given = local != null || v4 ? local : address;
        if (given == null) {
            return null;
        }
        return address(given, v4);
    }

    private static IpAddress address(Attribute attribute, boolean v4) throws NetlinkFailure {
        if (attribute.length() < (v4 ? 4 : 16)) {
            throw NetlinkFailure.of(NetworkError.ERANGE, "Attribute failed policy validation", attribute);
        }
        return attribute.address();
    }

    @Override
    void create(Request request) throws NetlinkFailure {
        boolean v4 = family(request);
        String prefix = v4 ? "ipv4: " : "ipv6: ";
        Attributes attributes = request.attributes(HEADER, POLICY, false);
        if (request.u8(1) > (v4 ? 32 : 128)) {
            throw invalid(prefix + "Invalid prefix length");
        }
        IpAddress local = local(request, attributes);
        if (local == null) {
            throw invalid(prefix + (v4 ? "Local address is not supplied" : "address not provided"));
        }
        NetworkInterface device = names.byIndex(request.u32(4));
        if (device == null) {
            throw NetlinkFailure.of(
                    NetworkError.ENODEV, prefix + (v4 ? "Device not found" : "Unable to find the interface"));
        }
        AddressRequest wanted = wanted(request, attributes, local);
        if (wanted.valid() == 0 || wanted.preferred() > wanted.valid()) {
            throw invalid(prefix + "address lifetime invalid");
        }
        boolean exclusive = request.has(Netlink.NLM_F_EXCL) || !request.has(Netlink.NLM_F_REPLACE);
        try {
            if (exclusive) {
                addresses.add(device, wanted);
            } else {
                addresses.replace(device, wanted, true);
            }
        } catch (NetworkException refused) {
            throw explained(refused, v4, local);
        }
    }

    private static NetlinkFailure explained(NetworkException refused, boolean v4, IpAddress address) {
        return switch (refused.error()) {
            case EEXIST ->
                NetlinkFailure.of(
                        NetworkError.EEXIST, v4 ? "ipv4: Address already assigned" : "ipv6: address already assigned");
            case EADDRNOTAVAIL ->
                address.isMulticast()
                        ? NetlinkFailure.of(
                                NetworkError.EADDRNOTAVAIL,
                                "ipv6: Cannot assign multicast address without \"IFA_F_MCAUTOJOIN\" flag")
                        : NetlinkFailure.of(NetworkError.EADDRNOTAVAIL, "ipv6: Invalid address");
            case EACCES -> NetlinkFailure.of(NetworkError.EACCES, "ipv6: IPv6 is disabled on this device");
            default -> NetlinkFailure.of(refused);
        };
    }

    private static AddressRequest wanted(Request request, Attributes attributes, IpAddress local)
            throws NetlinkFailure {
        boolean v4 = local.isV4();
        Attribute address = attributes.get(AddressMessage.IFA_ADDRESS);
        IpAddress peer = address == null ? local : address(address, v4);
        Attribute broadcast = attributes.get(AddressMessage.IFA_BROADCAST);
        Attribute lifetimes = attributes.get(AddressMessage.IFA_CACHEINFO);
        return new AddressRequest(
                local,
                request.u8(1),
                peer.equals(local) ? null : peer,
                broadcast == null || !v4 ? null : address(broadcast, true),
                request.u8(3),
                attributes.u32(AddressMessage.IFA_FLAGS, request.u8(2)),
                attributes.text(AddressMessage.IFA_LABEL),
                lifetimes == null ? AddressRequest.FOREVER : lifetimes.u32(4) & 0xffffffffL,
                lifetimes == null ? AddressRequest.FOREVER : lifetimes.u32(0) & 0xffffffffL,
                attributes.u32(AddressMessage.IFA_RT_PRIORITY, 0),
                attributes.u8(AddressMessage.IFA_PROTO, 0));
    }

    /** Whether a request is about IPv4; it may be about IPv6, else nothing is known about it. */
    private static boolean family(Request request) throws NetlinkFailure {
        int family = request.u8(0);
        if (family != Rtm.AF_INET && family != Rtm.AF_INET6) {
            throw unsupported();
        }
        request.require(HEADER);
        return family == Rtm.AF_INET;
    }

    @Override
    void delete(Request request) throws NetlinkFailure {
        boolean v4 = family(request);
        Attributes attributes = request.attributes(HEADER, POLICY, false);
        if (v4 && names.byIndex(request.u32(4)) == null) {
            throw NetlinkFailure.of(NetworkError.ENODEV, "ipv4: Device not found");
        }
        IpAddress local = local(request, attributes);
        if (!v4 && local == null) {
            throw NetlinkFailure.of(NetworkError.EINVAL, "ipv6: address not provided");
        }
        NetworkInterface device = names.byIndex(request.u32(4));
        if (device == null) {
            throw NetlinkFailure.of(NetworkError.ENODEV, "ipv6: Unable to find the interface");
        }
        for (InterfaceAddress address : device.addresses()) {
            if (address.isV4() == v4 && matches(address, request, attributes, local)) {
                remove(address);
                return;
            }
        }
        throw NetlinkFailure.of(NetworkError.EADDRNOTAVAIL, v4 ? "ipv4: Address not found" : "ipv6: address not found");
    }

    private static boolean matches(
            InterfaceAddress address, Request request, Attributes attributes, @Nullable IpAddress local)
            throws NetlinkFailure {
        if (local != null && !local.equals(address.address())) {
            return false;
        }
        if (!address.isV4()) {
            return request.u8(1) == address.prefixLength();
        }
        String label = attributes.text(AddressMessage.IFA_LABEL);
        if (label != null && !label.equals(address.label())) {
            return false;
        }
        Attribute peer = attributes.get(AddressMessage.IFA_ADDRESS);
        return peer == null
                || request.u8(1) == address.prefixLength()
                        && new IpPrefix(address.peer(), address.prefixLength()).contains(address(peer, true));
    }

    private void remove(InterfaceAddress address) throws NetlinkFailure {
        try {
            addresses.remove(address.device(), address.address(), address.prefixLength());
        } catch (NetworkException gone) {
            throw NetlinkFailure.of(gone);
        }
    }
}
