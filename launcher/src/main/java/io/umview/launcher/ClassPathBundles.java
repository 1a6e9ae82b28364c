package io.umview.launcher;

import java.io.File;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleException;
import org.osgi.framework.connect.ConnectModule;
import org.osgi.framework.connect.ModuleConnector;

/**
 * Connects bundles whose jars are on the class path (OSGi Core 8, chapter 60): their classes come from
 * the application class loader, which is faster than a loader for each, and covered by the JVM's class
 * archive. Bundles installed by any other location are ordinary ones.
 */
final class ClassPathBundles implements ModuleConnector {
    /** What the location of a connected bundle begins with; the jar's path follows. */
    static final String LOCATION = "classpath:";

    @Override
    public void initialize(File storage, Map<String, String> configuration) {
        // Nothing to prepare.
    }

    @Override
    public Optional<ConnectModule> connect(String location) throws BundleException {
        if (!location.startsWith(LOCATION)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new ConnectedJar(new File(location.substring(LOCATION.length()))));
        } catch (IOException e) {
            throw new BundleException("cannot open " + location, e);
        }
    }

    @Override
    public Optional<BundleActivator> newBundleActivator() {
        return Optional.empty();
    }
}
