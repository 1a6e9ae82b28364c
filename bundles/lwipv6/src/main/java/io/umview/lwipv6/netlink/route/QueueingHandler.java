package io.umview.lwipv6.netlink.route;

import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkInterface;
import io.umview.lwipv6.netlink.message.Attributes;
import io.umview.lwipv6.netlink.message.MessageWriter;
import io.umview.lwipv6.netlink.message.NetlinkFailure;
import io.umview.lwipv6.netlink.message.Policy;
import io.umview.lwipv6.netlink.message.Request;

/** RTM_GETQDISC: {@code tc qdisc}. Nothing is queued between an interface and its link, so there is nothing to choose. */
final class QueueingHandler extends ObjectHandler {
    /** Size of struct tcmsg. */
    private static final int HEADER = 20;

    private static final int TCA_KIND = 1;
    private static final int TCA_STATS = 3;
    private static final int TCA_STATS2 = 7;
    private static final int TCA_HW_OFFLOAD = 12;
    private static final int TCA_STATS_BASIC = 1;
    private static final int TCA_STATS_QUEUE = 3;
    private static final int TC_H_ROOT = -1;

    private final DeviceNames names;

    QueueingHandler(DeviceNames names) {
        this.names = names;
    }

    @Override
    void dump(Request request, MessageWriter out) throws NetlinkFailure {
        if (request.length() < HEADER) {
            throw NetlinkFailure.of(NetworkError.EINVAL);
        }
        for (NetworkInterface device : names.all()) {
            if (device.isUp() && (request.u32(4) == 0 || request.u32(4) == device.index())) {
                write(device, out);
            }
        }
    }

    private static void write(NetworkInterface device, MessageWriter out) {
        out.begin(Rtm.NEWQDISC).u32(0).u32(device.index()).u32(0).u32(TC_H_ROOT).u32(2);
        out.attribute(TCA_KIND, device.qdisc());
        out.attributeU8(TCA_HW_OFFLOAD, 0);
        int statistics = out.open(TCA_STATS2);
        int basic = out.open(TCA_STATS_BASIC);
        out.zeros(16).close(basic);
        int queue = out.open(TCA_STATS_QUEUE);
        out.zeros(20).close(queue);
        out.close(statistics);
        out.attribute(TCA_STATS, new byte[40]);
        out.end();
    }

    @Override
    void get(Request request, MessageWriter out) throws NetlinkFailure {
        request.require(HEADER);
        write(names.require(request.u32(4)), out);
    }

    @Override
    void create(Request request) throws NetlinkFailure {
        request.require(HEADER);
        NetworkInterface device = names.require(request.u32(4));
        Attributes attributes = request.attributes(HEADER, Policy.ANY, false);
        String kind = attributes.text(TCA_KIND);
        if (kind == null || !kind.equals(device.qdisc())) {
            throw NetlinkFailure.of(NetworkError.ENOENT, "Specified qdisc kind is unknown");
        }
    }

    @Override
    void delete(Request request) throws NetlinkFailure {
        request.require(HEADER);
        names.require(request.u32(4));
        throw NetlinkFailure.of(NetworkError.ENOENT, "Cannot delete qdisc with handle of zero");
    }
}
