package io.umview.fuse.internal.session;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.fuse.AttributeChange;
import io.umview.fuse.Attributes;
import io.umview.fuse.FileLock;
import io.umview.fuse.NodeFileSystem;
import io.umview.fuse.Request;
import io.umview.fuse.internal.protocol.Incoming;
import io.umview.fuse.internal.protocol.Outgoing;
import java.nio.ByteBuffer;

/** Operations on open files and directories. */
final class OpenFileOperations {
    private static final int WRITE_KILL_SUIDGID = 4;
    private static final int LK_FLOCK = 1;
    private static final int POLL_SCHEDULE_NOTIFY = 1;
    private static final int S_ISUID = 04000;
    private static final int S_ISGID = 02000;
    private static final int S_IXGRP = 010;

    /** Bytes of {@code struct fuse_write_in} and {@code struct fuse_ioctl_in}. */
    private static final int WRITE_IN = 40;

    private static final int IOCTL_IN = 32;

    private final NodeFileSystem files;
    private final Request request;
    private final Requests requests;
    private final Incoming in;
    private final Outgoing out;
    private final ByteBuffer data;
    private final ByteBuffer result;
    private final EntryList entries;

    OpenFileOperations(
            NodeFileSystem files, Request request, Requests requests, Incoming in, Outgoing out, ByteBuffer buffer) {
        this.files = files;
        this.request = request;
        this.requests = requests;
        this.in = in;
        this.out = out;
        this.data = buffer.duplicate();
        this.result = buffer.duplicate();
        this.entries = new EntryList(out);
    }

    void read() throws ErrnoException {
        long place = files.place(in.node(), in.wide(0), in.wide(8), in.number(16), false);
        if (place != 0) {
            out.placed(place, in.number(16));
            return;
        }
        result.clear();
        out.show(in.number(16), result);
        files.read(request, in.node(), in.wide(0), in.wide(8), result);
        out.took(result);
    }

    void write() throws ErrnoException {
        int count = in.number(16);
        if ((in.number(20) & WRITE_KILL_SUIDGID) != 0) {
            killSuidgid();
        }
        out.number(wroteInPlace(count) ? count : write(count)).number(0);
    }

    private boolean wroteInPlace(int count) throws ErrnoException {
        if (!requests.hasMore()) {
            return false;
        }
        long place = count == in.length() - WRITE_IN ? files.place(in.node(), in.wide(0), in.wide(8), count, true) : 0;
        if (place == 0) {
            requests.complete();
            return false;
        }
        requests.moveTo(place);
        return true;
    }

    private int write(int count) throws ErrnoException {
        data.clear();
        in.show(WRITE_IN, count, data);
        return files.write(request, in.node(), in.wide(0), in.wide(8), data);
    }

    /** As the kernel does with files of its own: setgid goes only with the group's execute permission. */
    private void killSuidgid() throws ErrnoException {
        Attributes old = files.getattr(request, in.node(), in.wide(0));
        int kill = S_ISUID | ((old.mode() & S_IXGRP) != 0 ? S_ISGID : 0);
        if ((old.mode() & kill) != 0) {
            int mode = old.mode() & ~kill;
            int bits = AttributeChange.MODE;
            files.setattr(
                    request, in.node(), new AttributeChange(bits, NodeFileSystem.NO_HANDLE, mode, 0, 0, 0, 0, 0, 0));
        }
    }

    void readdir(boolean plus) throws ErrnoException {
        entries.begin(in.number(16), plus);
        files.readdir(request, in.node(), in.wide(0), in.wide(8), entries);
    }

    /** {@code struct fuse_lk_in}. */
    private FileLock lock() throws ErrnoException {
        return new FileLock(in.wide(16), in.wide(24), in.number(32), in.number(36));
    }

    void getlk() throws ErrnoException {
        FileLock found = files.getlk(request, in.node(), in.wide(0), in.wide(8), lock());
        out.wide(found.start()).wide(found.end()).number(found.type()).number(found.pid());
    }

    void setlk(boolean wait) throws ErrnoException {
        boolean flock = (in.number(40) & LK_FLOCK) != 0;
        files.setlk(request, in.node(), in.wide(0), in.wide(8), lock(), flock, wait);
    }

    /** {@code struct fuse_ioctl_in}, {@code fuse_ioctl_out}. */
    void ioctl() throws ErrnoException {
        data.clear();
        in.show(IOCTL_IN, in.number(24), data);
        out.number(0).number(0).number(0).number(0);
        result.clear();
        out.show(in.number(28), result);
        int returned = files.ioctl(request, in.node(), in.wide(0), in.number(12), in.wide(16), data, result);
        if (returned < 0) {
            throw Errno.EIO.exception();
        }
        out.took(result);
        result.clear();
        result.putInt(out.start() + Outgoing.HEADER, returned);
    }

    void poll() throws ErrnoException {
        long waker = (in.number(16) & POLL_SCHEDULE_NOTIFY) != 0 ? in.wide(8) : 0;
        out.number(files.poll(request, in.node(), in.wide(0), in.number(20), waker))
                .number(0);
    }

    void copyFileRange() throws ErrnoException {
        long copied = files.copyFileRange(
                request, in.node(), in.wide(0), in.wide(8), in.wide(16), in.wide(24), in.wide(32), in.wide(40), (int)
                        in.wide(48));
        out.number((int) copied).number(0);
    }
}
