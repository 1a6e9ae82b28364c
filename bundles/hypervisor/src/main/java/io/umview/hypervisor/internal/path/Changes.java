package io.umview.hypervisor.internal.path;

/**
 * When a call was seen last after which something that was found out may be so no longer. It takes effect some time after it was
 * seen, so for a while afterwards nothing counts that is found out.
 */
final class Changes {
    private static final long TO_TAKE_EFFECT_NANOS = 1_000_000_000;

    private volatile long last = System.nanoTime() - TO_TAKE_EFFECT_NANOS;

    /** Such a call is made. */
    void happen() {
        last = System.nanoTime();
    }

    /** What was found out up to this time, as System.nanoTime() has it, does not count. */
    long effect() {
        return last + TO_TAKE_EFFECT_NANOS;
    }
}
