package io.umview.hypervisor.internal.view;

import io.umview.api.Call.Deferred;
import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.Service;
import io.umview.hypervisor.internal.chain.LoadedService;
import io.umview.hypervisor.internal.module.ModuleWatch;
import io.umview.hypervisor.internal.module.Modules;
import io.umview.hypervisor.internal.module.Modules.Module;
import io.umview.hypervisor.internal.mount.MountEntry;
import io.umview.tracer.Tracer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.osgi.framework.Bundle;

/** Loads services into views and takes them out again. */
public final class ViewServices {
    private static final System.Logger LOG = System.getLogger(ViewServices.class.getName());

    private final Modules modules;
    private final Tracer tracer;
    private final Marks marks;
    private final Consumer<Deferred> answer;
    private final Set<ViewState> views = new LinkedHashSet<>();
    private boolean watching;

    /**
     * Services from the modules of a hypervisor.
     *
     * @param outermost the first view
     * @param answer answers calls that waited for an update
     */
    public ViewServices(Modules modules, Tracer tracer, Marks marks, ViewState outermost, Consumer<Deferred> answer) {
        this.answer = answer;
        views.add(outermost);
        this.modules = modules;
        this.tracer = tracer;
        this.marks = marks;
    }

    /** um_add_service: EEXIST when the view has it, ENOENT when no module provides it. */
    public void add(ViewState view, String name, String arguments, boolean permanent) throws ErrnoException {
        if (view.chain().service(name).isPresent()) {
            throw Errno.EEXIST.exception();
        }
        Module module = modules.acquire(name);
        watchModules();
        LoadedService service = new LoadedService(name, module.description(), arguments, permanent, module.bundle());
        if (!view.chain().addIfAbsent(service)) {
            modules.release(module.bundle());
            throw Errno.EEXIST.exception();
        }
        // No lock is held while a module is called: one that hangs hangs alone.
        load(view, service, chain -> module.service().load(chain, arguments));
        view.announce(name + " init");
    }

    private synchronized void watchModules() {
        if (!watching) {
            watching = true;
            ModuleWatch.start(modules.path(), this::updateOutdated);
        }
    }

    /**
     * Adds a service that the command line named.
     *
     * @param module {@code name} or {@code name,arguments}
     * @return what to say on the standard error when it fails; the view goes on without it
     */
    public String preload(ViewState view, String module) {
        String[] words = module.split(",", 2);
        try {
            add(view, words[0], words.length > 1 ? words[1] : "", false);
            return "";
        } catch (ErrnoException e) {
            String text = e.errno().text();
            return "module error: " + words[0] + ": " + text + "\nmodule preload " + text + "\n";
        }
    }

    /** How a service enters a view. */
    @FunctionalInterface
    private interface Entry {
        Service.Loaded into(ServiceChain chain) throws ErrnoException;
    }

    private void load(ViewState view, LoadedService service, Entry entry) throws ErrnoException {
        Bundle bundle = (Bundle) service.bundleKey();
        ServiceChain chain = new ServiceChain(view, service, tracer, marks, type -> modules.submodule(bundle, type));
        boolean entered = false;
        try {
            service.loaded(java.util.Objects.requireNonNull(entry.into(chain)));
            entered = true;
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, "service " + service.name() + " failed to load", e);
            throw Errno.EINVAL.exception();
        } finally {
            if (!entered) {
                view.remove(service);
                modules.release(bundle);
            }
        }
    }

    /** Brings the services and mounts of a view into one that was created inside it. */
    public synchronized void enter(ViewState outer, ViewState inner) throws ErrnoException {
        views.add(inner);
        Map<LoadedService, LoadedService> counterparts = new HashMap<>();
        for (LoadedService service : outer.chain().services()) {
            Module module = modules.acquire(service.name());
            LoadedService counterpart = new LoadedService(
                    service.name(),
                    service.description(),
                    service.arguments(),
                    service.permanent(),
                    module.bundle(),
                    true);
            inner.chain().addIfAbsent(counterpart);
            load(inner, counterpart, chain -> module.service().enter(chain, service.loaded(), service.arguments()));
            counterparts.put(service, counterpart);
        }
        for (MountEntry mount : outer.mounts().oldestFirst()) {
            LoadedService owner = counterparts.get(mount.owner());
            if (owner != null) {
                inner.mounts().add(mount.enter(owner));
            }
        }
    }

    /** Exchanges the modules whose jars have changed. */
    public synchronized void updateOutdated() {
        modules.outdated().forEach(this::update);
    }

    /** Exchanges a module in all views that have it. Calls that it claims wait until that is done. */
    private void update(Bundle bundle) {
        Set<Bundle> concerned = modules.servicesOf(bundle);
        List<ServiceUpdate> updates = new ArrayList<>();
        for (ViewState view : views) {
            for (LoadedService service : view.chain().services()) {
                if (concerned.contains(service.bundleKey())) {
                    updates.add(new ServiceUpdate(view, service));
                }
            }
        }
        try {
            modules.update(bundle);
        } catch (ErrnoException e) {
            LOG.log(System.Logger.Level.WARNING, "{0} was not updated", bundle.getSymbolicName());
        }
        updates.forEach(this::succeed);
    }

    private void succeed(ServiceUpdate update) {
        LoadedService old = update.old();
        try {
            Module module = modules.running(old.name());
            LoadedService successor = new LoadedService(
                    old.name(),
                    module.description(),
                    old.arguments(),
                    old.permanent(),
                    module.bundle(),
                    old.inherited());
            update.view().chain().replace(old, successor);
            load(update.view(), successor, chain -> module.service().resume(chain, old.arguments(), update.handOver()));
            update.remount(successor);
            update.finish(answer);
        } catch (ErrnoException e) {
            LOG.log(System.Logger.Level.ERROR, "service {0} is gone: its update failed", old.name());
            update.abandon(answer);
        }
    }

    /** um_del_service: ENOENT when the view does not have it, EBUSY while it is permanent, mounted or in use. */
    public void delete(ViewState view, String name) throws ErrnoException {
        LoadedService service = view.chain().service(name).orElseThrow(Errno.ENOENT::exception);
        if (service.permanent() || view.mounts().anyOf(service) || busy(service)) {
            throw Errno.EBUSY.exception();
        }
        remove(view, service);
    }

    private static boolean busy(LoadedService service) {
        try {
            return service.loaded().busy();
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, "service " + service.name() + " failed", e);
            return false;
        }
    }

    private void remove(ViewState view, LoadedService service) {
        if (!view.remove(service)) {
            return;
        }
        try {
            service.loaded().unload();
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, "service " + service.name() + " failed to unload", e);
        }
        modules.release((Bundle) service.bundleKey());
        if (!service.inherited()) {
            view.announce(service.name() + " fini");
        }
    }

    /** Ends a view: all services leave it, newest first. */
    public void clear(ViewState view) {
        List<LoadedService> services = view.chain().services();
        for (int i = services.size() - 1; i >= 0; i--) {
            remove(view, services.get(i));
        }
        synchronized (this) {
            views.remove(view);
        }
    }
}
