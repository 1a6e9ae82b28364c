package io.umview.umdev.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A device node that exists at a mount point, whose type and numbers the mounted device takes over. */
record NodeAtTarget(char type, int major, int minor) {
    private static final int S_IFMT = 0170000;
    private static final int S_IFCHR = 0020000;
    private static final int S_IFBLK = 0060000;

    /** @return null when there is no device node */
    static @Nullable NodeAtTarget find(String target) {
        try {
            Map<String, Object> status =
                    Files.readAttributes(Path.of(target), "unix:mode,rdev", LinkOption.NOFOLLOW_LINKS);
            int format = ((Number) status.get("mode")).intValue() & S_IFMT;
            long device = ((Number) status.get("rdev")).longValue();
            boolean isDevice = format == S_IFCHR || format == S_IFBLK;
            return isDevice ? new NodeAtTarget(format == S_IFBLK ? 'b' : 'c', major(device), minor(device)) : null;
        } catch (IOException | InvalidPathException | UnsupportedOperationException e) {
            return null;
        }
    }

    private static int major(long device) {
        return (int) (device >>> 8 & 0xfff);
    }

    private static int minor(long device) {
        return (int) (device & 0xff | device >>> 12 & 0xfff00);
    }
}
