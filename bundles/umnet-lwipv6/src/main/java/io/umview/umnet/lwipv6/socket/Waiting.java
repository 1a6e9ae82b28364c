package io.umview.umnet.lwipv6.socket;

import io.umview.lwipv6.time.Timer;

/** A call of a guest that waits at a socket. In the loop. */
public abstract class Waiting extends Timer {
    /**
     * Tries again.
     *
     * @return whether it is over
     */
    protected abstract boolean retry();

    /** Nothing will come any more. */
    protected abstract void abandon();
}
