package io.umview.hypervisor.internal.mount;

import io.umview.api.ErrnoException;
import io.umview.api.FileSystemType.Mounted;
import io.umview.api.GuestText;
import io.umview.api.HiddenTree;
import io.umview.hypervisor.internal.chain.LoadedService;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One mount.
 *
 * @param target absolute and canonical
 * @param type empty for a {@linkplain ClaimedPath claim}
 * @param options as /proc/mounts shows them
 * @param permanent it can never be unmounted
 * @param epoch when it was mounted, in the hypervisor's count of changes
 * @param tree the files, if they are real ones
 * @param views how many views share {@code mounted}
 * @param beside what is shown beside the mount point
 */
public record MountEntry(
        String source,
        String target,
        byte[] targetBytes,
        String type,
        String options,
        boolean permanent,
        long epoch,
        LoadedService owner,
        Mounted mounted,
        @Nullable MountedTree tree,
        AtomicInteger views,
        NumberedMounts beside) {
    /** A mount that one view sees. */
    public static MountEntry of(
            String source,
            String target,
            String type,
            String options,
            boolean permanent,
            long epoch,
            LoadedService owner,
            Mounted mounted)
            throws ErrnoException {
        return new MountEntry(
                source,
                target,
                GuestText.encode(target),
                type,
                options.isEmpty() ? "rw" : options,
                permanent,
                epoch,
                owner,
                mounted,
                treeOf(mounted),
                new AtomicInteger(1),
                new NumberedMounts());
    }

    private static @Nullable MountedTree treeOf(Mounted mounted) throws ErrnoException {
        return mounted instanceof HiddenTree hidden ? new MountedTree(hidden) : null;
    }

    /** This mount in a view that is created inside the one that has it. */
    public MountEntry enter(LoadedService inner) throws ErrnoException {
        Mounted entered = mounted.enter(inner.loaded());
        if (entered == mounted) {
            views.incrementAndGet();
        }
        return new MountEntry(
                source,
                target,
                targetBytes,
                type,
                options,
                permanent,
                epoch,
                inner,
                entered,
                entered == mounted ? tree : treeOf(entered),
                entered == mounted ? views : new AtomicInteger(1),
                entered == mounted ? beside : new NumberedMounts());
    }

    /** This mount, served by another service and file system than before. */
    public MountEntry servedBy(LoadedService newOwner, Mounted newMounted) throws ErrnoException {
        return new MountEntry(
                source,
                target,
                targetBytes,
                type,
                options,
                permanent,
                epoch,
                newOwner,
                newMounted,
                treeOf(newMounted),
                new AtomicInteger(1),
                new NumberedMounts());
    }

    /** This mount with other options. */
    public MountEntry remounted(String newOptions, boolean newPermanent) {
        return new MountEntry(
                source,
                target,
                targetBytes,
                type,
                newOptions,
                newPermanent,
                epoch,
                owner,
                mounted,
                tree,
                views,
                beside);
    }

    /** This mount, as what is shown beside its mount point. */
    MountEntry numbered(byte[] besideBytes, String besideTarget, Mounted shown) throws ErrnoException {
        return new MountEntry(
                source,
                besideTarget,
                besideBytes,
                type,
                options,
                permanent,
                epoch,
                owner,
                shown,
                treeOf(shown),
                views,
                new NumberedMounts());
    }

    /** Whether it is no mount, but a tree that a service claims paths for. */
    public boolean isClaimed() {
        return type.isEmpty();
    }

    /** The same files, seen at another path. */
    MountEntry seenAt(byte[] path) {
        return new MountEntry(
                source,
                GuestText.decode(path),
                path,
                type,
                options,
                permanent,
                epoch,
                owner,
                mounted,
                tree,
                views,
                beside);
    }

    /** What is shown at the mount point with a number behind it, if the path in a buffer is one; or null. */
    @Nullable
    MountEntry beside(java.nio.ByteBuffer path, int offset, int length) {
        int number = NumberedMounts.numberIn(targetBytes, path, offset, length);
        return number == 0 || !MountTable.equal(targetBytes, path, offset, targetBytes.length)
                ? null
                : beside.get(this, number);
    }

    /** Lets go of the files. */
    public void unmount() {
        letGo();
        mounted.unmount();
    }

    /** Lets go of the files, of which some are in use. */
    public void detach() {
        letGo();
        mounted.detach();
    }

    void letGo() {
        beside.close();
        if (tree != null) {
            tree.close();
        }
    }

    /** The line of /proc/mounts. */
    public String line() {
        return escape(source) + " " + escape(target) + " " + type + " " + escape(options) + " 0 " + epoch + "\n";
    }

    /** The line of /proc/PID/mountinfo (proc(5)); the ids are out of the kernel's way. */
    public String informationLine() {
        long id = (1L << 30) + epoch;
        return id + " 1 0:0 / " + escape(target) + " rw - " + type + " " + escape(source) + " " + escape(options)
                + "\n";
    }

    /** Blanks and backslashes as octal escapes (getmntent(3)). */
    private static String escape(String text) {
        return text.replace("\\", "\\134")
                .replace(" ", "\\040")
                .replace("\t", "\\011")
                .replace("\n", "\\012");
    }
}
