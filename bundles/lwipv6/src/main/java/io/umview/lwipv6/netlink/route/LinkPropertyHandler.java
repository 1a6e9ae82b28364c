package io.umview.lwipv6.netlink.route;

import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkInterface;
import io.umview.lwipv6.netlink.message.Attribute;
import io.umview.lwipv6.netlink.message.Attributes;
import io.umview.lwipv6.netlink.message.NetlinkFailure;
import io.umview.lwipv6.netlink.message.Policy;
import io.umview.lwipv6.netlink.message.Request;

/** RTM_NEWLINKPROP and RTM_DELLINKPROP: alternative names of interfaces. */
final class LinkPropertyHandler extends ObjectHandler {
    private final DeviceNames names;
    private final RouteMonitor monitor;

    LinkPropertyHandler(DeviceNames names, RouteMonitor monitor) {
        this.names = names;
        this.monitor = monitor;
    }

    @Override
    boolean dumps(Request request) {
        return false;
    }

    @Override
    void create(Request request) throws NetlinkFailure {
        change(request, true);
    }

    @Override
    void delete(Request request) throws NetlinkFailure {
        change(request, false);
    }

    private void change(Request request, boolean add) throws NetlinkFailure {
        request.require(LinkHandler.HEADER);
        Attributes attributes = request.attributes(LinkHandler.HEADER, LinkHandler.POLICY, false);
        NetworkInterface device = device(request, attributes);
        Attribute list = attributes.get(LinkMessage.IFLA_PROP_LIST);
        if (list == null) {
            return;
        }
        for (Attribute property : list.nested(Policy.ANY, false)) {
            if (property.type() != LinkMessage.IFLA_ALT_IFNAME) {
                continue;
            }
            if (add) {
                names.add(device, property.text());
            } else {
                names.remove(device, property.text());
            }
        }
        monitor.interfaceChanged(device);
    }

    private NetworkInterface device(Request request, Attributes attributes) throws NetlinkFailure {
        if (request.u32(4) > 0) {
            return names.require(request.u32(4));
        }
        String name = attributes.text(LinkMessage.IFLA_IFNAME);
        if (name == null) {
            name = attributes.text(LinkMessage.IFLA_ALT_IFNAME);
        }
        if (name == null) {
            throw NetlinkFailure.of(NetworkError.EINVAL);
        }
        NetworkInterface device = names.byName(name);
        if (device == null) {
            throw NetlinkFailure.of(NetworkError.ENODEV);
        }
        return device;
    }
}
