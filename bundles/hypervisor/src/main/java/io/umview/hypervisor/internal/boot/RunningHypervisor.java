package io.umview.hypervisor.internal.boot;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.hypervisor.Hypervisor;
import io.umview.hypervisor.internal.module.Modules;
import io.umview.hypervisor.internal.observe.DebugLog;
import io.umview.hypervisor.internal.observe.EventClass;
import io.umview.hypervisor.internal.observe.Observation;
import io.umview.hypervisor.internal.view.HypervisorProcess;
import io.umview.hypervisor.internal.view.Marks;
import io.umview.hypervisor.internal.view.ViewMounts;
import io.umview.hypervisor.internal.view.ViewServices;
import io.umview.hypervisor.internal.view.ViewState;
import io.umview.tracer.Tracer;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The hypervisor as tools see it. */
final class RunningHypervisor implements Hypervisor {
    private final ViewState outermost;
    private final Tracer tracer;
    private final Marks marks;
    private final ViewServices services;
    private final ViewMounts mounts;
    private final Modules modules;
    private final Observation observation;
    private final @Nullable DebugLog log;

    RunningHypervisor(
            ViewState outermost,
            Tracer tracer,
            Marks marks,
            ViewServices services,
            ViewMounts mounts,
            Modules modules,
            Observation observation,
            @Nullable DebugLog log) {
        this.outermost = outermost;
        this.tracer = tracer;
        this.marks = marks;
        this.services = services;
        this.mounts = mounts;
        this.modules = modules;
        this.observation = observation;
        this.log = log;
    }

    private ViewState view(int id) throws ErrnoException {
        if (id == 0) {
            return outermost;
        }
        return tracer.processes().stream()
                .map(process -> marks.state(process.mark()).view())
                .filter(view -> view.id() == id)
                .findFirst()
                .orElseThrow(Errno.ENOENT::exception);
    }

    @Override
    public List<ViewInfo> views() {
        List<ViewState> all = tracer.processes().stream()
                .map(process -> marks.state(process.mark()).view())
                .toList();
        return all.stream()
                .distinct()
                .sorted(java.util.Comparator.comparingInt(ViewState::id))
                .map(view -> new ViewInfo(view.id(), view.name(), (int)
                        all.stream().filter(other -> other == view).count()))
                .toList();
    }

    @Override
    public List<ServiceInfo> services(int view) throws ErrnoException {
        return view(view).chain().services().stream()
                .map(service -> new ServiceInfo(
                        service.name(), service.description(), service.arguments(), service.permanent()))
                .toList();
    }

    @Override
    public void addService(int view, String name, String arguments, boolean permanent) throws ErrnoException {
        services.add(view(view), name, arguments, permanent);
    }

    @Override
    public void deleteService(int view, String name) throws ErrnoException {
        services.delete(view(view), name);
    }

    @Override
    public Set<String> availableServices() {
        return modules.path().services();
    }

    @Override
    public List<MountInfo> mounts(int view) throws ErrnoException {
        return view(view).mounts().oldestFirst().stream()
                .map(mount ->
                        new MountInfo(mount.source(), mount.target(), mount.type(), mount.options(), mount.permanent()))
                .toList();
    }

    @Override
    public void mount(int view, String type, String source, String target, String options) throws ErrnoException {
        mounts.mount(view(view), type, source, target, 0, options, new HypervisorProcess());
    }

    @Override
    public void unmount(int view, String target) throws ErrnoException {
        mounts.unmount(view(view), target, 0);
    }

    @Override
    public List<ProcessInfo> processes(int view) throws ErrnoException {
        ViewState wanted = view(view);
        return tracer.processes().stream()
                .filter(process -> marks.state(process.mark()).view() == wanted)
                .flatMap(process -> GuestTable.row(process.pid(), marks.state(process.mark())).stream())
                .toList();
    }

    @Override
    public Subscription trace(TraceListener listener) {
        return observation.trace(listener);
    }

    @Override
    public Set<String> debugClasses() {
        return log == null
                ? Set.of()
                : log.classes().stream().map(EventClass::toString).collect(Collectors.toCollection(TreeSet::new));
    }

    @Override
    public void debug(String list) throws ErrnoException {
        if (log == null) {
            throw Errno.ENOENT.exception();
        }
        try {
            log.change(list);
        } catch (IllegalArgumentException e) {
            throw Errno.EINVAL.exception();
        }
    }

    @Override
    public List<CallStatistics> statistics() {
        return observation.statistics();
    }
}
