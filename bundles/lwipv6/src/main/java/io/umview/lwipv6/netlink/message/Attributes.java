package io.umview.lwipv6.netlink.message;

import io.umview.lwipv6.net.NetworkError;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The attributes of a message or of an attribute, checked against a {@link Policy}. */
public final class Attributes implements Iterable<Attribute> {
    private static final int HEADER = 4;

    private final List<Attribute> all = new ArrayList<>();

    private Attributes() {}

    /**
     * Reads attributes up to the limit of a buffer.
     *
     * @param buffer not changed
     * @param from where the first begins
     * @param base where the buffer begins in the message
     * @param strict whether unknown attributes and bytes that are none are refused (NETLINK_GET_STRICT_CHK)
     */
    public static Attributes parse(ByteBuffer buffer, int from, int base, Policy policy, boolean strict)
            throws NetlinkFailure {
        Attributes attributes = new Attributes();
        ByteBuffer bytes = buffer.duplicate().order(ByteOrder.nativeOrder());
        int at = from;
        while (bytes.limit() - at >= HEADER) {
            int length = bytes.getShort(at) & 0xffff;
            if (length < HEADER || length > bytes.limit() - at) {
                break;
            }
            int type = bytes.getShort(at + 2) & Netlink.NLA_TYPE_MASK;
            ByteBuffer payload = bytes.slice(at + HEADER, length - HEADER).order(ByteOrder.nativeOrder());
            Attribute attribute = new Attribute(type, base + at, payload);
            policy.check(attribute, strict);
            if (type <= policy.maximum()) {
                attributes.all.add(attribute);
            }
            at += Netlink.align(length);
        }
        if (strict && at < bytes.limit()) {
            throw NetlinkFailure.of(NetworkError.EINVAL, "bytes leftover after parsing attributes");
        }
        return attributes;
    }

    /** The last attribute of a type, or null if there is none. */
    public @Nullable Attribute get(int type) {
        for (int i = all.size() - 1; i >= 0; i--) {
            if (all.get(i).type() == type) {
                return all.get(i);
            }
        }
        return null;
    }

    /** Whether there is an attribute of a type. */
    public boolean has(int type) {
        return get(type) != null;
    }

    /** The 32-bit number of an attribute, or what is given if there is none. */
    public int u32(int type, int otherwise) {
        Attribute attribute = get(type);
        return attribute == null ? otherwise : attribute.u32();
    }

    /** The byte of an attribute, or what is given if there is none. */
    public int u8(int type, int otherwise) {
        Attribute attribute = get(type);
        return attribute == null ? otherwise : attribute.u8();
    }

    /** The 16-bit number of an attribute, or 0 if there is none. */
    public int u16(int type) {
        Attribute attribute = get(type);
        return attribute == null ? 0 : attribute.u16();
    }

    /** The text of an attribute, or null if there is none. */
    public @Nullable String text(int type) {
        Attribute attribute = get(type);
        return attribute == null ? null : attribute.text();
    }

    @Override
    public Iterator<Attribute> iterator() {
        return all.iterator();
    }
}
