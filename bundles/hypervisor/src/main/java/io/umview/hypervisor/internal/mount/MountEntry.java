package io.umview.hypervisor.internal.mount;

import io.umview.api.ErrnoException;
import io.umview.api.FileSystemType.Mounted;
import io.umview.api.GuestText;
import io.umview.hypervisor.internal.chain.LoadedService;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One mount.
 *
 * @param target absolute and canonical
 * @param options as /proc/mounts shows them
 * @param permanent it can never be unmounted
 * @param epoch when it was mounted, in the hypervisor's count of changes
 * @param views how many views share {@code mounted}
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
        AtomicInteger views) {
    /** A mount that one view sees. */
    public static MountEntry of(
            String source,
            String target,
            String type,
            String options,
            boolean permanent,
            long epoch,
            LoadedService owner,
            Mounted mounted) {
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
                new AtomicInteger(1));
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
                entered == mounted ? views : new AtomicInteger(1));
    }

    /** This mount, served by another service and file system than before. */
    public MountEntry servedBy(LoadedService newOwner, Mounted newMounted) {
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
                new AtomicInteger(1));
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
