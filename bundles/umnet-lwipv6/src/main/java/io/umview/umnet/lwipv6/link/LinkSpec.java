package io.umview.umnet.lwipv6.link;

import io.umview.lwipv6.wire.MacAddress;
import org.jspecify.annotations.Nullable;

/**
 * A link that a stack is to have.
 *
 * @param kind what carries the frames
 * @param name of the interface, such as {@code vd0}
 * @param value what the kind needs to know; empty if nothing was said
 * @param mac null: the stack chooses
 * @param offload whether a device of the kernel's is asked for its checksum and segmentation offload
 */
public record LinkSpec(
        Kind kind, String name, String value, @Nullable MacAddress mac, boolean offload) {
    /** Kinds of links, by the two letters that names of their interfaces begin with. */
    public enum Kind {
        VD,
        TP,
        TN,
        SW,
        VX,
        SL
    }

    /** A link as it is without settings of its own. */
    LinkSpec(Kind kind, String name, String value) {
        this(kind, name, value, null, true);
    }

    LinkSpec withMac(MacAddress address) {
        return new LinkSpec(kind, name, value, address, offload);
    }

    LinkSpec withoutOffload() {
        return new LinkSpec(kind, name, value, mac, false);
    }

    /** Whether it is a device of the kernel's, which may have offload. */
    boolean isDevice() {
        return kind == Kind.TP || kind == Kind.TN;
    }
}
