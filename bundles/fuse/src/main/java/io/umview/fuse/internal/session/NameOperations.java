package io.umview.fuse.internal.session;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.GuestText;
import io.umview.fuse.Created;
import io.umview.fuse.NodeFileSystem;
import io.umview.fuse.Request;
import io.umview.fuse.internal.protocol.Incoming;
import io.umview.fuse.internal.protocol.Outgoing;

/** Operations on names in directories. */
final class NameOperations {
    /** Bytes of a {@code struct fuse_create_in}. */
    private static final int CREATE_IN = 16;

    private static final int PATH_MAX = 4096;

    private final NodeFileSystem files;
    private final Request request;
    private final Incoming in;
    private final Outgoing out;

    NameOperations(NodeFileSystem files, Request request, Incoming in, Outgoing out) {
        this.files = files;
        this.request = request;
        this.in = in;
        this.out = out;
    }

    void lookup() throws ErrnoException {
        out.entry(files.lookup(request, in.node(), in.text(0)));
    }

    void readlink() throws ErrnoException {
        byte[] target = GuestText.encode(files.readlink(request, in.node()));
        if (target.length >= PATH_MAX) {
            throw Errno.ENAMETOOLONG.exception();
        }
        out.bytes(target);
    }

    void symlink() throws ErrnoException {
        out.entry(files.symlink(request, in.node(), in.text(0), in.text(in.after(0))));
    }

    void mknod() throws ErrnoException {
        out.entry(files.mknod(request, in.node(), in.text(16), in.number(0), in.number(4)));
    }

    void mkdir() throws ErrnoException {
        out.entry(files.mkdir(request, in.node(), in.text(8), in.number(0)));
    }

    void rename(int first, int flags) throws ErrnoException {
        files.rename(request, in.node(), in.text(first), in.wide(0), in.text(in.after(first)), flags);
    }

    void link() throws ErrnoException {
        out.entry(files.link(request, in.wide(0), in.node(), in.text(8)));
    }

    void create() throws ErrnoException {
        put(files.create(request, in.node(), in.text(CREATE_IN), in.number(4), in.number(0)));
    }

    void tmpfile() throws ErrnoException {
        put(files.tmpfile(request, in.node(), in.number(4), in.number(0)));
    }

    private void put(Created created) {
        out.entry(created.entry()).opened(created.opened());
    }
}
