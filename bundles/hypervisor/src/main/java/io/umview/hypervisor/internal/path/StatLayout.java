package io.umview.hypervisor.internal.path;

import io.umview.api.Call;
import io.umview.api.ErrnoException;
import io.umview.api.FileStatus;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Writes what stat(2) and statx(2) return: {@code struct stat} of x86-64 (arch/x86/include/uapi/asm/stat.h) and {@code struct
 * statx} (include/uapi/linux/stat.h).
 */
final class StatLayout {
    private static final int STAT_SIZE = 144;
    private static final int STATX_SIZE = 256;
    private static final int STATX_BASIC_STATS = 0x7ff;
    private static final int BLOCK = 4096;
    private static final int SECTOR = 512;
    private static final long NANOS = 1_000_000_000L;

    private StatLayout() {}

    static void stat(Call call, long address, FileStatus status) throws ErrnoException {
        ByteBuffer stat = ByteBuffer.allocateDirect(STAT_SIZE).order(ByteOrder.nativeOrder());
        stat.putLong(0, status.device());
        stat.putLong(8, status.inode());
        stat.putLong(16, status.links());
        stat.putInt(24, status.mode());
        stat.putInt(28, status.uid());
        stat.putInt(32, status.gid());
        stat.putLong(40, status.special());
        stat.putLong(48, status.size());
        stat.putLong(56, BLOCK);
        stat.putLong(64, sectors(status));
        stat.putLong(72, Math.floorDiv(status.accessed(), NANOS));
        stat.putLong(80, Math.floorMod(status.accessed(), NANOS));
        stat.putLong(88, Math.floorDiv(status.modified(), NANOS));
        stat.putLong(96, Math.floorMod(status.modified(), NANOS));
        stat.putLong(104, Math.floorDiv(status.changed(), NANOS));
        stat.putLong(112, Math.floorMod(status.changed(), NANOS));
        call.memory().write(address, stat);
    }

    static void statx(Call call, long address, FileStatus status) throws ErrnoException {
        ByteBuffer statx = ByteBuffer.allocateDirect(STATX_SIZE).order(ByteOrder.nativeOrder());
        statx.putInt(0, STATX_BASIC_STATS);
        statx.putInt(4, BLOCK);
        statx.putInt(16, (int) status.links());
        statx.putInt(20, status.uid());
        statx.putInt(24, status.gid());
        statx.putShort(28, (short) status.mode());
        statx.putLong(32, status.inode());
        statx.putLong(40, status.size());
        statx.putLong(48, sectors(status));
        time(statx, 64, status.accessed());
        time(statx, 96, status.changed());
        time(statx, 112, status.modified());
        statx.putInt(128, major(status.special()));
        statx.putInt(132, minor(status.special()));
        statx.putInt(136, major(status.device()));
        statx.putInt(140, minor(status.device()));
        call.memory().write(address, statx);
    }

    private static void time(ByteBuffer statx, int at, long nanos) {
        statx.putLong(at, Math.floorDiv(nanos, NANOS));
        statx.putInt(at + 8, (int) Math.floorMod(nanos, NANOS));
    }

    private static long sectors(FileStatus status) {
        return (status.size() + SECTOR - 1) / SECTOR;
    }

    private static int major(long device) {
        return (int) (device >>> 8 & 0xfff | device >>> 32 & ~0xfff);
    }

    private static int minor(long device) {
        return (int) (device & 0xff | device >>> 12 & ~0xff);
    }
}
