package io.umview.umnet.lwipv6.link;

import io.umview.api.ErrnoException;
import io.umview.linux.Epoll;
import io.umview.linux.Files;
import io.umview.lwipv6.link.Link;
import io.umview.umnet.lwipv6.loop.EpollLoop;
import io.umview.umnet.lwipv6.loop.Source;
import io.umview.umnet.lwipv6.loop.Watched;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A link whose packets come from a descriptor. */
abstract class DescriptorLink implements Link, Watched, Source {
    private final EpollLoop loop;
    private final int descriptor;
    private final int largestMtu;
    private final int headers;
    private int mtu;
    private int slot = -1;
    private int interest = Epoll.EPOLLIN;
    private boolean open = true;
    private @Nullable Receiver receiver;

    /**
     * A link.
     *
     * @param descriptor non-blocking, which the link closes
     * @param headers bytes in front of the network header
     */
    DescriptorLink(EpollLoop loop, int descriptor, int mtu, int largestMtu, int headers) {
        this.loop = loop;
        this.descriptor = descriptor;
        this.mtu = mtu;
        this.largestMtu = largestMtu;
        this.headers = headers;
    }

    final int descriptor() {
        return descriptor;
    }

    final Receiver receiver() {
        return Objects.requireNonNull(receiver);
    }

    /** Bytes of the largest packet that is sent, without what precedes a frame. */
    final int largestFrame() {
        return largestMtu + headers;
    }

    final boolean isOpen() {
        return open;
    }

    @Override
    public int mtu() {
        return mtu;
    }

    @Override
    public boolean mtu(int bytes) {
        boolean possible = bytes <= largestMtu;
        if (possible) {
            mtu = bytes;
        }
        return possible;
    }

    @Override
    public void open(Receiver to) {
        receiver = to;
        try {
            slot = loop.watch(descriptor, interest, this);
            loop.join(this);
        } catch (ErrnoException e) {
            throw new IllegalStateException("a link cannot be watched", e);
        }
    }

    /** Hears when the descriptor takes more, or does not any longer. */
    final void awaitRoom(boolean on) {
        interest = on ? Epoll.EPOLLIN | Epoll.EPOLLOUT : Epoll.EPOLLIN;
        watch(interest);
    }

    private void watch(int events) {
        if (slot >= 0 && open) {
            loop.change(slot, descriptor, events);
        }
    }

    @Override
    public void hush() {
        watch(0);
    }

    @Override
    public void heed() {
        if (slot >= 0 && open) {
            ready(Epoll.EPOLLIN);
            watch(interest);
        }
    }

    @Override
    public void close() {
        if (open) {
            open = false;
            if (slot >= 0) {
                loop.forget(slot);
                loop.leave(this);
            }
            Files.close(descriptor);
            released();
        }
    }

    /** Lets go of what else there is. */
    void released() {}
}
