package io.umview.fuse.internal.session;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.GuestText;
import io.umview.fuse.Connection;
import io.umview.linux.Files;
import io.umview.linux.NativeBuffer;

/** Notifications: replies that nobody asked for, with the code in place of an error and no number. */
final class DeviceConnection implements Connection {
    private static final int HEADER = 16;
    private static final int NAME_MAX = 1024;
    private static final int POLL = 1;
    private static final int INVAL_INODE = 2;
    private static final int INVAL_ENTRY = 3;
    private static final int DELETE = 6;

    private final int device;
    private final NativeBuffer message = new NativeBuffer(HEADER + 32 + NAME_MAX);
    private boolean ended;

    DeviceConnection(int device) {
        this.device = device;
    }

    @Override
    public synchronized void invalidateNode(long node, long offset, long length) throws ErrnoException {
        message.bytes().putLong(HEADER, node).putLong(HEADER + 8, offset).putLong(HEADER + 16, length);
        send(INVAL_INODE, 24);
    }

    @Override
    public synchronized void invalidateEntry(long parent, String name) throws ErrnoException {
        byte[] bytes = GuestText.encode(name);
        message.bytes().putLong(HEADER, parent).putInt(HEADER + 8, bytes.length).putInt(HEADER + 12, 0);
        sendNamed(INVAL_ENTRY, 16, bytes);
    }

    @Override
    public synchronized void deleted(long parent, long child, String name) throws ErrnoException {
        byte[] bytes = GuestText.encode(name);
        message.bytes().putLong(HEADER, parent).putLong(HEADER + 8, child);
        message.bytes().putInt(HEADER + 16, bytes.length).putInt(HEADER + 20, 0);
        sendNamed(DELETE, 24, bytes);
    }

    @Override
    public synchronized void pollWakeUp(long pollHandle) throws ErrnoException {
        message.bytes().putLong(HEADER, pollHandle);
        send(POLL, 8);
    }

    private void sendNamed(int code, int length, byte[] name) throws ErrnoException {
        if (name.length >= NAME_MAX) {
            throw Errno.ENAMETOOLONG.exception();
        }
        message.bytes().put(HEADER + length, name).put(HEADER + length + name.length, (byte) 0);
        send(code, length + name.length + 1);
    }

    private void send(int code, int length) throws ErrnoException {
        if (ended) {
            throw Errno.ENOTCONN.exception();
        }
        message.bytes().putInt(0, HEADER + length).putInt(4, code).putLong(8, 0);
        long result = Files.write(device, message.address(), HEADER + length);
        if (result < 0) {
            throw Errno.of((int) -result).exception();
        }
    }

    /** The descriptor is about to be closed. */
    synchronized void end() {
        ended = true;
    }
}
