package io.umview.lwipv6.netlink.route;

import io.umview.lwipv6.net.Network;
import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkInterface;
import io.umview.lwipv6.netlink.message.Attribute;
import io.umview.lwipv6.netlink.message.MessageWriter;
import io.umview.lwipv6.netlink.message.NetlinkFailure;
import io.umview.lwipv6.netlink.message.Policy;
import io.umview.lwipv6.netlink.message.Request;

/** RTM_GETNETCONF. */
final class NetconfHandler extends ObjectHandler {
    /** Struct netconfmsg is one byte, padded. */
    private static final int HEADER = 4;

    private static final int ALL = -1;
    private static final int DEFAULT = -2;

    private final Network network;
    private final DeviceNames names;

    NetconfHandler(Network network, DeviceNames names) {
        this.network = network;
        this.names = names;
    }

    @Override
    void dump(Request request, MessageWriter out) throws NetlinkFailure {
        int family = request.u8(0);
        if (request.strict() && request.length() != HEADER) {
            throw invalid(
                    (family == Rtm.AF_INET6 ? "" : "ipv4: ") + "Invalid data after header in netconf dump request");
        }
        if (Rtm.covers(family, true)) {
            for (NetworkInterface device : names.all()) {
                NetconfMessage.inet(device.ipv4(), device.index(), out);
            }
            NetconfMessage.inet(network.all4(), ALL, out);
            NetconfMessage.inet(network.defaults4(), DEFAULT, out);
        }
        if (Rtm.covers(family, false)) {
            for (NetworkInterface device : names.all()) {
                NetconfMessage.inet6(device.ipv6(), device.index(), out);
            }
            NetconfMessage.inet6(network.all6(), ALL, out);
            NetconfMessage.inet6(network.defaults6(), DEFAULT, out);
        }
    }

    @Override
    void get(Request request, MessageWriter out) throws NetlinkFailure {
        int family = request.u8(0);
        if (family != Rtm.AF_INET && family != Rtm.AF_INET6) {
            throw unsupported();
        }
        Attribute index = request.attributes(HEADER, Policy.ANY, false).get(NetconfMessage.NETCONFA_IFINDEX);
        if (index == null || index.length() < 4) {
            throw NetlinkFailure.of(NetworkError.EINVAL);
        }
        int number = index.u32();
        if (number >= 0) {
            NetworkInterface device = names.byIndex(number);
            if (device == null) {
                throw NetlinkFailure.of(NetworkError.EINVAL);
            }
            if (family == Rtm.AF_INET) {
                NetconfMessage.inet(device.ipv4(), number, out);
            } else {
                NetconfMessage.inet6(device.ipv6(), number, out);
            }
        } else if (family == Rtm.AF_INET) {
            NetconfMessage.inet(number == ALL ? network.all4() : network.defaults4(), number, out);
        } else {
            NetconfMessage.inet6(number == ALL ? network.all6() : network.defaults6(), number, out);
        }
    }
}
