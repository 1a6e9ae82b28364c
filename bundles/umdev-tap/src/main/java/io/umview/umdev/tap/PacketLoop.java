package io.umview.umdev.tap;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.linux.Epoll;
import io.umview.linux.NativeBuffer;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The thread that moves packets, of all devices. It holds this object's lock while it does; whoever changes what it works on holds
 * it too. It begins with the first descriptor that is watched, and lasts.
 */
final class PacketLoop {
    /** Room for the largest packet, and before it for headers that are put in front. */
    static final int LARGEST = 65536;

    static final int HEAD = 64;
    private static final int EVENTS = 32;

    private final NativeBuffer packet = new NativeBuffer(HEAD + LARGEST);
    private final NativeBuffer events = new NativeBuffer(EVENTS * Epoll.EVENT);
    private final Map<Long, Watcher> watchers = new HashMap<>();
    private long last;
    private int epoll = -1;

    /** Is told what a descriptor is ready for. */
    @FunctionalInterface
    interface Watcher {
        void ready(int events);
    }

    /** The memory that a packet lies in as long as it is on its way, from {@link #HEAD} on. */
    NativeBuffer packet() {
        return packet;
    }

    /** Watches a descriptor for input and its end. @return for {@link #forget} */
    synchronized long watch(int descriptor, Watcher watcher) throws ErrnoException {
        if (epoll < 0) {
            start();
        }
        long id = ++last;
        int result = Epoll.add(epoll, descriptor, Epoll.EPOLLIN | Epoll.EPOLLRDHUP, id);
        if (result < 0) {
            throw Errno.of(-result).exception();
        }
        watchers.put(id, watcher);
        return id;
    }

    private void start() throws ErrnoException {
        int made = Epoll.create();
        if (made < 0) {
            throw Errno.of(-made).exception();
        }
        epoll = made;
        Thread thread = new Thread(this::run, "umview-tap");
        thread.setDaemon(true);
        thread.start();
    }

    /** Watches a descriptor no longer, which is about to be closed. */
    synchronized void forget(long id, int descriptor) {
        if (watchers.remove(id) != null) {
            Epoll.remove(epoll, descriptor);
        }
    }

    private void run() {
        while (true) {
            int count = Epoll.await(epoll, events.address(), EVENTS, -1);
            synchronized (this) {
                for (int i = 0; i < count; i++) {
                    int at = i * Epoll.EVENT;
                    @Nullable Watcher watcher = watchers.get(events.bytes().getLong(at + Epoll.DATA));
                    if (watcher != null) {
                        tell(watcher, events.bytes().getInt(at));
                    }
                }
            }
        }
    }

    private static void tell(Watcher watcher, int ready) {
        try {
            watcher.ready(ready);
        } catch (RuntimeException e) {
            System.getLogger(PacketLoop.class.getName()).log(System.Logger.Level.ERROR, "a packet is lost", e);
        }
    }
}
