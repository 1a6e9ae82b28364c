package io.umview.lwipv6.transport.tcp;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Listeners by port; among those of a port the most specific is found, and by SO_REUSEPORT one of several equal ones. */
final class ListenerTable {
    private static final int BUCKETS = 256;

    private final @Nullable Listener[] buckets = new @Nullable Listener[BUCKETS];
    private int size;

    int size() {
        return size;
    }

    void add(Listener listener) {
        int index = listener.binding.number() & BUCKETS - 1;
        listener.chain = buckets[index];
        buckets[index] = listener;
        size++;
    }

    void remove(Listener listener) {
        int index = listener.binding.number() & BUCKETS - 1;
        Listener at = buckets[index];
        if (at == listener) {
            buckets[index] = listener.chain;
            size--;
            return;
        }
        while (at != null && at.chain != listener) {
            at = at.chain;
        }
        if (at != null) {
            at.chain = listener.chain;
            size--;
        }
    }

    /** Whom a SYN is for; {@code hash} spreads peers over listeners that share a port. */
    @Nullable
    Listener find(Segment s, int hash) {
        int port = s.destinationPort();
        int best = -1;
        int equal = 0;
        Listener found = null;
        for (Listener at = buckets[port & BUCKETS - 1]; at != null; at = at.chain) {
            if (at.binding.number() != port) {
                continue;
            }
            int score = at.score(s);
            if (score > best) {
                best = score;
                equal = 1;
                found = at;
            } else if (score == best && score >= 0) {
                equal++;
            }
        }
        return equal > 1 ? choose(s, port, best, (int) ((hash & 0xffffffffL) * equal >>> 32)) : found;
    }

    private @Nullable Listener choose(Segment s, int port, int score, int index) {
        int left = index;
        for (Listener at = buckets[port & BUCKETS - 1]; at != null; at = at.chain) {
            if (at.binding.number() == port && at.score(s) == score && left-- == 0) {
                return at;
            }
        }
        return null;
    }

    void forEach(Consumer<? super Listener> visitor) {
        for (Listener head : buckets) {
            for (Listener at = head; at != null; at = at.chain) {
                visitor.accept(at);
            }
        }
    }
}
