package io.umview.umnet.lwipv6.loop;

/** Where packets come from, which can be kept from waking the thread of the loop for a moment. In the loop. */
public interface Source {
    /** From now on nobody is woken for what comes in. */
    void hush();

    /** Takes what has come in; who waits is woken again for what comes then. */
    void heed();
}
