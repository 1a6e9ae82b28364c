package io.umview.hypervisor.internal.boot;

import io.umview.linux.Processes;
import io.umview.tracer.TracerFactory;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/** Where the launcher hands over: runs one hypervisor, until its last guest has ended. */
public final class Main implements ToIntFunction<Map<String, Object>> {
    private final BundleContext context;

    Main(BundleContext context) {
        this.context = context;
    }

    @Override
    public int applyAsInt(Map<String, Object> values) {
        RunOptions options = new RunOptions(values);
        int status = new Run(context, tracerFactory(), options).run();
        if (!options.is("train")) {
            options.cleanup().run();
            System.out.flush();
            System.err.flush();
            // Not System.exit: the virtual machine would wait 300 ms for threads that are in the kernel.
            Processes.exit(status);
        }
        return status;
    }

    private TracerFactory tracerFactory() {
        ServiceReference<TracerFactory> reference = context.getServiceReference(TracerFactory.class);
        if (reference == null) {
            throw new IllegalStateException("there is no tracer");
        }
        return context.getService(reference);
    }
}
