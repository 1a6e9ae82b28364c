package io.umview.itest.osgi;

import java.lang.reflect.Parameter;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.util.tracker.ServiceTracker;

/** What a test may ask for: the {@code BundleContext} of the tests' bundle, and services. Inside only. */
final class Parameters {
    private static final long PATIENCE_MILLIS = 10_000;

    private Parameters() {}

    static boolean supports(Parameter parameter) {
        return parameter.getType().getName().equals("org.osgi.framework.BundleContext")
                || parameter.isAnnotationPresent(Service.class);
    }

    static Object resolve(Parameter parameter) {
        BundleContext context = FrameworkUtil.getBundle(Parameters.class).getBundleContext();
        return parameter.getType() == BundleContext.class ? context : service(context, parameter.getType());
    }

    private static <S> S service(BundleContext context, Class<S> type) {
        ServiceTracker<S, S> tracker = new ServiceTracker<>(context, type, null);
        tracker.open();
        try {
            S service = tracker.waitForService(PATIENCE_MILLIS);
            if (service == null) {
                throw new IllegalStateException("no service " + type.getName());
            }
            return service;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + type.getName(), e);
        } finally {
            tracker.close();
        }
    }
}
