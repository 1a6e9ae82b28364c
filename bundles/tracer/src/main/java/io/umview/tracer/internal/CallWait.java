package io.umview.tracer.internal;

import io.umview.linux.Epoll;
import io.umview.linux.Files;
import io.umview.linux.NativeBuffer;
import io.umview.linux.Poll;
import io.umview.linux.PollSet;
import org.jspecify.annotations.Nullable;

/** What a handler waits with: for calls, and to be woken. All but {@link #wakeUp} belongs to its thread. */
final class CallWait {
    private static final Listener[] NONE = {};
    private static final int EVENTS = 16;

    private final PollSet set = new PollSet();
    private final NativeBuffer events = new NativeBuffer(EVENTS * Epoll.EVENT);
    private final NativeBuffer counter = new NativeBuffer(8);
    private final NativeBuffer one = new NativeBuffer(8);
    private final int wakeUp = Files.eventfd();
    private Listener[] listeners = NONE;
    private int epoll = -1;

    /** What the last wait found and nobody has asked for yet: how many there are, and where to look for the next. */
    private int left;

    private int next;
    private boolean hasCall;

    CallWait() {
        one.bytes().putLong(0, 1);
        set.add(wakeUp, Poll.POLLIN);
    }

    /** Ends the wait of the handler, now or when it begins. */
    void wakeUp() {
        Files.write(wakeUp, one.address(), 8);
    }

    /** Waits for calls at some listeners. @return true if the handler was woken instead */
    boolean await(Listeners any) {
        Listener[] now = any.all();
        return await(now, any.epoll(now));
    }

    /** Waits to be woken. */
    boolean await() {
        return await(NONE, -1);
    }

    private boolean await(Listener[] now, int many) {
        if (listeners != now) {
            waitFor(now, many);
        }
        next = 0;
        left = 0;
        int ready = set.await();
        if (ready <= 0) {
            return false;
        }
        if (set.ready(0) != 0) {
            Files.read(wakeUp, counter.address(), 8);
            return true;
        }
        left = epoll < 0 ? ready : Math.max(0, Epoll.await(epoll, events.address(), EVENTS, 0));
        return false;
    }

    private void waitFor(Listener[] now, int many) {
        listeners = now;
        epoll = many;
        set.clear();
        set.add(wakeUp, Poll.POLLIN);
        if (many >= 0) {
            set.add(many, Poll.POLLIN);
        } else {
            for (Listener listener : now) {
                set.add(listener.descriptor(), Poll.POLLIN);
            }
        }
    }

    /** The next listener that the wait has found; null when there is none left. */
    @Nullable
    Listener next() {
        while (left > 0) {
            Listener listener = epoll < 0 ? nextPolled() : nextOfMany();
            if (listener != null) {
                return listener;
            }
        }
        return null;
    }

    private @Nullable Listener nextPolled() {
        int found = set.ready(++next);
        if (found == 0) {
            return null;
        }
        left--;
        hasCall = (found & Poll.POLLIN) != 0;
        return listeners[next - 1];
    }

    private @Nullable Listener nextOfMany() {
        int at = next++ * Epoll.EVENT;
        left--;
        hasCall = (events.bytes().getInt(at) & Epoll.EPOLLIN) != 0;
        return Listeners.bySerial(listeners, events.bytes().getLong(at + Epoll.DATA));
    }

    /** Whether the listener that {@link #next} gave has a call; else the last process under it has ended. */
    boolean hasCall() {
        return hasCall;
    }

    void close() {
        Files.close(wakeUp);
    }
}
