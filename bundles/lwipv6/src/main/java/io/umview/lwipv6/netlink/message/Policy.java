package io.umview.lwipv6.netlink.message;

import io.umview.lwipv6.net.NetworkError;

/** Which attributes a message may have, and how long each is at least or at most (the kernel's struct nla_policy). */
public final class Policy {
    /** For attributes that are looked at one by one. */
    public static final Policy ANY = new Policy(Netlink.NLA_TYPE_MASK, 0);

    private static final String FAILED = "Attribute failed policy validation";
    private static final int KNOWN = 1 << 30;

    private final int maximum;
    private final int[] least;
    private final int[] most;

    private Policy(int maximum, int size) {
        this.maximum = maximum;
        this.least = new int[size];
        this.most = new int[size];
    }

    /**
     * A policy by which no attribute is known yet.
     *
     * @param maximum the highest type
     */
    public static Policy upTo(int maximum) {
        return new Policy(maximum, maximum + 1);
    }

    /** Attributes that may have any content. */
    public Policy any(int... types) {
        return range(0, Integer.MAX_VALUE, types);
    }

    /** Attributes of at least one byte. */
    public Policy u8(int... types) {
        return range(1, Integer.MAX_VALUE, types);
    }

    /** Attributes of at least two bytes. */
    public Policy u16(int... types) {
        return range(2, Integer.MAX_VALUE, types);
    }

    /** Attributes of at least four bytes. */
    public Policy u32(int... types) {
        return range(4, Integer.MAX_VALUE, types);
    }

    /** Attributes of at least so many bytes. */
    public Policy atLeast(int bytes, int... types) {
        return range(bytes, Integer.MAX_VALUE, types);
    }

    /** Attributes of at most so many bytes. */
    public Policy atMost(int bytes, int... types) {
        return range(0, bytes, types);
    }

    /** Text of at most so many bytes without its NUL, and not nothing at all. */
    public Policy text(int bytes, int... types) {
        return range(1, bytes | KNOWN, types);
    }

    private Policy range(int from, int to, int... types) {
        for (int type : types) {
            least[type] = from | KNOWN;
            most[type] = to;
        }
        return this;
    }

    int maximum() {
        return maximum;
    }

    void check(Attribute attribute, boolean strict) throws NetlinkFailure {
        int type = attribute.type();
        if (least.length == 0) {
            return;
        }
        if (type == 0 || type > maximum || least[type] == 0) {
            if (strict) {
                throw NetlinkFailure.of(NetworkError.EINVAL, "Unknown attribute type", attribute);
            }
            return;
        }
        if (attribute.length() < (least[type] & ~KNOWN)) {
            throw NetlinkFailure.of(NetworkError.ERANGE, FAILED, attribute);
        }
        int limit = most[type];
        boolean text = limit != Integer.MAX_VALUE && (limit & KNOWN) != 0;
        int length = text ? attribute.text().length() : attribute.length();
        if (length > (text ? limit & ~KNOWN : limit)) {
            throw NetlinkFailure.of(text ? NetworkError.ERANGE : NetworkError.EINVAL, FAILED, attribute);
        }
    }
}
