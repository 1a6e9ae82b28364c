package io.umview.hypervisor.internal.boot;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.hypervisor.internal.call.Dispatcher;
import io.umview.hypervisor.internal.command.Invocation;
import io.umview.hypervisor.internal.view.Marks;
import io.umview.hypervisor.internal.view.ViewMounts;
import io.umview.hypervisor.internal.view.ViewServices;
import io.umview.hypervisor.internal.view.ViewState;
import io.umview.linux.Processes;
import io.umview.tracer.TracedCall;
import io.umview.tracer.Tracer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The guests as a whole: their signals, their end, and how the first of them began. */
final class Guests implements Dispatcher.Host {
    private static final int SIGKILL = 9;
    private static final int SIGTERM = 15;
    private static final int NOT_FOUND = 127;

    private final Tracer tracer;
    private final Marks marks;
    private final Path guestCommands;
    private final Executor executor;
    private final ViewServices services;
    private final ViewMounts mounts;
    private final Queue<CompletableFuture<Void>> innerViews = new ConcurrentLinkedQueue<>();
    private final AtomicInteger views = new AtomicInteger();
    private volatile int first;
    private volatile int execErrno;

    Guests(
            Tracer tracer,
            Marks marks,
            ViewServices services,
            ViewMounts mounts,
            Path guestCommands,
            Executor executor) {
        this.services = services;
        this.mounts = mounts;
        this.tracer = tracer;
        this.marks = marks;
        this.guestCommands = guestCommands;
        this.executor = executor;
    }

    /** The process that signals are passed on to. */
    void first(int pid) {
        first = pid;
    }

    /** Why the last program that was started could not be executed; 0 if it could. */
    int execErrno() {
        int errno = execErrno;
        execErrno = 0;
        return errno;
    }

    /** Whether the last program that was started could not be executed for this reason; it is forgotten then. */
    boolean refused(Errno errno) {
        boolean refused = execErrno == errno.number();
        if (refused) {
            execErrno = 0;
        }
        return refused;
    }

    void passOn(int signal) {
        int pid = first;
        if (pid > 0) {
            Processes.kill(pid, signal);
        }
    }

    @Override
    public Path guestCommands() {
        return guestCommands;
    }

    @Override
    public int execFailed(int pid, int errno) {
        execErrno = errno;
        return NOT_FOUND;
    }

    @Override
    public void attach(ViewState view, int pid) throws ErrnoException {
        tracer.attach(pid, marks.mark(new Marks.State(view, Map.of())));
    }

    @Override
    public void signal(ViewState view, int signal) {
        for (int pid : processes(view)) {
            Processes.kill(pid, signal);
        }
    }

    private List<Integer> processes(ViewState view) {
        return tracer.processes().stream()
                .filter(process -> marks.state(process.mark()).view().within(view))
                .map(Tracer.GuestProcessInfo::pid)
                .toList();
    }

    @Override
    public String nest(Invocation caller, String name, boolean quiet, List<String> preload) throws ErrnoException {
        ViewState outer = caller.view();
        ViewState inner = new ViewState(views.incrementAndGet(), outer, name, quiet);
        services.enter(outer, inner);
        StringBuilder errors = new StringBuilder();
        for (String module : preload) {
            errors.append(services.preload(inner, module));
        }
        TracedCall call = caller.call();
        call.mark(marks.mark(new Marks.State(inner, marks.state(call.mark()).attributes())));
        innerViews.add(CompletableFuture.runAsync(() -> endWithLastProcess(inner, call.pid()), executor));
        return errors.toString();
    }

    /** Waits until the views inside the outermost one have let go of what they had; their processes have ended. */
    void awaitInnerViews() {
        innerViews.forEach(CompletableFuture::join);
    }

    private void endWithLastProcess(ViewState view, int firstProcess) {
        List<Integer> living = List.of(firstProcess);
        while (!living.isEmpty()) {
            Departure.await(living, Long.MAX_VALUE / 2_000_000);
            living = processes(view);
        }
        mounts.clear(view);
        services.clear(view);
    }

    @Override
    public void shutDown(ViewState view, int seconds, int caller) {
        view.shutDown();
        executor.execute(() -> {
            System.err.println("View " + view.id() + ": Sending processes the TERM signal");
            // Not to the caller, which waits for the answer of its command and ends with that.
            List<Integer> processes =
                    processes(view).stream().filter(pid -> pid != caller).toList();
            processes.forEach(pid -> Processes.kill(pid, SIGTERM));
            if (!Departure.await(processes, TimeUnit.SECONDS.toMillis(seconds))
                    || !processes(view).isEmpty()) {
                System.err.println("View " + view.id() + ": Sending processes the KILL signal");
                signal(view, SIGKILL);
            }
        });
    }
}
