package io.umview.umfuse.mem;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import java.util.List;
import java.util.Map;

/** xattr(7), but for access control lists. */
final class ExtendedAttributes {
    private static final int XATTR_CREATE = 1;
    private static final int XATTR_REPLACE = 2;
    private static final String CAPABILITY = "security.capability";

    void set(Node node, String name, byte[] value, int flags) throws ErrnoException {
        check(name);
        Map<String, byte[]> own = node.ownAttributes();
        boolean there = own.containsKey(name);
        if (there && (flags & XATTR_CREATE) != 0) {
            throw Errno.EEXIST.exception();
        }
        if (!there && (flags & XATTR_REPLACE) != 0) {
            throw Errno.ENODATA.exception();
        }
        own.put(name, value);
    }

    byte[] get(Node node, String name) throws ErrnoException {
        check(name);
        byte[] value = node.attributes == null ? null : node.attributes.get(name);
        if (value == null) {
            throw Errno.ENODATA.exception();
        }
        return value;
    }

    List<String> list(Node node) {
        return node.attributes == null ? List.of() : List.copyOf(node.attributes.keySet());
    }

    void remove(Node node, String name) throws ErrnoException {
        check(name);
        if (node.attributes == null || node.attributes.remove(name) == null) {
            throw Errno.ENODATA.exception();
        }
    }

    void dropCapabilities(Node node) {
        if (node.attributes != null) {
            node.attributes.remove(CAPABILITY);
        }
    }

    private static void check(String name) throws ErrnoException {
        if (!name.startsWith("user.") && !name.startsWith("trusted.") && !name.startsWith("security.")) {
            throw Errno.EOPNOTSUPP.exception();
        }
    }
}
