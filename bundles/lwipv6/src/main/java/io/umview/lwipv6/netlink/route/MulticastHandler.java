package io.umview.lwipv6.netlink.route;

import io.umview.lwipv6.net.MulticastGroup;
import io.umview.lwipv6.net.NetworkInterface;
import io.umview.lwipv6.netlink.message.MessageWriter;
import io.umview.lwipv6.netlink.message.Request;

/** RTM_GETMULTICAST: the groups that interfaces receive. */
final class MulticastHandler extends ObjectHandler {
    private final DeviceNames names;
    private final AddressMessage message;

    MulticastHandler(DeviceNames names, AddressMessage message) {
        this.names = names;
        this.message = message;
    }

    @Override
    boolean dumps(Request request) {
        return request.u8(0) == Rtm.AF_INET || request.u8(0) == Rtm.AF_INET6;
    }

    @Override
    void dump(Request request, MessageWriter out) {
        for (NetworkInterface device : names.all()) {
            for (MulticastGroup group : device.multicast().all()) {
                if (Rtm.family(group.address().isV4()) == request.u8(0)) {
                    message.writeMulticast(group, out);
                }
            }
        }
    }
}
