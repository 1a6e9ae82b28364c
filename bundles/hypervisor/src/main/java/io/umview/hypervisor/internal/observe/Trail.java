package io.umview.hypervisor.internal.observe;

/** Where an observed call went. Belongs to the thread that serves the call. */
public final class Trail {
    private String module = "";

    /** A service answered it. */
    public void answeredBy(String service) {
        module = service;
    }

    String module() {
        return module;
    }
}
