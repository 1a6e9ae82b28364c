package io.umview.hypervisor.internal.boot;

import java.util.Hashtable;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Registers {@link Main}. Not a component: the component runtime is started when the first module needs it, not before. */
public final class Activator implements BundleActivator {
    @Override
    public void start(BundleContext context) {
        Map<String, Object> properties = Map.of("umview.main", "true", "umview.train", true);
        context.registerService(ToIntFunction.class, new Main(context), new Hashtable<>(properties));
    }

    @Override
    public void stop(BundleContext context) {}
}
