package io.umview.lwipv6.netlink.core;

import io.umview.lwipv6.netlink.message.MessageWriter;
import io.umview.lwipv6.netlink.message.NetlinkFailure;
import io.umview.lwipv6.netlink.message.Request;

/** What answers the requests of one netlink protocol: the kernel's side of it. */
public interface NetlinkProtocol {
    /** NETLINK_*. */
    int number();

    /** The highest multicast group. */
    int groups();

    /** Whether programs without CAP_NET_ADMIN may join groups. */
    boolean mayListen();

    /**
     * Whether a request is for a dump, which is ended with NLMSG_DONE even if it fails or shows nothing.
     *
     * @throws NetlinkFailure no such dump, or not for everybody
     */
    boolean dumps(Request request) throws NetlinkFailure;

    /**
     * Answers a request for a dump.
     *
     * @param answers takes the messages of the answer; they have NLM_F_MULTI already
     * @throws NetlinkFailure what NLMSG_DONE tells
     */
    void dump(Request request, MessageWriter answers) throws NetlinkFailure;

    /**
     * Does what any other request asks for.
     *
     * @param answers takes the messages of the answer, if any
     * @throws NetlinkFailure what NLMSG_ERROR tells
     */
    void handle(Request request, MessageWriter answers) throws NetlinkFailure;
}
