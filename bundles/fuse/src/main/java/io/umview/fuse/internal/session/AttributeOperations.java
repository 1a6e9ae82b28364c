package io.umview.fuse.internal.session;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.GuestText;
import io.umview.fuse.AttributeChange;
import io.umview.fuse.NodeFileSystem;
import io.umview.fuse.Request;
import io.umview.fuse.internal.protocol.Identities;
import io.umview.fuse.internal.protocol.Incoming;
import io.umview.fuse.internal.protocol.Outgoing;
import java.io.ByteArrayOutputStream;

/** Operations on what is known of a file besides its data. */
final class AttributeOperations {
    private static final int GETATTR_FH = 1;

    private final NodeFileSystem files;
    private final Request request;
    private final Incoming in;
    private final Outgoing out;

    AttributeOperations(NodeFileSystem files, Request request, Incoming in, Outgoing out) {
        this.files = files;
        this.request = request;
        this.in = in;
        this.out = out;
    }

    void getattr() throws ErrnoException {
        long handle = (in.number(0) & GETATTR_FH) != 0 ? in.wide(8) : NodeFileSystem.NO_HANDLE;
        out.attributes(files.getattr(request, in.node(), handle), files.attributesValid());
    }

    /** {@code struct fuse_setattr_in}. */
    void setattr() throws ErrnoException {
        int valid = in.number(0);
        int user = in.user(76);
        int group = in.group(80);
        int withoutOwner = (user == Identities.UNKNOWN ? AttributeChange.UID : 0)
                | (group == Identities.UNKNOWN ? AttributeChange.GID : 0);
        AttributeChange change = new AttributeChange(
                valid & ~withoutOwner,
                (valid & AttributeChange.HANDLE) != 0 ? in.wide(8) : NodeFileSystem.NO_HANDLE,
                in.number(68),
                user,
                group,
                in.wide(16),
                in.time(32, 56),
                in.time(40, 60),
                in.time(48, 64));
        out.attributes(files.setattr(request, in.node(), change), files.attributesValid());
    }

    void setxattr() throws ErrnoException {
        byte[] value = in.bytes(in.after(8), in.number(0));
        files.setxattr(request, in.node(), in.text(8), value, in.number(4));
    }

    void getxattr() throws ErrnoException {
        put(files.getxattr(request, in.node(), in.text(8)));
    }

    void listxattr() throws ErrnoException {
        ByteArrayOutputStream names = new ByteArrayOutputStream();
        for (String name : files.listxattr(request, in.node())) {
            names.writeBytes(GuestText.encode(name));
            names.write(0);
        }
        put(names.toByteArray());
    }

    private void put(byte[] value) throws ErrnoException {
        int size = in.number(0);
        if (size == 0) {
            out.number(value.length).number(0);
        } else if (value.length > Integer.toUnsignedLong(size) || value.length > out.room()) {
            throw Errno.ERANGE.exception();
        } else {
            out.bytes(value);
        }
    }
}
