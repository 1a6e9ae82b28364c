package io.umview.umnet.lwipv6.socket;

import io.umview.linux.Epoll;
import io.umview.linux.Files;
import io.umview.linux.Inotify;
import io.umview.linux.NativeBuffer;
import io.umview.umnet.lwipv6.loop.Watched;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * Tells when the last descriptor of a guest's end is closed, where the other end cannot tell: inotify(7) watches the inode of the
 * socket, which works for sockets though no directory has them. In the loop.
 */
final class CloseWatch implements Watched, AutoCloseable {
    private static final byte[] OWN = "/proc/self/fd/".getBytes(StandardCharsets.US_ASCII);
    private static final int EVENTS = 4096;

    private final SocketHost host;
    private final NativeBuffer events = new NativeBuffer(EVENTS);
    private final NativeBuffer path = new NativeBuffer(32);
    private final Map<Integer, GuestSocket> watched = new HashMap<>();
    private int inotify = -1;
    private int slot = -1;

    CloseWatch(SocketHost host) {
        this.host = host;
    }

    /**
     * Watches the guest's end of a socket.
     *
     * @param guests a descriptor of it, of this process
     * @return whether the end will be told
     */
    boolean watch(int guests, GuestSocket socket) {
        if (!open()) {
            return false;
        }
        path.bytes().put(0, OWN);
        byte[] number = Integer.toString(guests).getBytes(StandardCharsets.US_ASCII);
        path.bytes().put(OWN.length, number).put(OWN.length + number.length, (byte) 0);
        int watch = Inotify.watch(inotify, path.address(), Inotify.IN_CLOSE_WRITE);
        if (watch < 0) {
            return false;
        }
        watched.put(watch, socket);
        return true;
    }

    private boolean open() {
        if (inotify < 0) {
            inotify = Inotify.create();
            if (inotify < 0) {
                return false;
            }
            try {
                slot = host.loop().watch(inotify, Epoll.EPOLLIN, this);
            } catch (io.umview.api.ErrnoException e) {
                Files.close(inotify);
                inotify = -1;
                return false;
            }
        }
        return true;
    }

    @Override
    public void ready(int ignored) {
        ByteBuffer bytes = events.bytes();
        long length = Files.read(inotify, events.address(), EVENTS);
        for (int at = 0; at < length; at += Inotify.EVENT + bytes.getInt(at + Inotify.LENGTH)) {
            int mask = bytes.getInt(at + Inotify.MASK);
            if ((mask & Inotify.IN_Q_OVERFLOW) != 0) {
                // Which were closed is not known: all are looked at.
                watched.values().forEach(host.looseEnds()::add);
            }
            if ((mask & (Inotify.IN_CLOSE_WRITE | Inotify.IN_IGNORED)) != 0) {
                GuestSocket socket = watched.remove(bytes.getInt(at));
                if (socket != null) {
                    socket.guestClosed();
                }
            }
        }
    }

    @Override
    public void close() {
        watched.clear();
        if (inotify >= 0) {
            host.loop().forget(slot);
            Files.close(inotify);
            inotify = -1;
        }
    }
}
