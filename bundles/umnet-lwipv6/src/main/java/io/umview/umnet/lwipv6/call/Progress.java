package io.umview.umnet.lwipv6.call;

/**
 * How far a call has come that does one message after the other, and waits in between.
 *
 * @param done messages that were received
 * @param deadline when no further one is waited for, in nanoseconds of the loop's clock; meaningless at {@link #NONE}
 */
record Progress(int done, long deadline) {
    /** The beginning. */
    static final Progress NONE = new Progress(0, 0);
}
