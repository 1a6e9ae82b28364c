package io.umview.lwipv6.netlink.route;

import io.umview.lwipv6.net.Neighbour;
import io.umview.lwipv6.net.Neighbours;
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
import io.umview.lwipv6.wire.MacAddress;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** RTM_GETNEIGH, RTM_NEWNEIGH, RTM_DELNEIGH. */
final class NeighbourHandler extends ObjectHandler {
    /** Size of struct ndmsg. */
    private static final int HEADER = 12;

    private static final Policy POLICY = Policy.upTo(NeighbourMessage.NDA_MAX)
            .any(NeighbourMessage.NDA_DST, NeighbourMessage.NDA_LLADDR)
            .atLeast(16, NeighbourMessage.NDA_CACHEINFO)
            .u32(NeighbourMessage.NDA_PROBES, NeighbourMessage.NDA_IFINDEX, NeighbourMessage.NDA_MASTER, 7, 13, 15)
            .u16(5, 6)
            .u8(12)
            .any(10, 11, 14, 16);

    private final DeviceNames names;
    private final Neighbours neighbours;
    private final NeighbourMessage message;

    NeighbourHandler(DeviceNames names, Neighbours neighbours, NeighbourMessage message) {
        this.names = names;
        this.neighbours = neighbours;
        this.message = message;
    }

    @Override
    void dump(Request request, MessageWriter out) throws NetlinkFailure {
        int family = request.u8(0);
        if (family == Rtm.AF_BRIDGE) {
            return;
        }
        if (request.strict()) {
            check(request);
        }
        Attributes attributes = request.attributes(request.length() < HEADER ? 4 : HEADER, POLICY, false);
        int device = attributes.u32(NeighbourMessage.NDA_IFINDEX, 0);
        int master = attributes.u32(NeighbourMessage.NDA_MASTER, 0);
        if (device != 0 || master != 0) {
            out.flag(Netlink.NLM_F_DUMP_FILTERED);
        }
        if (master != 0) {
            return;
        }
        if (request.u8(10) == Neighbour.NTF_PROXY) {
            proxies(family, device, out);
        } else {
            all(family, device, out);
        }
    }

    private void proxies(int family, int device, MessageWriter out) {
        for (Neighbours.Proxy proxy : neighbours.proxies()) {
            if (Rtm.covers(family, proxy.address().isV4())
                    && (device == 0 || device == proxy.device().index())) {
                message.writeProxy(proxy, out);
            }
        }
    }

    private void all(int family, int device, MessageWriter out) {
        for (boolean v4 : new boolean[] {true, false}) {
            for (Neighbour neighbour : neighbours.all()) {
                if (neighbour.address().isV4() == v4
                        && Rtm.covers(family, v4)
                        && (device == 0 || device == neighbour.device().index())) {
                    message.write(neighbour, Rtm.NEWNEIGH, out);
                }
            }
        }
    }

    private static void check(Request request) throws NetlinkFailure {
        if (request.length() < HEADER) {
            throw invalid("Invalid header for neighbor dump request");
        }
        if (request.u8(1) != 0
                || request.u16(2) != 0
                || request.u32(4) != 0
                || request.u16(8) != 0
                || request.u8(11) != 0) {
            throw invalid("Invalid values in header for neighbor dump request");
        }
        if ((request.u8(10) & ~Neighbour.NTF_PROXY) != 0) {
            throw invalid("Invalid flags in header for neighbor dump request");
        }
        for (Attribute attribute : request.attributes(HEADER, POLICY, true)) {
            if (attribute.type() != NeighbourMessage.NDA_IFINDEX && attribute.type() != NeighbourMessage.NDA_MASTER) {
                throw NetlinkFailure.of(
                        NetworkError.EINVAL, "Unsupported attribute in neighbor dump request", attribute);
            }
        }
    }

    @Override
    void get(Request request, MessageWriter out) throws NetlinkFailure {
        if (request.length() < HEADER) {
            throw invalid("Invalid header for neighbor get request");
        }
        boolean proxy = (request.u8(10) & Neighbour.NTF_PROXY) != 0;
        Attributes attributes = request.attributes(HEADER, POLICY, request.strict());
        int family = request.u8(0);
        if (family != Rtm.AF_INET && family != Rtm.AF_INET6 && attributes.has(NeighbourMessage.NDA_DST)) {
            throw NetlinkFailure.of(NetworkError.EAFNOSUPPORT, "Unsupported family in header for neighbor get request");
        }
        if (request.u32(4) == 0) {
            throw invalid("No device specified");
        }
        NetworkInterface device = names.byIndex(request.u32(4));
        if (device == null) {
            throw NetlinkFailure.of(NetworkError.ENODEV, "Unknown device ifindex");
        }
        Attribute destination = attributes.get(NeighbourMessage.NDA_DST);
        if (destination == null) {
            throw invalid("Network address not specified");
        }
        if (destination.length() != (family == Rtm.AF_INET ? 4 : 16)) {
            throw invalid("Invalid network address in neighbor get request");
        }
        IpAddress address = destination.address();
        if (proxy) {
            Neighbours.Proxy wanted = new Neighbours.Proxy(device, address);
            if (!neighbours.proxies().contains(wanted)) {
                throw NetlinkFailure.of(NetworkError.ENOENT, "Proxy neighbour entry not found");
            }
            message.writeProxy(wanted, out);
            return;
        }
        Neighbour neighbour = neighbours.find(device, address);
        if (neighbour == null) {
            throw NetlinkFailure.of(NetworkError.ENOENT, "Neighbour entry not found");
        }
        message.write(neighbour, Rtm.NEWNEIGH, out);
    }

    /** What RTM_NEWNEIGH and RTM_DELNEIGH are about. */
    private record Named(NetworkInterface device, IpAddress address, Attributes attributes) {}

    private Named named(Request request) throws NetlinkFailure {
        request.require(HEADER);
        Attributes attributes = request.attributes(HEADER, POLICY, false);
        Attribute destination = attributes.get(NeighbourMessage.NDA_DST);
        if (destination == null) {
            throw invalid("Network address not specified");
        }
        int index = request.u32(4);
        NetworkInterface device = names.byIndex(index);
        if (index != 0 && device == null) {
            throw NetlinkFailure.of(NetworkError.ENODEV);
        }
        int family = request.u8(0);
        if (family != Rtm.AF_INET && family != Rtm.AF_INET6) {
            throw NetlinkFailure.of(NetworkError.EAFNOSUPPORT);
        }
        if (destination.length() < (family == Rtm.AF_INET ? 4 : 16)) {
            throw invalid("Invalid network address");
        }
        if (device == null) {
            throw invalid("Device not specified");
        }
        byte[] bytes = Arrays.copyOf(destination.bytes(), family == Rtm.AF_INET ? 4 : 16);
        IpAddress address = new Attribute(0, 0, java.nio.ByteBuffer.wrap(bytes)).address();
        return new Named(device, address, attributes);
    }

    @Override
    void create(Request request) throws NetlinkFailure {
        Named named = named(request);
        @Nullable MacAddress mac = mac(named.attributes.get(NeighbourMessage.NDA_LLADDR));
        if ((request.u8(10) & Neighbour.NTF_PROXY) != 0) {
            neighbours.addProxy(named.device, named.address);
            return;
        }
        try {
            neighbours.set(
                    named.device,
                    named.address,
                    mac,
                    request.u16(8),
                    request.u8(10),
                    request.has(Netlink.NLM_F_CREATE),
                    !request.has(Netlink.NLM_F_EXCL));
        } catch (NetworkException refused) {
            throw refused.error() == NetworkError.EINVAL
                    ? invalid("No link layer address given")
                    : NetlinkFailure.of(refused);
        }
    }

    private static @Nullable MacAddress mac(@Nullable Attribute attribute) throws NetlinkFailure {
        if (attribute == null) {
            return null;
        }
        if (attribute.length() < MacAddress.LENGTH) {
            throw invalid("Invalid link address");
        }
        return MacAddress.of(Arrays.copyOf(attribute.bytes(), MacAddress.LENGTH));
    }

    @Override
    void delete(Request request) throws NetlinkFailure {
        Named named = named(request);
        try {
            if ((request.u8(10) & Neighbour.NTF_PROXY) != 0) {
                neighbours.removeProxy(named.device, named.address);
            } else {
                neighbours.remove(named.device, named.address);
            }
        } catch (NetworkException refused) {
            throw NetlinkFailure.of(refused);
        }
    }
}
