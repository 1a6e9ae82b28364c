package io.umview.lwipv6.netlink.core;

import io.umview.lwipv6.netlink.message.MessageWriter;
import io.umview.lwipv6.netlink.message.Netlink;
import io.umview.lwipv6.netlink.message.NetlinkFailure;
import io.umview.lwipv6.netlink.message.Request;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The messages that say how a request went: NLMSG_ERROR (with error 0: done as asked) and NLMSG_DONE. */
final class Acknowledgement {
    private Acknowledgement() {}

    /**
     * Writes NLMSG_ERROR.
     *
     * @param failure null: no error
     * @param capped whether only the header of the request is quoted (NETLINK_CAP_ACK)
     * @param extended whether it is explained (NETLINK_EXT_ACK)
     */
    static void error(
            Request request, @Nullable NetlinkFailure failure, boolean capped, boolean extended, MessageWriter out) {
        boolean header = capped || failure == null;
        boolean explained = extended && failure != null && explains(failure);
        out.begin(Netlink.NLMSG_ERROR, (header ? Netlink.NLM_F_CAPPED : 0) | (explained ? Netlink.NLM_F_ACK_TLVS : 0));
        out.u32(failure == null ? 0 : -failure.error().number());
        ByteBuffer message = request.message();
        byte[] quoted = new byte[header ? Netlink.NLMSG_HDRLEN : message.limit()];
        message.get(0, quoted);
        out.raw(quoted).zeros(Netlink.align(quoted.length) - quoted.length);
        if (explained) {
            explain(failure, out);
        }
        out.end();
    }

    /** Writes NLMSG_DONE, which ends a dump, with the flags of the dump's messages. */
    static void done(@Nullable NetlinkFailure failure, boolean extended, MessageWriter out) {
        boolean explained = extended && failure != null && explains(failure);
        out.begin(Netlink.NLMSG_DONE, explained ? Netlink.NLM_F_ACK_TLVS : 0);
        out.u32(failure == null ? 0 : -failure.error().number());
        if (explained) {
            explain(failure, out);
        }
        out.end();
    }

    private static boolean explains(NetlinkFailure failure) {
        return failure.getMessage() != null || failure.offset() >= 0 || failure.missingType() >= 0;
    }

    private static void explain(NetlinkFailure failure, MessageWriter out) {
        String message = failure.getMessage();
        if (message != null) {
            out.attribute(Netlink.NLMSGERR_ATTR_MSG, message);
        }
        if (failure.offset() >= 0) {
            out.attributeU32(Netlink.NLMSGERR_ATTR_OFFS, failure.offset());
        }
        if (failure.missingType() >= 0) {
            out.attributeU32(Netlink.NLMSGERR_ATTR_MISS_TYPE, failure.missingType());
        }
    }
}
