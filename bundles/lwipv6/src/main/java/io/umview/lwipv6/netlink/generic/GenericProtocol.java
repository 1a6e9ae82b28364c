package io.umview.lwipv6.netlink.generic;

import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.netlink.core.NetlinkProtocol;
import io.umview.lwipv6.netlink.message.Attributes;
import io.umview.lwipv6.netlink.message.MessageWriter;
import io.umview.lwipv6.netlink.message.Netlink;
import io.umview.lwipv6.netlink.message.NetlinkFailure;
import io.umview.lwipv6.netlink.message.Policy;
import io.umview.lwipv6.netlink.message.Request;
import org.jspecify.annotations.Nullable;

/**
 * NETLINK_GENERIC of a kernel that has no family but the controller (linux/genetlink.h): ethtool, nl80211 and others are not there, and
 * programs that ask for them go on without.
 */
public final class GenericProtocol implements NetlinkProtocol {
    private static final int GENL_ID_CTRL = 16;
    private static final int HEADER = 4;
    private static final int VERSION = 2;
    private static final String NAME = "nlctrl";

    private static final int CTRL_CMD_NEWFAMILY = 1;
    private static final int CTRL_CMD_GETFAMILY = 3;
    private static final int CTRL_CMD_GETPOLICY = 10;

    private static final int CTRL_ATTR_FAMILY_ID = 1;
    private static final int CTRL_ATTR_FAMILY_NAME = 2;
    private static final int CTRL_ATTR_VERSION = 3;
    private static final int CTRL_ATTR_HDRSIZE = 4;
    private static final int CTRL_ATTR_MAXATTR = 5;
    private static final int CTRL_ATTR_OPS = 6;
    private static final int CTRL_ATTR_MCAST_GROUPS = 7;
    private static final int CTRL_ATTR_OP = 10;

    private static final int GENL_CMD_CAP_DO = 2;
    private static final int GENL_CMD_CAP_DUMP = 4;
    private static final int GENL_CMD_CAP_HASPOL = 8;

    private static final Policy POLICY = Policy.upTo(CTRL_ATTR_OP)
            .u16(CTRL_ATTR_FAMILY_ID)
            .text(15, CTRL_ATTR_FAMILY_NAME)
            .u32(CTRL_ATTR_OP);

    @Override
    public int number() {
        return Netlink.NETLINK_GENERIC;
    }

    /** Groups are numbered from 16 on; the controller's is the first. */
    @Override
    public int groups() {
        return 32;
    }

    @Override
    public boolean mayListen() {
        return true;
    }

    @Override
    public boolean dumps(Request request) throws NetlinkFailure {
        if (request.type() != GENL_ID_CTRL) {
            throw NetlinkFailure.of(NetworkError.ENOENT);
        }
        request.require(HEADER);
        if (!request.dump()) {
            return false;
        }
        if (request.u8(0) != CTRL_CMD_GETFAMILY) {
            throw NetlinkFailure.of(NetworkError.EOPNOTSUPP);
        }
        return true;
    }

    @Override
    public void dump(Request request, MessageWriter answers) {
        family(answers);
    }

    @Override
    public void handle(Request request, MessageWriter answers) throws NetlinkFailure {
        if (request.u8(0) != CTRL_CMD_GETFAMILY) {
            throw NetlinkFailure.of(NetworkError.EOPNOTSUPP);
        }
        Attributes attributes = request.attributes(HEADER, POLICY, true);
        @Nullable String name = attributes.text(CTRL_ATTR_FAMILY_NAME);
        boolean byNumber = attributes.has(CTRL_ATTR_FAMILY_ID);
        if (name == null && !byNumber) {
            throw NetlinkFailure.of(NetworkError.EINVAL);
        }
        boolean here = name == null ? attributes.u16(CTRL_ATTR_FAMILY_ID) == GENL_ID_CTRL : name.equals(NAME);
        if (!here) {
            throw NetlinkFailure.of(NetworkError.ENOENT);
        }
        family(answers);
    }

    private static void family(MessageWriter out) {
        out.begin(GENL_ID_CTRL).u8(CTRL_CMD_NEWFAMILY).u8(VERSION).u16(0);
        out.attribute(CTRL_ATTR_FAMILY_NAME, NAME);
        out.attributeU16(CTRL_ATTR_FAMILY_ID, GENL_ID_CTRL);
        out.attributeU32(CTRL_ATTR_VERSION, VERSION);
        out.attributeU32(CTRL_ATTR_HDRSIZE, 0);
        out.attributeU32(CTRL_ATTR_MAXATTR, CTRL_ATTR_OP);
        int operations = out.open(CTRL_ATTR_OPS);
        operation(out, 1, CTRL_CMD_GETFAMILY, GENL_CMD_CAP_DO | GENL_CMD_CAP_DUMP | GENL_CMD_CAP_HASPOL);
        operation(out, 2, CTRL_CMD_GETPOLICY, GENL_CMD_CAP_DUMP | GENL_CMD_CAP_HASPOL);
        out.close(operations);
        int groups = out.open(CTRL_ATTR_MCAST_GROUPS);
        int group = out.open(1);
        out.attributeU32(2, GENL_ID_CTRL).attribute(1, "notify");
        out.close(group);
        out.close(groups);
        out.end();
    }

    private static void operation(MessageWriter out, int place, int command, int flags) {
        int operation = out.open(place);
        out.attributeU32(1, command).attributeU32(2, flags);
        out.close(operation);
    }
}
