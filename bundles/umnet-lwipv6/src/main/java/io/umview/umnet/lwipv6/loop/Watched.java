package io.umview.umnet.lwipv6.loop;

/** Who owns a descriptor that an {@link EpollLoop} watches. */
public interface Watched {
    /**
     * Something happened at the descriptor. In the loop.
     *
     * @param events EPOLL* bits
     */
    void ready(int events);
}
