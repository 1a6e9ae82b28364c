package io.umview.launcher;

import java.io.File;
import java.util.List;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

/** Starts the component runtime when the first module needs it: a guest that loads none need not wait for it. */
final class Components implements Runnable {
    private final Host host;
    private final File[] jars;
    private boolean started;

    Components(Host host, File[] jars) {
        this.host = host;
        this.jars = jars;
    }

    @Override
    public synchronized void run() {
        if (started) {
            return;
        }
        started = true;
        try {
            List<Bundle> bundles = host.install(jars);
            Host.start(bundles);
        } catch (BundleException e) {
            throw new IllegalStateException("the component runtime does not start", e);
        }
    }
}
