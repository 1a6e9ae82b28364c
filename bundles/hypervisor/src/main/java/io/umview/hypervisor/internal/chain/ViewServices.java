package io.umview.hypervisor.internal.chain;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.Service;
import io.umview.hypervisor.internal.module.Modules;
import io.umview.hypervisor.internal.module.Modules.Module;
import io.umview.tracer.Tracer;
import java.util.List;
import org.osgi.framework.Bundle;

/** Loads services into views and takes them out again. */
public final class ViewServices {
    private static final System.Logger LOG = System.getLogger(ViewServices.class.getName());

    private final Modules modules;
    private final Tracer tracer;
    private final Marks marks;

    /** Services from the modules of a hypervisor. */
    public ViewServices(Modules modules, Tracer tracer, Marks marks) {
        this.modules = modules;
        this.tracer = tracer;
        this.marks = marks;
    }

    /** um_add_service: EEXIST when the view has it, ENOENT when no module provides it. */
    public synchronized void add(ViewState view, String name, String arguments, boolean permanent)
            throws ErrnoException {
        if (view.chain().service(name).isPresent()) {
            throw Errno.EEXIST.exception();
        }
        Module module = modules.acquire(name);
        LoadedService service = new LoadedService(name, module.description(), arguments, permanent, module.bundle());
        view.chain().add(service);
        try {
            load(view, service, module.service());
        } catch (ErrnoException e) {
            view.chain().remove(service);
            modules.release(module.bundle());
            throw e;
        }
        view.announce(name + " init");
    }

    private void load(ViewState view, LoadedService service, Service implementation) throws ErrnoException {
        ServiceChain chain = new ServiceChain(
                view, service, tracer, marks, type -> modules.submodule((Bundle) service.bundleKey(), type));
        try {
            service.loaded(implementation.load(chain, service.arguments()));
        } catch (RuntimeException | LinkageError e) {
            LOG.log(System.Logger.Level.ERROR, "service " + service.name() + " failed to load", e);
            throw Errno.EINVAL.exception();
        }
    }

    /** um_del_service: ENOENT when the view does not have it, EBUSY while it is permanent, mounted or in use. */
    public synchronized void delete(ViewState view, String name) throws ErrnoException {
        LoadedService service = view.chain().service(name).orElseThrow(Errno.ENOENT::exception);
        if (service.permanent() || view.mounts().anyOf(service) || busy(service)) {
            throw Errno.EBUSY.exception();
        }
        remove(view, service);
    }

    private static boolean busy(LoadedService service) {
        try {
            return service.loaded().busy();
        } catch (RuntimeException | LinkageError e) {
            LOG.log(System.Logger.Level.ERROR, "service " + service.name() + " failed", e);
            return false;
        }
    }

    private void remove(ViewState view, LoadedService service) {
        view.chain().remove(service);
        if (service.release()) {
            try {
                service.loaded().unload();
            } catch (RuntimeException | LinkageError e) {
                LOG.log(System.Logger.Level.ERROR, "service " + service.name() + " failed to unload", e);
            }
            modules.release((Bundle) service.bundleKey());
        }
        view.announce(service.name() + " fini");
    }

    /** Ends a view: all services leave it, newest first. */
    public synchronized void clear(ViewState view) {
        List<LoadedService> services = view.chain().services();
        for (int i = services.size() - 1; i >= 0; i--) {
            remove(view, services.get(i));
        }
    }
}
