package io.umview.lwipv6.netlink.message;

import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkException;
import org.jspecify.annotations.Nullable;

/** A request that is refused: the errno and what NETLINK_EXT_ACK adds to it (linux/netlink.h, enum nlmsgerr_attrs). */
public final class NetlinkFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final NetworkError error;
    private final int offset;
    private final int missingType;

    private NetlinkFailure(NetworkError error, @Nullable String message, int offset, int missingType) {
        super(message, null, false, false);
        this.error = error;
        this.offset = offset;
        this.missingType = missingType;
    }

    /** An error without explanation. */
    public static NetlinkFailure of(NetworkError error) {
        return new NetlinkFailure(error, null, -1, -1);
    }

    /** An error with an explanation for people, as the kernel words it. */
    public static NetlinkFailure of(NetworkError error, String message) {
        return new NetlinkFailure(error, message, -1, -1);
    }

    /** An error about an attribute. */
    public static NetlinkFailure of(NetworkError error, String message, Attribute attribute) {
        return new NetlinkFailure(error, message, attribute.offset(), -1);
    }

    /** The same error with another explanation. */
    public NetlinkFailure explained(String message) {
        return new NetlinkFailure(error, message, offset, missingType);
    }

    /** EINVAL: an attribute is missing. */
    public static NetlinkFailure missing(int attributeType) {
        return new NetlinkFailure(NetworkError.EINVAL, null, -1, attributeType);
    }

    /** What the model refused. */
    public static NetlinkFailure of(NetworkException exception) {
        return of(exception.error());
    }

    /** Why. */
    public NetworkError error() {
        return error;
    }

    /** Where the attribute that is at fault begins in the message, in bytes from the message's header; -1 if it is none. */
    public int offset() {
        return offset;
    }

    /** The type of the attribute that is missing; -1 if it is not that. */
    public int missingType() {
        return missingType;
    }
}
