package io.umview.hypervisor.internal.call;

import io.umview.api.Call.Deferred;
import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.GuestProcess;
import io.umview.api.Interest;
import io.umview.api.Interest.ArgumentTest;
import io.umview.api.Reply;
import io.umview.api.SystemCall;
import io.umview.api.View;
import io.umview.hypervisor.internal.command.Commands;
import io.umview.hypervisor.internal.observe.Observation;
import io.umview.hypervisor.internal.observe.Trail;
import io.umview.hypervisor.internal.path.PathCalls;
import io.umview.hypervisor.internal.path.TreeCalls;
import io.umview.hypervisor.internal.view.Marks;
import io.umview.hypervisor.internal.view.ViewMounts;
import io.umview.hypervisor.internal.view.ViewServices;
import io.umview.hypervisor.internal.view.ViewState;
import io.umview.tracer.Supervisor;
import io.umview.tracer.TracedCall;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Finds who answers a trapped call: the hypervisor's own handlers, the claims of the view, its mounts; else the kernel. */
public final class Dispatcher implements Supervisor {
    /** What is trapped in every view, whether services are loaded or not. All of it is rare. */
    public static final Interest ALWAYS = Interest.in(
                    SystemCall.EXECVE,
                    SystemCall.EXECVEAT,
                    SystemCall.MOUNT,
                    SystemCall.UMOUNT2,
                    SystemCall.FSOPEN,
                    SystemCall.PERSONALITY)
            .and(Interest.when(SystemCall.PIVOT_ROOT, ArgumentTest.isNull(0)));

    private final Marks marks;
    private final ViewState outermost;
    private final PathCalls paths = new PathCalls();
    private final Observation observation = new Observation();
    private volatile @Nullable Handlers handlers;

    private record Handlers(ExecCalls exec, MountCalls mounts, VirtualSystemCalls virtualCalls, Host host) {}

    /** What the handlers ask of the hypervisor around them. */
    public interface Host extends Commands.Control {
        /** The folder with the scripts that stand for the commands of a view. */
        Path guestCommands();

        /** Sends a signal to all processes of a view and of the views inside it. */
        void signal(ViewState view, int signal);

        /** The first program of a view cannot be executed. @return the exit status */
        int execFailed(int pid, int errno);
    }

    /** A dispatcher for views; it needs {@link #serveWith} before the first call comes. */
    public Dispatcher(Marks marks, ViewState outermost) {
        this.marks = marks;
        this.outermost = outermost;
    }

    /** Sets the hypervisor's own handlers, which need the tracer, which needs this dispatcher. */
    public void serveWith(ViewServices services, ViewMounts mounts, Host host, Executor executor) {
        Commands commands = new Commands(services, mounts, host);
        GuestPrograms programs = new GuestPrograms(host.guestCommands(), commands.names());
        handlers = new Handlers(
                new ExecCalls(commands, programs, executor),
                new MountCalls(mounts, executor),
                new VirtualSystemCalls(services, host, executor),
                host);
    }

    /** Where calls can be watched. */
    public Observation observation() {
        return observation;
    }

    private Handlers handlers() {
        return Objects.requireNonNull(handlers);
    }

    @Override
    public Reply handle(TracedCall call) throws ErrnoException {
        ViewState view = viewOf(call);
        return observation.active()
                ? observation.observe(call, view.id(), (observed, trail) -> answer(observed, view, trail))
                : answer(call, view, null);
    }

    @Override
    public @Nullable Reply handleAlone(TracedCall call) throws ErrnoException {
        ViewState view = viewOf(call);
        if (observation.active() || view.chain().claims(call)) {
            return null;
        }
        Reply reply = answerOwn(call, view, null);
        if (!(reply instanceof Reply.Decline)) {
            return reply;
        }
        return view.mounts().isEmpty() ? Reply.DECLINE : paths.handleAlone(call, view.mounts());
    }

    /** Answers what is the hypervisor's own. */
    private Reply answerOwn(TracedCall call, ViewState view, @Nullable Trail trail) throws ErrnoException {
        return switch (call.systemCall()) {
            case EXECVE, EXECVEAT -> handlers().exec().handle(call, view);
            case MOUNT, UMOUNT2, FSOPEN -> {
                PathCalls.mayMount();
                yield handlers().mounts().handle(call, view);
            }
            case PIVOT_ROOT ->
                call.argument(0) == 0 ? handlers().virtualCalls().handle(call, view, trail) : PathCalls.changeOfRoot();
            case CHROOT, SETNS, UNSHARE -> PathCalls.changeOfRoot();
            case UMASK,
                    SETUID,
                    SETGID,
                    SETREUID,
                    SETREGID,
                    SETRESUID,
                    SETRESGID,
                    SETFSUID,
                    SETFSGID,
                    SETGROUPS,
                    CAPSET -> TreeCalls.changeOfIdentity();
            case PERSONALITY -> Personality.handle(call);
            case IO_URING_SETUP -> Reply.fail(Errno.ENOSYS);
            default -> Reply.DECLINE;
        };
    }

    private Reply answer(TracedCall call, ViewState view, @Nullable Trail trail) throws ErrnoException {
        Reply reply = answerOwn(call, view, trail);
        if (!(reply instanceof Reply.Decline)) {
            return reply;
        }
        reply = view.chain().ask(call, trail);
        if (reply instanceof Reply.Decline && !view.mounts().isEmpty()) {
            reply = paths.handle(call, view.mounts(), trail);
        }
        // Modules are other people's code.
        return Objects.requireNonNullElse(reply, Reply.fail(Errno.EIO));
    }

    /** Answers a call that was put off, as if it came now. */
    public void answerAnew(Deferred call) {
        Reply reply;
        try {
            reply = handle((TracedCall) call);
        } catch (ErrnoException e) {
            reply = Reply.fail(e.errno());
        } catch (RuntimeException | Error e) {
            reply = Reply.fail(Errno.EIO);
        }
        if (!(reply instanceof Reply.Later)) {
            call.reply(reply instanceof Reply.Decline ? Reply.CONTINUE : reply);
        }
    }

    private ViewState viewOf(TracedCall call) {
        return marks.trivial() ? outermost : marks.state(call.mark()).view();
    }

    @Override
    public View view(int mark) {
        return marks.state(mark).view();
    }

    @Override
    public GuestProcess process(TracedCall call) {
        return new CallingProcess(call, marks);
    }

    @Override
    public int execFailed(int pid, int errno) {
        return handlers().host().execFailed(pid, errno);
    }
}
