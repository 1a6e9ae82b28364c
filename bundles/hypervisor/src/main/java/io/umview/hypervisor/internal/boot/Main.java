package io.umview.hypervisor.internal.boot;

import io.umview.linux.Processes;
import io.umview.tracer.TracerFactory;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Where the launcher hands over: runs one hypervisor, until its last guest has ended. */
@Component(
        service = ToIntFunction.class,
        property = {"umview.main=true", "umview.train:Boolean=true"})
public final class Main implements ToIntFunction<Map<String, Object>> {
    private final BundleContext context;
    private final TracerFactory tracers;

    /** A hypervisor that traces with what the factory makes. */
    @Activate
    public Main(BundleContext context, @Reference TracerFactory tracers) {
        this.context = context;
        this.tracers = tracers;
    }

    @Override
    public int applyAsInt(Map<String, Object> values) {
        RunOptions options = new RunOptions(values);
        int status = new Run(context, tracers, options).run();
        if (!options.is("train")) {
            options.cleanup().run();
            System.out.flush();
            System.err.flush();
            // Not System.exit: the virtual machine would wait 300 ms for threads that are in the kernel.
            Processes.exit(status);
        }
        return status;
    }
}
