package io.umview.tracer.internal;

import io.umview.tracer.TracerFactory;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Registers the factory. Not a component: the component runtime is started when the first module needs it, not before. */
public final class Activator implements BundleActivator {
    @Override
    public void start(BundleContext context) {
        context.registerService(TracerFactory.class, new NativeTracerFactory(), null);
    }

    @Override
    public void stop(BundleContext context) {}
}
