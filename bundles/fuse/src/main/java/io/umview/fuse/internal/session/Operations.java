package io.umview.fuse.internal.session;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.fuse.NodeFileSystem;
import io.umview.fuse.Request;
import io.umview.fuse.internal.protocol.Incoming;
import io.umview.fuse.internal.protocol.Negotiation;
import io.umview.fuse.internal.protocol.Opcode;
import io.umview.fuse.internal.protocol.Outgoing;
import java.nio.ByteBuffer;

/** Which operation a request is. */
final class Operations {
    private static final int FORGET_ONE = 16;

    private final Session session;
    private final NodeFileSystem files;
    private final Request request;
    private final Incoming in;
    private final Outgoing out;
    private final NameOperations names;
    private final AttributeOperations attributes;
    private final OpenFileOperations open;

    Operations(Session session, Request request, Requests requests, Incoming in, Outgoing out, ByteBuffer buffer) {
        this.session = session;
        this.files = session.files();
        this.request = request;
        this.in = in;
        this.out = out;
        this.names = new NameOperations(files, request, in, out);
        this.attributes = new AttributeOperations(files, request, in, out);
        this.open = new OpenFileOperations(files, request, requests, in, out, buffer);
    }

    /** Carries the request out, and puts what it gives. */
    void perform() throws ErrnoException {
        switch (in.opcode()) {
            case Opcode.INIT -> init();
            case Opcode.LOOKUP -> names.lookup();
            case Opcode.GETATTR -> attributes.getattr();
            case Opcode.SETATTR -> attributes.setattr();
            case Opcode.READLINK -> names.readlink();
            case Opcode.SYMLINK -> names.symlink();
            case Opcode.MKNOD -> names.mknod();
            case Opcode.MKDIR -> names.mkdir();
            case Opcode.UNLINK -> files.unlink(request, in.node(), in.text(0));
            case Opcode.RMDIR -> files.rmdir(request, in.node(), in.text(0));
            case Opcode.RENAME -> names.rename(8, 0);
            case Opcode.RENAME2 -> names.rename(16, in.number(8));
            case Opcode.LINK -> names.link();
            case Opcode.OPEN -> out.opened(files.open(request, in.node(), in.number(0)));
            case Opcode.CREATE -> names.create();
            case Opcode.TMPFILE -> names.tmpfile();
            case Opcode.READ -> open.read();
            case Opcode.WRITE -> open.write();
            case Opcode.FLUSH -> files.flush(request, in.node(), in.wide(0));
            case Opcode.RELEASE -> files.release(request, in.node(), in.wide(0));
            case Opcode.FSYNC -> files.fsync(request, in.node(), in.wide(0), (in.number(8) & 1) != 0);
            case Opcode.OPENDIR -> out.opened(files.opendir(request, in.node(), in.number(0)));
            case Opcode.READDIR -> open.readdir(false);
            case Opcode.READDIRPLUS -> open.readdir(true);
            case Opcode.RELEASEDIR -> files.releasedir(request, in.node(), in.wide(0));
            case Opcode.FSYNCDIR -> files.fsyncdir(request, in.node(), in.wide(0), (in.number(8) & 1) != 0);
            case Opcode.STATFS -> out.statistics(files.statfs(request, in.node()));
            case Opcode.SETXATTR -> attributes.setxattr();
            case Opcode.GETXATTR -> attributes.getxattr();
            case Opcode.LISTXATTR -> attributes.listxattr();
            case Opcode.REMOVEXATTR -> files.removexattr(request, in.node(), in.text(0));
            case Opcode.ACCESS -> files.access(request, in.node(), in.number(0));
            case Opcode.GETLK -> open.getlk();
            case Opcode.SETLK -> open.setlk(false);
            case Opcode.SETLKW -> open.setlk(true);
            case Opcode.BMAP -> out.wide(files.bmap(request, in.node(), in.number(8), in.wide(0)));
            case Opcode.IOCTL -> open.ioctl();
            case Opcode.POLL -> open.poll();
            case Opcode.FALLOCATE ->
                files.fallocate(request, in.node(), in.wide(0), in.number(24), in.wide(8), in.wide(16));
            case Opcode.LSEEK -> out.wide(files.lseek(request, in.node(), in.wide(0), in.wide(8), in.number(16)));
            case Opcode.COPY_FILE_RANGE -> open.copyFileRange();
            case Opcode.SYNCFS -> files.syncfs(request, in.node());
            default -> throw Errno.ENOSYS.exception();
        }
    }

    private void init() throws ErrnoException {
        if (Negotiation.answer(in, out, session.settings())) {
            session.initialised();
        }
    }

    /** Requests that have no answer. */
    void forget() throws ErrnoException {
        if (in.opcode() == Opcode.FORGET) {
            files.forget(in.node(), in.wide(0));
            return;
        }
        int count = in.number(0);
        for (int i = 0; i < count; i++) {
            int at = 8 + i * FORGET_ONE;
            files.forget(in.wide(at), in.wide(at + 8));
        }
    }

    /** The caller was gone before the answer came: takes back what it was given. */
    void undo() {
        if (out.gaveOpen()) {
            long node = out.givenNode() != 0 ? out.givenNode() : in.node();
            if (in.opcode() == Opcode.OPENDIR) {
                files.releasedir(request, node, out.givenHandle());
            } else {
                files.release(request, node, out.givenHandle());
            }
        }
        if (out.givenNode() != 0) {
            files.forget(out.givenNode(), 1);
        }
    }
}
