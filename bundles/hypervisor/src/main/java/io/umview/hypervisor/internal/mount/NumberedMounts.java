package io.umview.hypervisor.internal.mount;

import io.umview.api.ErrnoException;
import io.umview.api.FileSystemType.Mounted;
import io.umview.api.GuestText;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What is shown beside a mount point, at its path with a number behind it: {@link Mounted#numbered}. */
public final class NumberedMounts {
    private static final int DIGITS = 4;

    private final Map<Integer, MountEntry> entries = new ConcurrentHashMap<>();

    /**
     * The number behind a mount point in a path.
     *
     * @param length of the path up to the end of the component
     * @return 0 when there is none
     */
    static int numberIn(byte[] target, ByteBuffer path, int offset, int length) {
        int digits = length - target.length;
        if (digits < 1 || digits > DIGITS || path.get(offset + target.length) == '0') {
            return 0;
        }
        int number = 0;
        for (int i = target.length; i < length; i++) {
            int digit = path.get(offset + i) - '0';
            if (digit < 0 || digit > 9) {
                return 0;
            }
            number = number * 10 + digit;
        }
        return number;
    }

    /** The entry of a number, or null. */
    @Nullable
    MountEntry get(MountEntry main, int number) {
        Mounted wanted = main.mounted().numbered(number);
        MountEntry known = entries.get(number);
        return known != null && known.mounted() == wanted ? known : renew(main, number);
    }

    private synchronized @Nullable MountEntry renew(MountEntry main, int number) {
        Mounted wanted = main.mounted().numbered(number);
        MountEntry known = entries.get(number);
        if (known != null && known.mounted() == wanted) {
            return known;
        }
        if (known != null) {
            entries.remove(number);
            closeTree(known);
        }
        if (wanted == null) {
            return null;
        }
        try {
            MountEntry entry = main.numbered(GuestText.encode(main.target() + number), main.target() + number, wanted);
            entries.put(number, entry);
            return entry;
        } catch (ErrnoException e) {
            return null;
        }
    }

    /** Whether none was asked for. */
    boolean isEmpty() {
        return entries.isEmpty();
    }

    /** The entries that were asked for. */
    Collection<MountEntry> known() {
        return entries.values();
    }

    /** Lets go of all files. */
    synchronized void close() {
        List<MountEntry> all = new ArrayList<>(entries.values());
        entries.clear();
        all.forEach(NumberedMounts::closeTree);
    }

    private static void closeTree(MountEntry entry) {
        if (entry.tree() != null) {
            entry.tree().close();
        }
    }
}
