package io.umview.hypervisor.internal.observe;

/** Where an observed call went. Belongs to the thread that serves the call, and then to the one that answers it. */
public final class Trail {
    private final long start = System.nanoTime();
    private volatile String module = "";

    /** A service is asked for the answer. */
    public void asked(String service) {
        module = service;
    }

    /** The service that was asked did not want it. */
    public void declined() {
        module = "";
    }

    /** Who answers, as far as is known: empty for the hypervisor itself and the kernel. */
    String module() {
        return module;
    }

    /** How long the call has been under way. */
    long nanoseconds() {
        return System.nanoTime() - start;
    }
}
