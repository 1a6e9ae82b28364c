package io.umview.fuse.internal.session;

import io.umview.api.GuestText;
import io.umview.fuse.Attributes;
import io.umview.fuse.DirectoryEntries;
import io.umview.fuse.Entry;
import io.umview.fuse.internal.protocol.Outgoing;

/** The reply to FUSE_READDIR and FUSE_READDIRPLUS. */
final class EntryList implements DirectoryEntries {
    private static final int DIRENT = 24;
    private static final int ENTRY = 128;
    private static final int TYPE_SHIFT = 12;

    private final Outgoing out;
    private long left;
    private boolean plus;

    EntryList(Outgoing out) {
        this.out = out;
    }

    void begin(int size, boolean withEntries) {
        left = Math.min(Integer.toUnsignedLong(size), out.room());
        plus = withEntries;
    }

    @Override
    public boolean plus() {
        return plus;
    }

    @Override
    public boolean add(String name, long inode, int type, long next) {
        // Node 0: no lookup happened, the kernel makes one if it needs the file.
        Attributes some = Attributes.of(inode, type & Attributes.S_IFMT, 0, 0, 0, 0, 0);
        return add(name, new Entry(0, 0, some, 0, 0), next);
    }

    @Override
    public boolean add(String name, Entry entry, long next) {
        byte[] bytes = GuestText.encode(name);
        int size = (DIRENT + bytes.length + 7 & ~7) + (plus ? ENTRY : 0);
        if (size > left) {
            return false;
        }
        left -= size;
        if (plus) {
            out.embedded(entry);
        }
        Attributes of = entry.attributes();
        out.directoryEntry(bytes, of.inode(), (of.mode() & Attributes.S_IFMT) >>> TYPE_SHIFT, next);
        return true;
    }
}
