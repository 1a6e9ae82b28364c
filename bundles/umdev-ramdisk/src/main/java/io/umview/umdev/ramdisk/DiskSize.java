package io.umview.umdev.ramdisk;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.MountOptions;
import io.umview.umdev.BlockDevice;
import io.umview.umdev.Geometry;

/** How large a disk is to be: {@code size=N}, in sectors of 512 bytes, or with a letter in KiB, MiB or GiB. */
final class DiskSize {
    private static final String DEFAULT = "32M";
    private static final int TRACKS = 16;
    private static final int MANY_TRACKS = 128;

    private DiskSize() {}

    /** The shape of the disk, in whole cylinders; EINVAL for what is no size or none that a file in memory can have. */
    static Geometry of(MountOptions options) throws ErrnoException {
        long size = parse(options.value("size").orElse(DEFAULT));
        int tracks = size / BlockDevice.SECTOR > 0xffffffffL ? MANY_TRACKS : TRACKS;
        long cylinder = (long) tracks * tracks * BlockDevice.SECTOR;
        if (size <= 0 || size > Long.MAX_VALUE - cylinder) {
            throw Errno.EINVAL.exception();
        }
        return new Geometry(tracks, tracks, (size + cylinder - 1) / cylinder);
    }

    private static long parse(String text) throws ErrnoException {
        if (text.isEmpty()) {
            throw Errno.EINVAL.exception();
        }
        long unit = switch (text.charAt(text.length() - 1)) {
            case 'k', 'K' -> 1L << 10;
            case 'm', 'M' -> 1L << 20;
            case 'g', 'G' -> 1L << 30;
            default -> BlockDevice.SECTOR;
        };
        String digits = unit == BlockDevice.SECTOR ? text : text.substring(0, text.length() - 1);
        if (!digits.chars().allMatch(Character::isDigit)) {
            throw Errno.EINVAL.exception();
        }
        try {
            return Math.multiplyExact(Long.parseLong(digits), unit);
        } catch (NumberFormatException | ArithmeticException e) {
            throw Errno.EINVAL.exception();
        }
    }
}
