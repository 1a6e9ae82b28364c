package io.umview.hypervisor.internal.view;

import io.umview.api.Call.Deferred;
import io.umview.api.ErrnoException;
import io.umview.api.MountOptions;
import io.umview.api.MountRequest;
import io.umview.api.Service;
import io.umview.hypervisor.internal.chain.LoadedService;
import io.umview.hypervisor.internal.chain.Suspension;
import io.umview.hypervisor.internal.chain.ViewChain.Mounter;
import io.umview.hypervisor.internal.mount.MountEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The exchange of one service of one view for a newer one. The calls that it claims wait meanwhile; what it had mounted is
 * mounted again by the new one.
 */
final class ServiceUpdate {
    private static final System.Logger LOG = System.getLogger(ServiceUpdate.class.getName());

    private final ViewState view;
    private final LoadedService old;
    private final Suspension suspension;
    private final List<MountEntry> replaced = new ArrayList<>();

    /** Begins: from now on calls wait. */
    ServiceUpdate(ViewState view, LoadedService old) {
        this.view = view;
        this.old = old;
        this.suspension = view.chain().suspend(old);
    }

    ViewState view() {
        return view;
    }

    LoadedService old() {
        return old;
    }

    /** What the old service wants the new one to know. */
    Map<String, Object> handOver() {
        try {
            return old.loaded().handOver();
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, "service " + old.name() + " failed to hand over", e);
            return Map.of();
        }
    }

    /** Has the new service mount what the old one had mounted; what it cannot mount is gone. */
    void remount(LoadedService successor) {
        for (MountEntry entry : view.mounts().oldestFirst()) {
            if (entry.owner() == old) {
                remount(entry, successor);
            }
        }
    }

    private void remount(MountEntry entry, LoadedService successor) {
        try {
            Mounter mounter = view.chain().mounter(entry.type()).orElseThrow();
            MountRequest request = new MountRequest(
                    entry.type(),
                    entry.source(),
                    entry.target(),
                    0,
                    MountOptions.parse(entry.options()).without("perm", "permanent", "ghost"),
                    new HypervisorProcess(),
                    entry.epoch());
            view.mounts()
                    .replace(entry, entry.servedBy(successor, mounter.type().mount(request)));
        } catch (ErrnoException | RuntimeException | LinkageError e) {
            LOG.log(System.Logger.Level.WARNING, "{0} is not mounted any more: {1}", entry.target(), e.getMessage());
            view.mounts().remove(entry);
        }
        replaced.add(entry);
    }

    /** Ends: the old service lets go of all it had, and the calls that waited are answered. */
    void finish(Consumer<Deferred> answer) {
        for (MountEntry entry : replaced) {
            quietly(entry::unmount);
        }
        Service.Loaded loaded = old.loaded();
        quietly(loaded::unload);
        view.remove(old);
        suspension.end().forEach(answer);
    }

    /** Ends without a successor: the old service is gone. */
    void abandon(Consumer<Deferred> answer) {
        for (MountEntry entry : view.mounts().oldestFirst()) {
            if (entry.owner() == old) {
                view.mounts().remove(entry);
            }
        }
        view.remove(old);
        suspension.end().forEach(answer);
    }

    private void quietly(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, "service " + old.name() + " failed to let go", e);
        }
    }
}
