package io.umview.hypervisor.internal.path;

import io.umview.api.Call;
import io.umview.api.Errno;
import io.umview.api.HiddenTree.CallObserver;
import io.umview.api.Reply;
import io.umview.hypervisor.internal.mount.MountEntry;
import org.jspecify.annotations.Nullable;

/** Tells those who want to know of the calls in their trees. */
final class TreeObservers {
    private static final System.Logger LOG = System.getLogger(TreeObservers.class.getName());

    private TreeObservers() {}

    /** Whether somebody wants to know what is done in a mount. */
    static boolean watch(@Nullable MountEntry mount) {
        return of(mount) != null;
    }

    private static @Nullable CallObserver of(@Nullable MountEntry mount) {
        return mount == null || mount.tree() == null ? null : mount.tree().observer();
    }

    static void tell(Call call, PathWalk walk, Reply reply) {
        CallObserver observer = of(walk.mount());
        if (observer != null) {
            String path = walk.canonical().substring(walk.mount().target().length());
            Errno error = reply instanceof Reply.Failure failure ? failure.errno() : null;
            try {
                observer.made(call, path, error);
            } catch (RuntimeException | Error e) {
                // The call has been made, and the caller may be about to get a descriptor.
                LOG.log(System.Logger.Level.ERROR, "who watches " + walk.mount().target() + " failed", e);
            }
        }
    }
}
