package io.umview.hypervisor.internal.view;

import io.umview.api.Call;
import io.umview.api.CallHandler;
import io.umview.api.Chain;
import io.umview.api.ErrnoException;
import io.umview.api.FileSystemType;
import io.umview.api.Inherited;
import io.umview.api.Interest;
import io.umview.api.PathClaim;
import io.umview.api.View;
import io.umview.hypervisor.internal.chain.LoadedService;
import io.umview.hypervisor.internal.mount.ClaimedPath;
import io.umview.hypervisor.internal.path.PathWalk;
import io.umview.hypervisor.internal.path.TreeCalls;
import io.umview.hypervisor.internal.path.ViewFiles;
import io.umview.tracer.Tracer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A view's chain as one service sees it. */
public final class ServiceChain implements Chain {
    private final ViewState view;
    private final LoadedService owner;
    private final Tracer tracer;
    private final Marks marks;
    private final SubmoduleLoader submodules;

    /** Loads submodules. */
    @FunctionalInterface
    public interface SubmoduleLoader {
        /** See {@link Chain#loadSubmodule}. */
        void load(String name) throws ErrnoException;
    }

    /** The chain of a view for a service. */
    public ServiceChain(ViewState view, LoadedService owner, Tracer tracer, Marks marks, SubmoduleLoader submodules) {
        this.view = view;
        this.owner = owner;
        this.tracer = tracer;
        this.marks = marks;
        this.submodules = submodules;
    }

    @Override
    public View view() {
        return view;
    }

    @Override
    public Claim claimCalls(Interest interest, CallHandler handler) throws ErrnoException {
        Runnable withdraw = view.chain().claim(owner, interest, handler);
        try {
            tracer.widen(Bypass.closed(interest));
        } catch (ErrnoException | RuntimeException e) {
            withdraw.run();
            throw e;
        }
        return withdraw::run;
    }

    @Override
    public Claim claimFileSystem(String prefix, FileSystemType type) {
        return view.chain().claim(owner, prefix, type)::run;
    }

    @Override
    public Claim claimPaths(PathClaim claim) throws ErrnoException {
        ViewMounts.trapPaths(tracer);
        ViewMounts.trap(tracer, TreeCalls.interest());
        ClaimedPath claimed = new ClaimedPath(owner, claim);
        view.mounts().add(claimed);
        return () -> view.mounts().withdraw(claimed);
    }

    @Override
    public void loadSubmodule(String name) throws ErrnoException {
        submodules.load(name);
    }

    @Override
    public String resolve(Call call, byte[] path) throws ErrnoException {
        return PathWalk.resolve(call, view.mounts(), path);
    }

    @Override
    public int open(String path, int flags) throws ErrnoException {
        return ViewFiles.open(view.mounts(), path, flags);
    }

    @Override
    public <T> boolean anyProcess(Inherited<T> key, Predicate<T> test) {
        return tracer.anyMark(mark -> {
            Marks.State state = marks.state(mark);
            @Nullable T value = state.get(key);
            return value != null && state.view().within(view) && test.test(value);
        });
    }
}
