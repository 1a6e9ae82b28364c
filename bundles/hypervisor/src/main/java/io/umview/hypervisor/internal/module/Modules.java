package io.umview.hypervisor.internal.module;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.Service;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.wiring.FrameworkWiring;

/** Installs the bundles of modules when they are wanted and takes them away when nobody does. */
public final class Modules {
    private static final System.Logger LOG = System.getLogger(Modules.class.getName());

    private final BundleContext context;
    private final ModulePath path;
    private final Runnable components;
    private final Map<Bundle, Integer> users = new HashMap<>();
    private final Map<Bundle, Set<Bundle>> companions = new HashMap<>();
    private final Map<Bundle, ModuleJar.Stamp> stamps = new HashMap<>();

    /** What bundles were installed from, to go back to when an update fails. */
    private final Map<Bundle, byte[]> contents = new ConcurrentHashMap<>();

    /** A module that is running. */
    public record Module(Bundle bundle, Service service, String description) {}

    /**
     * Modules from a path.
     *
     * @param components starts the component runtime, if it is not running
     */
    public Modules(BundleContext context, ModulePath path, Runnable components) {
        this.context = context;
        this.components = components;
        this.path = path;
    }

    /** Where modules come from. */
    public ModulePath path() {
        return path;
    }

    /**
     * Starts the module that provides a service, unless it runs already, and counts the caller among its users.
     *
     * @throws ErrnoException ENOENT when there is none, EINVAL when the bundle does not start or provides no such service
     */
    public synchronized Module acquire(String service) throws ErrnoException {
        Optional<Module> running = find(service);
        if (running.isEmpty()) {
            ModuleJar jar = path.service(service).orElseThrow(Errno.ENOENT::exception);
            Bundle bundle = start(jar);
            running = find(service);
            if (running.isEmpty()) {
                uninstall(bundle);
                throw Errno.EINVAL.exception();
            }
        }
        Module module = running.get();
        users.merge(module.bundle(), 1, Integer::sum);
        return module;
    }

    /** A view no longer uses a module; the last one's leaving uninstalls it with what came along for it. */
    public synchronized void release(Bundle bundle) {
        if (users.merge(bundle, -1, Integer::sum) <= 0) {
            users.remove(bundle);
            Set<Bundle> along = companions.remove(bundle);
            if (along != null) {
                along.forEach(this::uninstall);
            }
            uninstall(bundle);
        }
    }

    /** Starts the bundle of a submodule, which lives as long as its service. ENODEV when there is none. */
    public synchronized void submodule(Bundle owner, String type) throws ErrnoException {
        ModuleJar jar = path.submodule(type).orElseThrow(Errno.ENODEV::exception);
        Bundle bundle = installed(jar).orElse(null);
        if (bundle == null) {
            try {
                bundle = start(jar);
            } catch (ErrnoException e) {
                throw Errno.ENODEV.exception();
            }
        }
        companions.computeIfAbsent(owner, key -> new LinkedHashSet<>()).add(bundle);
    }

    /** The running module that provides a service. ENOENT when there is none. */
    public Module running(String service) throws ErrnoException {
        return find(service).orElseThrow(Errno.ENOENT::exception);
    }

    /** Bundles whose jars are others by now than those that they were installed from. */
    public synchronized List<Bundle> outdated() {
        return stamps.entrySet().stream()
                .filter(entry -> ModuleJar.Stamp.of(entry.getValue().file())
                        .filter(now -> !now.equals(entry.getValue()))
                        .isPresent())
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The bundles of the services that a bundle belongs to: itself, or those that it came along for. */
    public synchronized Set<Bundle> servicesOf(Bundle bundle) {
        Set<Bundle> owners = new LinkedHashSet<>();
        owners.add(bundle);
        companions.forEach((owner, along) -> {
            if (along.contains(bundle)) {
                owners.add(owner);
            }
        });
        return owners;
    }

    /**
     * Exchanges a bundle for what its jar holds now. The bundles that it is wired to follow.
     *
     * @throws ErrnoException EINVAL when the new one does not start; the old one goes on then
     */
    public void update(Bundle bundle) throws ErrnoException {
        ModuleJar.Stamp stamp;
        synchronized (this) {
            stamp = stamps.get(bundle);
        }
        Optional<ModuleJar.Stamp> now = stamp == null ? Optional.empty() : ModuleJar.Stamp.of(stamp.file());
        if (now.isEmpty()) {
            throw Errno.EINVAL.exception();
        }
        byte[] before = contents.get(bundle);
        try {
            byte[] content = Files.readAllBytes(now.get().file());
            exchange(bundle, content);
            contents.put(bundle, content);
        } catch (BundleException | IOException e) {
            LOG.log(System.Logger.Level.WARNING, "{0}: {1}", now.get().file(), e.getMessage());
            goBack(bundle, before);
            throw Errno.EINVAL.exception();
        } finally {
            synchronized (this) {
                stamps.put(bundle, now.get());
            }
        }
    }

    /** Exchanges a bundle's content. What provided services before must provide some afterwards. */
    private void exchange(Bundle bundle, byte[] content) throws BundleException {
        boolean provided = bundle.getRegisteredServices() != null;
        bundle.update(new ByteArrayInputStream(content));
        refresh(bundle);
        bundle.start(Bundle.START_TRANSIENT);
        if (provided && bundle.getRegisteredServices() == null) {
            throw new BundleException("it provides no service");
        }
    }

    private void goBack(Bundle bundle, byte @Nullable [] content) {
        if (content != null) {
            try {
                exchange(bundle, content);
            } catch (BundleException e) {
                LOG.log(System.Logger.Level.ERROR, "{0} cannot be restored: {1}", bundle, e.getMessage());
            }
        }
    }

    private void refresh(Bundle bundle) {
        CompletableFuture<Void> refreshed = new CompletableFuture<>();
        context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION)
                .adapt(FrameworkWiring.class)
                .refreshBundles(List.of(bundle), event -> {
                    if (event.getType() == FrameworkEvent.PACKAGES_REFRESHED) {
                        refreshed.complete(null);
                    }
                });
        refreshed.join();
    }

    private Optional<Module> find(String name) {
        try {
            Collection<ServiceReference<Service>> references =
                    context.getServiceReferences(Service.class, "(" + Service.NAME + "=" + escape(name) + ")");
            for (ServiceReference<Service> reference : references) {
                Service service = context.getService(reference);
                if (service != null) {
                    Object description = reference.getProperty(Service.DESCRIPTION);
                    return Optional.of(new Module(
                            reference.getBundle(), service, description == null ? "" : description.toString()));
                }
            }
            return Optional.empty();
        } catch (InvalidSyntaxException e) {
            return Optional.empty();
        }
    }

    /** Escapes what means something in filters (OSGi Core 3.2.7). */
    private static String escape(String value) {
        return value.replaceAll("([\\\\*()])", "\\\\$1");
    }

    private Optional<Bundle> installed(ModuleJar jar) {
        return Optional.ofNullable(context.getBundle(location(jar)));
    }

    private static String location(ModuleJar jar) {
        return jar.file().toUri().toString();
    }

    private Bundle start(ModuleJar jar) throws ErrnoException {
        Set<Bundle> installed = new LinkedHashSet<>();
        try {
            components.run();
            Bundle bundle = install(jar, installed, new HashSet<>());
            bundle.start(Bundle.START_TRANSIENT);
            installed.remove(bundle);
            companions.computeIfAbsent(bundle, key -> new LinkedHashSet<>()).addAll(installed);
            return bundle;
        } catch (BundleException | IOException e) {
            LOG.log(System.Logger.Level.WARNING, "{0}: {1}", jar.file(), e.getMessage());
            installed.forEach(this::uninstall);
            throw Errno.EINVAL.exception();
        }
    }

    /** Installs a bundle after the ones from the module path that it cannot do without. */
    private Bundle install(ModuleJar jar, Set<Bundle> installed, Set<ModuleJar> underway)
            throws BundleException, IOException {
        underway.add(jar);
        for (String wanted : jar.imports()) {
            if (!provided(wanted)) {
                Optional<ModuleJar> provider = path.exporting(wanted);
                if (provider.isPresent() && !underway.contains(provider.get())) {
                    install(provider.get(), installed, underway);
                }
            }
        }
        byte[] content = Files.readAllBytes(jar.file());
        Bundle bundle = context.installBundle(location(jar), new ByteArrayInputStream(content));
        installed.add(bundle);
        contents.putIfAbsent(bundle, content);
        ModuleJar.Stamp.of(jar.file()).ifPresent(stamp -> stamps.putIfAbsent(bundle, stamp));
        return bundle;
    }

    private boolean provided(String packageName) {
        if (packageName.startsWith("java.")) {
            return true;
        }
        for (Bundle bundle : context.getBundles()) {
            String exports = bundle.getHeaders().get(Constants.EXPORT_PACKAGE);
            if (Headers.packages(exports, clause -> true).contains(packageName)) {
                return true;
            }
        }
        return false;
    }

    private void uninstall(Bundle bundle) {
        stamps.remove(bundle);
        contents.remove(bundle);
        try {
            if (bundle.getState() != Bundle.UNINSTALLED) {
                bundle.uninstall();
            }
        } catch (BundleException e) {
            LOG.log(System.Logger.Level.WARNING, "cannot uninstall " + bundle.getSymbolicName(), e);
        }
    }
}
