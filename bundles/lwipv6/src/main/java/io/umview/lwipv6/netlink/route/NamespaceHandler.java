package io.umview.lwipv6.netlink.route;

import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.netlink.message.Attribute;
import io.umview.lwipv6.netlink.message.Attributes;
import io.umview.lwipv6.netlink.message.MessageWriter;
import io.umview.lwipv6.netlink.message.NetlinkFailure;
import io.umview.lwipv6.netlink.message.Policy;
import io.umview.lwipv6.netlink.message.Request;

/** RTM_GETNSID of a stack that knows no other network namespace (linux/net_namespace.h). */
final class NamespaceHandler extends ObjectHandler {
    private static final int HEADER = 1;
    private static final int NETNSA_NSID = 1;
    private static final int NETNSA_PID = 2;
    private static final int NETNSA_FD = 3;
    private static final int NOT_ASSIGNED = -1;

    @Override
    void get(Request request, MessageWriter out) throws NetlinkFailure {
        Attributes attributes = request.attributes(HEADER, Policy.ANY, false);
        Attribute peer = attributes.get(NETNSA_PID);
        if (peer == null) {
            peer = attributes.get(NETNSA_FD);
        }
        if (peer == null) {
            peer = attributes.get(NETNSA_NSID);
        }
        if (peer == null) {
            throw NetlinkFailure.of(NetworkError.EINVAL, "Peer netns reference is missing");
        }
        out.begin(Rtm.NEWNSID).u32(0);
        out.attributeU32(NETNSA_NSID, NOT_ASSIGNED);
        out.end();
    }
}
