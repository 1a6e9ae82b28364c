package io.umview.hypervisor.internal.boot;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.hypervisor.Hypervisor;
import io.umview.hypervisor.internal.call.Dispatcher;
import io.umview.hypervisor.internal.module.ModulePath;
import io.umview.hypervisor.internal.module.Modules;
import io.umview.hypervisor.internal.observe.DebugLog;
import io.umview.hypervisor.internal.view.Marks;
import io.umview.hypervisor.internal.view.ViewMounts;
import io.umview.hypervisor.internal.view.ViewServices;
import io.umview.hypervisor.internal.view.ViewState;
import io.umview.tracer.Features;
import io.umview.tracer.Program;
import io.umview.tracer.Tracer;
import io.umview.tracer.Tracer.ExitStatus;
import io.umview.tracer.Tracer.Guest;
import io.umview.tracer.TracerFactory;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/** One run of umview: sets the hypervisor up, starts the first guest, and tidies up after the last. */
final class Run {
    private static final int NOT_FOUND = 127;
    private static final int NOT_EXECUTABLE = 126;
    private static final int SHUT_DOWN = 255;
    private static final Path SYSTEM_RC = Path.of("/etc/viewosrc");

    private final BundleContext context;
    private final TracerFactory factory;
    private final RunOptions options;

    Run(BundleContext context, TracerFactory factory, RunOptions options) {
        this.context = context;
        this.factory = factory;
        this.options = options;
    }

    int run() {
        try {
            Map<String, String> variables = GuestEnvironment.variables();
            boolean quiet = options.is("quiet") || options.is("train");
            ViewState view = new ViewState(options.text("viewname").orElse(""), quiet);
            return run(view, variables, quiet);
        } catch (ErrnoException e) {
            System.err.println(
                    "umview: cannot trace processes here: " + e.errno().text());
            return 1;
        } catch (IllegalArgumentException e) {
            System.err.println(
                    "umview: no class of events: " + options.text("debug").orElse(""));
            return 2;
        } catch (NoSuchFileException e) {
            System.err.println("umview: " + e.getFile() + ": " + Errno.ENOENT.text());
            return 1;
        } catch (AccessDeniedException e) {
            System.err.println("umview: " + e.getFile() + ": " + Errno.EACCES.text());
            return 1;
        } catch (IOException e) {
            System.err.println("umview: " + e.getMessage());
            return 1;
        }
    }

    private int run(ViewState view, Map<String, String> variables, boolean quiet) throws ErrnoException, IOException {
        Path guestCommands = options.home().resolve("guest").resolve("bin");
        ExecutorService executor = Executors.newCachedThreadPool(Run::daemon);
        Marks marks = new Marks(view);
        Dispatcher dispatcher = new Dispatcher(marks, view);
        Tracer tracer =
                factory.create(dispatcher, new TracerFactory.Options(!options.is("nokvm"), !options.is("nokmulti")));
        marks.aliveFrom(() -> marksOf(tracer));
        announce(view, tracer.features());
        Modules modules = new Modules(context, ModulePath.of(variables, options.home()), options.components());
        ViewServices services = new ViewServices(modules, tracer, marks, view, dispatcher::answerAnew);
        ViewMounts mounts = new ViewMounts(tracer);
        Guests guests = new Guests(tracer, marks, services, mounts, guestCommands, executor);
        dispatcher.serveWith(services, mounts, guests, executor);
        // Beside what follows, because catching signals is slow the first time; but no guest runs before it is done.
        CompletableFuture<Void> signals = CompletableFuture.runAsync(() -> Signals.arrange(guests::passOn), executor);
        tracer.widen(Dispatcher.ALWAYS);
        Map<String, String> environment = GuestEnvironment.forGuests(variables, options.home(), quiet);
        DebugLog log = debugLog();
        if (log != null) {
            dispatcher.observation().trace(log);
        }
        RunningHypervisor hypervisor =
                new RunningHypervisor(view, tracer, marks, services, mounts, modules, dispatcher.observation(), log);
        signals.join();
        if (options.is("train")) {
            options.components().run();
        } else {
            runCommandFiles(tracer, guests, variables, environment);
        }
        preload(services, view);
        CompletableFuture<ServiceRegistration<?>> registration = new CompletableFuture<>();
        int status = runFirst(view, tracer, guests, environment, () -> {
            // What takes its time, while the guest starts.
            registration.complete(context.registerService(Hypervisor.class, hypervisor, null));
        });
        tracer.ended().join();
        registration.join().unregister();
        guests.awaitInnerViews();
        mounts.clear(view);
        services.clear(view);
        return status;
    }

    private @Nullable DebugLog debugLog() throws IOException {
        if (options.text("output").isEmpty()) {
            return null;
        }
        DebugLog log = new DebugLog(Path.of(options.text("output").get()));
        options.text("debug").ifPresent(log::change);
        return log;
    }

    private static BitSet marksOf(Tracer tracer) {
        BitSet found = new BitSet();
        tracer.anyMark(mark -> {
            found.set(mark);
            return false;
        });
        return found;
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "umview-command");
        thread.setDaemon(true);
        return thread;
    }

    private static void announce(ViewState view, Features features) {
        view.announce("This kernel supports: " + Features.describe(features.supported()));
        view.announce("UMView will use: " + Features.describe(features.used()));
    }

    /** The files that are executed before the first program: the system's, then the user's. */
    private void runCommandFiles(
            Tracer tracer, Guests guests, Map<String, String> variables, Map<String, String> environment)
            throws ErrnoException {
        List<Path> files = new ArrayList<>(List.of(SYSTEM_RC));
        if (options.text("rc").isPresent()) {
            files.add(Path.of(options.text("rc").get()).toAbsolutePath());
        } else if (variables.containsKey("HOME")) {
            files.add(Path.of(variables.get("HOME"), ".viewosrc"));
        }
        for (Path file : files) {
            if (Files.isRegularFile(file) && Files.isExecutable(file)) {
                run(tracer, guests, environment, file.toString(), List.of(file.toString(), ""), () -> {});
                int execErrno = guests.execErrno();
                if (execErrno != 0) {
                    System.err.println(
                            "umview: " + file + ": " + Errno.of(execErrno).text());
                }
            }
        }
    }

    private void preload(ViewServices services, ViewState view) {
        for (String module : options.list("preload")) {
            System.err.print(services.preload(view, module));
        }
    }

    private int runFirst(
            ViewState view, Tracer tracer, Guests guests, Map<String, String> environment, Runnable started)
            throws ErrnoException, IOException {
        List<String> command =
                options.is("train") ? List.of("/bin/true") : GuestEnvironment.lastArguments(options.list("command"));
        String path = ProgramPath.find(environment, command.get(0));
        ExitStatus exit = run(tracer, guests, environment, path, command, started);
        int execErrno = guests.execErrno();
        if (execErrno != 0) {
            Errno errno = Errno.of(execErrno);
            System.err.println("umview: " + command.get(0) + ": " + errno.text());
            return errno == Errno.ENOENT ? NOT_FOUND : NOT_EXECUTABLE;
        }
        return view.isShutDown() ? SHUT_DOWN : exit.shell();
    }

    /** Runs a program to its end. As execvp(3) does, it takes a file without a format for a shell script. */
    private static ExitStatus run(
            Tracer tracer,
            Guests guests,
            Map<String, String> environment,
            String path,
            List<String> command,
            Runnable started)
            throws ErrnoException {
        Guest guest = start(tracer, guests, environment, path, command);
        started.run();
        ExitStatus exit = guest.exit().join();
        if (!guests.refused(Errno.ENOEXEC)) {
            return exit;
        }
        List<String> script = new ArrayList<>(List.of("/bin/sh", path));
        script.addAll(command.subList(1, command.size()));
        return start(tracer, guests, environment, "/bin/sh", script).exit().join();
    }

    private static Guest start(
            Tracer tracer, Guests guests, Map<String, String> environment, String path, List<String> command)
            throws ErrnoException {
        Guest guest = tracer.start(new Program(path, command, GuestEnvironment.strings(environment), 0));
        guests.first(guest.pid());
        return guest;
    }
}
