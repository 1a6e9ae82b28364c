package io.umview.umdev.internal;

import io.umview.api.FileStatus;
import io.umview.fuse.AttributeChange;
import io.umview.fuse.Attributes;
import io.umview.umdev.ByteDevice;
import java.time.Instant;

/** A device special file: what it names, and to whom it belongs. */
final class DeviceNode {
    private static final int PERMISSIONS = 07777;
    private static final long NANOS = 1_000_000_000L;

    private final long inode;
    private final ByteDevice device;
    private final char type;
    private final int major;
    private final int minor;
    private int mode;
    private int uid;
    private int gid;

    /** Like those of the reference, times begin with the epoch. */
    private long accessed;

    private long modified;
    private long changed;

    /** @param type {@code c} or {@code b} */
    DeviceNode(long inode, ByteDevice device, char type, int major, int minor, int mode, int uid, int gid) {
        this.inode = inode;
        this.device = device;
        this.type = type;
        this.major = major;
        this.minor = minor;
        this.mode = mode;
        this.uid = uid;
        this.gid = gid;
    }

    long inode() {
        return inode;
    }

    ByteDevice device() {
        return device;
    }

    /** As trace lines name it. */
    String name() {
        return type + "(" + major + ":" + minor + ")";
    }

    /** As FUSE sees it: a regular file, since the kernel would go to a driver of its own with any other. */
    synchronized Attributes attributes() {
        long size = device.size();
        return new Attributes(
                inode, Attributes.S_IFREG | mode, 1, uid, gid, 0, size, size / 512, accessed, modified, changed, 4096);
    }

    synchronized void change(AttributeChange change) {
        mode = change.has(AttributeChange.MODE) ? change.mode() & PERMISSIONS : mode;
        uid = change.has(AttributeChange.UID) ? change.uid() : uid;
        gid = change.has(AttributeChange.GID) ? change.gid() : gid;
        accessed = time(change, AttributeChange.ACCESSED, AttributeChange.ACCESSED_NOW, change.accessed(), accessed);
        modified = time(change, AttributeChange.MODIFIED, AttributeChange.MODIFIED_NOW, change.modified(), modified);
        changed = now();
    }

    private static long time(AttributeChange change, int set, int toNow, long wanted, long old) {
        if (change.has(toNow)) {
            return now();
        }
        return change.has(set) ? wanted : old;
    }

    private static long now() {
        Instant now = Instant.now();
        return now.getEpochSecond() * NANOS + now.getNano();
    }

    /** As stat(2) shows it to guests: owners are not those of the namespace that the hidden mount may be in. */
    synchronized FileStatus shown(FileStatus real) {
        int format = type == 'b' ? Attributes.S_IFBLK : Attributes.S_IFCHR;
        return new FileStatus(
                format | mode,
                real.device(),
                real.inode(),
                1,
                uid,
                gid,
                (major & 0xfffL) << 8 | minor & 0xffL | (minor & ~0xffL) << 12,
                0,
                real.accessed(),
                real.modified(),
                real.changed());
    }
}
