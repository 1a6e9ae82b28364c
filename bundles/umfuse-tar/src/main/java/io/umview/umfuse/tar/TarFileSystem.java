package io.umview.umfuse.tar;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.fuse.Attributes;
import io.umview.fuse.Entry;
import io.umview.fuse.Opened;
import io.umview.fuse.PathFileSystem;
import io.umview.fuse.Request;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** The operations: all that a read-only file system needs. */
final class TarFileSystem implements PathFileSystem {
    private final TarTree tree;
    private final Source source;

    TarFileSystem(TarTree tree, Source source) {
        this.tree = tree;
        this.source = source;
    }

    @Override
    public void destroy() {
        source.close();
    }

    @Override
    public long valid() {
        return Entry.FOREVER;
    }

    private Member member(String path) throws ErrnoException {
        Member member = tree.find(path);
        if (member == null) {
            throw Errno.ENOENT.exception();
        }
        return member;
    }

    @Override
    public Attributes getattr(Request request, String path, long handle) throws ErrnoException {
        return member(path).attributes();
    }

    @Override
    public List<String> readdir(Request request, String path) throws ErrnoException {
        return List.copyOf(member(path).children().keySet());
    }

    @Override
    public String readlink(Request request, String path) throws ErrnoException {
        String target = member(path).target();
        if (target == null) {
            throw Errno.EINVAL.exception();
        }
        return target;
    }

    @Override
    public Opened open(Request request, String path, int flags) {
        return new Opened(0, Opened.KEEP_CACHE);
    }

    @Override
    public void read(Request request, String path, long handle, long offset, ByteBuffer into) throws ErrnoException {
        Member member = member(path);
        long left = member.attributes().size() - offset;
        if (left <= 0) {
            return;
        }
        if (left < into.remaining()) {
            into.limit(into.position() + (int) left);
        }
        try {
            source.read(member.offset() + offset, into);
        } catch (IOException e) {
            throw Errno.EIO.exception();
        }
    }
}
