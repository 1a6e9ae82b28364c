package io.umview.hypervisor.internal.view;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.FileSystemType.Mounted;
import io.umview.api.GuestProcess;
import io.umview.api.HiddenTree;
import io.umview.api.Interest;
import io.umview.api.MountOptions;
import io.umview.api.MountRequest;
import io.umview.hypervisor.internal.chain.ViewChain.Mounter;
import io.umview.hypervisor.internal.mount.MountEntry;
import io.umview.hypervisor.internal.path.PathCalls;
import io.umview.hypervisor.internal.path.TreeCalls;
import io.umview.hypervisor.internal.path.TreeUse;
import io.umview.tracer.Tracer;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Mounts and unmounts in views. */
public final class ViewMounts {
    /** MS_REMOUNT of mount(2). */
    public static final long MS_REMOUNT = 32;

    /** MNT_FORCE and MNT_DETACH of umount2(2). */
    public static final int MNT_FORCE = 1;

    public static final int MNT_DETACH = 2;

    private static final System.Logger LOG = System.getLogger(ViewMounts.class.getName());
    private static final int ALIASES = 40;

    private final Tracer tracer;
    private final AtomicLong epoch = new AtomicLong();

    /** Mounts for the guests of a tracer. */
    public ViewMounts(Tracer tracer) {
        this.tracer = tracer;
    }

    /** The type that a name stands for after all aliases; ELOOP when they lead in a circle. */
    public static String unalias(ViewState view, String type) throws ErrnoException {
        String name = type;
        for (int i = 0; i < ALIASES; i++) {
            String target = view.aliases().get(name);
            if (target == null) {
                return name;
            }
            name = target;
        }
        throw Errno.ELOOP.exception();
    }

    /** Whether some service of the view mounts this type. */
    public static boolean claims(ViewState view, String type) throws ErrnoException {
        return view.chain().mounter(unalias(view, type)).isPresent();
    }

    /**
     * mount(2) of a type that a service claims.
     *
     * @param source as the caller wrote it, but canonical if it names an existing path
     * @param target canonical
     */
    public void mount(
            ViewState view,
            String type,
            String source,
            String target,
            long flags,
            String optionList,
            GuestProcess caller)
            throws ErrnoException {
        String realType = unalias(view, type);
        MountOptions options = MountOptions.parse(optionList);
        if ((flags & MS_REMOUNT) != 0) {
            remount(view, target, optionList, options);
            return;
        }
        Mounter mounter = view.chain().mounter(realType).orElseThrow(Errno.ENODEV::exception);
        long id = epoch.incrementAndGet();
        MountRequest request = new MountRequest(
                realType, source, target, flags, options.without("perm", "permanent", "ghost"), caller, id);
        if (view.mounts().isEmpty()) {
            trapPaths(tracer);
        }
        Mounted mounted;
        try {
            mounted = java.util.Objects.requireNonNull(mounter.type().mount(request));
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, "mounting " + realType + " failed", e);
            throw Errno.EIO.exception();
        }
        try {
            if (mounted instanceof HiddenTree tree) {
                trap(tracer, TreeCalls.interest(tree));
            }
            view.mounts()
                    .add(MountEntry.of(
                            source, target, realType, optionList, permanent(options), id, mounter.owner(), mounted));
        } catch (ErrnoException | RuntimeException e) {
            mounted.unmount();
            throw e;
        }
    }

    /** Has the calls trapped that take paths. */
    static void trapPaths(Tracer tracer) throws ErrnoException {
        tracer.widen(Bypass.closed(PathCalls.interest()));
        PathCalls.trapped();
    }

    /** Has the further calls trapped that trees need. */
    static void trap(Tracer tracer, Interest ofTrees) throws ErrnoException {
        tracer.widen(ofTrees);
        TreeCalls.trapped();
    }

    private static boolean permanent(MountOptions options) {
        return options.has("perm") || options.has("permanent");
    }

    /** MS_REMOUNT: the newest mount at the target gets other options; a permanent one stays so. */
    private static void remount(ViewState view, String target, String optionList, MountOptions options)
            throws ErrnoException {
        MountEntry old = view.mounts().at(target).orElseThrow(Errno.EINVAL::exception);
        view.mounts()
                .replace(
                        old,
                        old.remounted(
                                optionList.isEmpty() ? old.options() : optionList,
                                old.permanent() || permanent(options)));
    }

    /**
     * umount2(2) of the newest mount at a path: EINVAL when there is none, EBUSY while it is in use or permanent. A
     * {@link HiddenTree} in use can be detached.
     *
     * @param flags MNT_*
     */
    public void unmount(ViewState view, String target, int flags) throws ErrnoException {
        Optional<MountEntry> found = view.mounts().at(target);
        MountEntry entry = found.orElseThrow(Errno.EINVAL::exception);
        if (entry.permanent()) {
            throw Errno.EBUSY.exception();
        }
        if ((flags & MNT_FORCE) != 0) {
            quietly(entry, entry.mounted()::abort);
        }
        if (busy(entry) || mountedUpon(view, entry)) {
            throw Errno.EBUSY.exception();
        }
        boolean used = inUse(view, entry);
        if (used && (flags & MNT_DETACH) == 0) {
            throw Errno.EBUSY.exception();
        }
        remove(view, entry, used ? entry::detach : entry::unmount);
    }

    private static boolean busy(MountEntry entry) {
        try {
            return entry.mounted().busy();
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, "file system " + entry.type() + " failed", e);
            return false;
        }
    }

    /** Whether another mount lies in the tree of one. */
    private static boolean mountedUpon(ViewState view, MountEntry entry) {
        byte[] target = entry.targetBytes();
        return entry.tree() != null && view.mounts().anyBelow(java.nio.ByteBuffer.wrap(target), 0, target.length);
    }

    /** Whether guests use the files of a mount. */
    private boolean inUse(ViewState view, MountEntry entry) {
        if (entry.tree() == null) {
            return false;
        }
        TreeUse use = new TreeUse(view.mounts(), entry);
        return tracer.processes().stream().anyMatch(process -> use.isBy(process.pid()));
    }

    private static void remove(ViewState view, MountEntry entry, Runnable end) {
        if (view.mounts().remove(entry) && entry.views().decrementAndGet() == 0) {
            quietly(entry, end);
        }
    }

    private static void quietly(MountEntry entry, Runnable end) {
        try {
            end.run();
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, "unmounting " + entry.type() + " failed", e);
        }
    }

    /** Ends a view: everything is unmounted, newest first. */
    public void clear(ViewState view) {
        java.util.List<MountEntry> entries = view.mounts().oldestFirst();
        for (int i = entries.size() - 1; i >= 0; i--) {
            remove(view, entries.get(i), entries.get(i)::unmount);
        }
    }
}
