package io.umview.lwipv6.netlink.route;

import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.netlink.message.MessageWriter;
import io.umview.lwipv6.netlink.message.NetlinkFailure;
import io.umview.lwipv6.netlink.message.Request;

/** Serves the requests about one kind of object: RTM_NEW*, RTM_DEL*, RTM_GET*, RTM_SET*. What is not offered is EOPNOTSUPP. */
abstract class ObjectHandler {
    /** Whether all objects can be shown. */
    boolean dumps(Request request) {
        return true;
    }

    /** RTM_GET* with NLM_F_DUMP. */
    void dump(Request request, MessageWriter out) throws NetlinkFailure {}

    /** RTM_GET* of one object. */
    void get(Request request, MessageWriter out) throws NetlinkFailure {
        throw unsupported();
    }

    /** RTM_NEW*. */
    void create(Request request) throws NetlinkFailure {
        throw unsupported();
    }

    /** RTM_DEL*. */
    void delete(Request request) throws NetlinkFailure {
        throw unsupported();
    }

    /** RTM_SET*. */
    void set(Request request) throws NetlinkFailure {
        throw unsupported();
    }

    static NetlinkFailure unsupported() {
        return NetlinkFailure.of(NetworkError.EOPNOTSUPP);
    }

    static NetlinkFailure invalid(String message) {
        return NetlinkFailure.of(NetworkError.EINVAL, message);
    }
}
