package io.umview.umdev.internal;

import io.umview.api.Chain;
import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.Service;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** The service module. It takes no arguments. */
@Component(
        property = {
            Service.NAME + "=" + UmdevService.UMDEV,
            Service.DESCRIPTION + "=virtual devices",
        })
public final class UmdevService implements Service {
    static final String UMDEV = "umdev";

    private final DeviceTypes types;
    private final Storages storages = new Storages();
    private final ExecutorService executor = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "umview-device");
        thread.setDaemon(true);
        return thread;
    });

    /** Called by the component runtime. */
    @Activate
    public UmdevService(@Reference DeviceTypes types) {
        this.types = types;
    }

    @Deactivate
    void deactivate() {
        executor.shutdown();
        storages.close();
    }

    @Override
    public Loaded load(Chain chain, String arguments) throws ErrnoException {
        if (!arguments.isEmpty()) {
            throw Errno.EINVAL.exception();
        }
        return new Umdev(chain, types, executor, storages);
    }

    @Override
    public Loaded resume(Chain chain, String arguments, Map<String, Object> handedOver) throws ErrnoException {
        storages.take(handedOver);
        return load(chain, arguments);
    }
}
