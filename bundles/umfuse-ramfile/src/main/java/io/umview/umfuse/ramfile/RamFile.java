package io.umview.umfuse.ramfile;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.fuse.AttributeChange;
import io.umview.fuse.Attributes;
import io.umview.fuse.NodeFileSystem;
import io.umview.fuse.Request;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** A file system whose root is a file. */
final class RamFile implements NodeFileSystem {
    private static final int PERMISSIONS = 07777;
    private static final int FIRST_SIZE = 4096;

    private final int limit;
    private byte[] bytes = new byte[0];
    private int size;
    private int mode = Attributes.S_IFREG | 0666;
    private int uid;
    private int gid;
    private long accessed = now();
    private long modified = accessed;
    private long changed = accessed;

    /** @param limit the largest size */
    RamFile(int limit, int uid, int gid) {
        this.limit = limit;
        this.uid = uid;
        this.gid = gid;
    }

    private static long now() {
        return System.currentTimeMillis() * 1_000_000;
    }

    @Override
    public synchronized Attributes getattr(Request request, long node, long handle) {
        return new Attributes(ROOT, mode, 1, uid, gid, 0, size, (size + 511) / 512, accessed, modified, changed, 4096);
    }

    @Override
    public synchronized Attributes setattr(Request request, long node, AttributeChange change) throws ErrnoException {
        long now = now();
        if (change.has(AttributeChange.SIZE)) {
            resize(change.size());
            modified = now;
        }
        if (change.has(AttributeChange.MODE)) {
            mode = Attributes.S_IFREG | change.mode() & PERMISSIONS;
        }
        uid = change.has(AttributeChange.UID) ? change.uid() : uid;
        gid = change.has(AttributeChange.GID) ? change.gid() : gid;
        if (change.has(AttributeChange.ACCESSED)) {
            accessed = change.has(AttributeChange.ACCESSED_NOW) ? now : change.accessed();
        }
        if (change.has(AttributeChange.MODIFIED)) {
            modified = change.has(AttributeChange.MODIFIED_NOW) ? now : change.modified();
        }
        changed = now;
        return getattr(request, node, NO_HANDLE);
    }

    private void resize(long length) throws ErrnoException {
        if (length > limit) {
            throw Errno.EFBIG.exception();
        }
        int wanted = (int) length;
        if (wanted > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int)
                    Math.min(limit, Math.max(wanted, Math.max(FIRST_SIZE, 2L * bytes.length))));
        }
        if (wanted < size) {
            Arrays.fill(bytes, wanted, size, (byte) 0);
        }
        size = wanted;
    }

    @Override
    public synchronized void read(Request request, long node, long handle, long offset, ByteBuffer into) {
        if (offset < size) {
            into.put(bytes, (int) offset, Math.min(into.remaining(), size - (int) offset));
        }
    }

    /** What does not fit is not written; if nothing does, the device is full. */
    @Override
    public synchronized int write(Request request, long node, long handle, long offset, ByteBuffer from)
            throws ErrnoException {
        int count = (int) Math.min(from.remaining(), limit - offset);
        if (count <= 0) {
            throw Errno.ENOSPC.exception();
        }
        if (offset + count > size) {
            resize(offset + count);
        }
        from.get(bytes, (int) offset, count);
        modified = now();
        changed = modified;
        return count;
    }
}
