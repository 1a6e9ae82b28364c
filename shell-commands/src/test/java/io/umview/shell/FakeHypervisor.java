package io.umview.shell;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.SystemCall;
import io.umview.hypervisor.Hypervisor;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** Two views: 0 without a name, and 3, "web". */
public final class FakeHypervisor implements Hypervisor {
    public final List<String> asked = new CopyOnWriteArrayList<>();
    public final List<TraceListener> listeners = new CopyOnWriteArrayList<>();
    public final List<ViewInfo> views =
            new CopyOnWriteArrayList<>(List.of(new ViewInfo(0, "", 2), new ViewInfo(3, "web", 1)));

    /** Answers a call in a thread. */
    public void answer(int thread, int view, SystemCall call, String arguments, String verdict, String module) {
        tell(new TracedEvent(thread, view, call, Phase.ANSWERED, arguments, verdict, module, 34_000));
    }

    /** Tells those who watch. */
    public void tell(TracedEvent event) {
        listeners.forEach(listener -> listener.answered(event));
    }

    @Override
    public List<ViewInfo> views() {
        return List.copyOf(views);
    }

    private void check(int view) throws ErrnoException {
        if (views.stream().noneMatch(known -> known.id() == view)) {
            throw Errno.ENOENT.exception();
        }
    }

    @Override
    public List<ServiceInfo> services(int view) throws ErrnoException {
        check(view);
        ServiceInfo umnet = new ServiceInfo("umnet", "virtual networks", "", false);
        return view == 0 ? List.of(umnet) : List.of(umnet, new ServiceInfo("umdev", "devices", "ro", true));
    }

    @Override
    public void addService(int view, String name, String arguments, boolean permanent) throws ErrnoException {
        check(view);
        if (!availableServices().contains(name)) {
            throw Errno.ENOENT.exception();
        }
        asked.add("add " + view + " " + name + "(" + arguments + ")" + (permanent ? " permanent" : ""));
    }

    @Override
    public void deleteService(int view, String name) throws ErrnoException {
        check(view);
        if (name.equals("umdev")) {
            throw Errno.EBUSY.exception();
        }
        asked.add("del " + view + " " + name);
    }

    @Override
    public Set<String> availableServices() {
        return Set.of("umnet", "umdev", "umfuse");
    }

    @Override
    public List<MountInfo> mounts(int view) throws ErrnoException {
        check(view);
        return List.of(new MountInfo("none", "/dev/net/null", "umnetnull", "", false));
    }

    @Override
    public void mount(int view, String type, String source, String target, String options) throws ErrnoException {
        check(view);
        if (type.equals("nonsense")) {
            throw Errno.ENODEV.exception();
        }
        asked.add("mount " + view + " " + type + " " + source + " " + target + " [" + options + "]");
    }

    @Override
    public void unmount(int view, String target) throws ErrnoException {
        check(view);
        asked.add("umount " + view + " " + target);
    }

    @Override
    public List<ProcessInfo> processes(int view) throws ErrnoException {
        check(view);
        return view == 0
                ? List.of(
                        new ProcessInfo(100, 1, "bash", 1, List.of(), List.of()),
                        new ProcessInfo(
                                101,
                                100,
                                "evil\u001b[2J",
                                2,
                                List.of("PF_INET: /dev/net/null"),
                                List.of("3: /dev/net/null", "4: tcp")))
                : List.of(new ProcessInfo(200, 100, "httpd", 4, List.of(), List.of()));
    }

    @Override
    public Subscription trace(TraceListener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    @Override
    public List<CallStatistics> statistics() {
        List<CallStatistics> statistics = new ArrayList<>();
        statistics.add(new CallStatistics(SystemCall.SOCKET, "umnet", 3, 1, 10_000, 20_000, 30_000));
        statistics.add(new CallStatistics(SystemCall.EXECVE, "", 40, 0, 9_000, 9_100, 250_000));
        return statistics;
    }

    @Override
    public java.util.Set<String> debugClasses() {
        return java.util.Set.of();
    }

    @Override
    public void debug(String list) throws ErrnoException {
        throw Errno.ENOENT.exception();
    }
}
