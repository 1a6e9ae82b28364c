package io.umview.tracer.internal;

import io.umview.linux.Epoll;
import io.umview.linux.Files;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The listeners that are served. A few are waited for one by one ({@link CallWait}), so that the kernel wakes the handler on the
 * processor of the guest that it is to answer; it does not do that through an epoll instance, which many would be too slow
 * without.
 */
final class Listeners {
    private static final int FEW = 16;

    private final int epoll = Epoll.create();
    private volatile Listener[] all = {};

    /** All of them: another array after each change. */
    Listener[] all() {
        return all;
    }

    List<Listener> asList() {
        return List.of(all);
    }

    /** An epoll instance that waits for all of these, by their serial numbers; -1 if they are few. */
    int epoll(Listener[] these) {
        return these.length > FEW ? epoll : -1;
    }

    synchronized void add(Listener listener) {
        Listener[] more = Arrays.copyOf(all, all.length + 1);
        more[all.length] = listener;
        if (more.length == FEW + 1) {
            for (Listener each : more) {
                watch(each);
            }
        } else if (more.length > FEW) {
            watch(listener);
        }
        all = more;
    }

    /** @return whether it was one of them */
    synchronized boolean remove(Listener listener) {
        Listener[] before = all;
        Listener[] rest = Arrays.stream(before).filter(each -> each != listener).toArray(Listener[]::new);
        if (rest.length == before.length) {
            return false;
        }
        // Copies of the descriptor that exist elsewhere would keep it watched.
        if (before.length == FEW + 1) {
            for (Listener each : before) {
                Epoll.remove(epoll, each.descriptor());
            }
        } else if (before.length > FEW) {
            Epoll.remove(epoll, listener.descriptor());
        }
        all = rest;
        return true;
    }

    /** Ends the waiting for them. When nobody waits any more. */
    void close() {
        Files.close(epoll);
    }

    private void watch(Listener listener) {
        Epoll.add(epoll, listener.descriptor(), Epoll.EPOLLIN, listener.serial());
    }

    /** One of these by its serial number. */
    static @Nullable Listener bySerial(Listener[] these, long serial) {
        for (Listener each : these) {
            if (each.serial() == serial) {
                return each;
            }
        }
        return null;
    }
}
