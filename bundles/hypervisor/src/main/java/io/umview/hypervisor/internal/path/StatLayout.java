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
        stat.putLong(56, BLOCK);
        putStat(stat, status);
        call.memory().write(address, stat);
    }

    /** Puts all but the size of blocks. */
    static void putStat(ByteBuffer stat, FileStatus status) {
        stat.putLong(0, status.device());
        stat.putLong(8, status.inode());
        stat.putLong(16, status.links());
        stat.putInt(24, status.mode());
        stat.putInt(28, status.uid());
        stat.putInt(32, status.gid());
        stat.putLong(40, status.special());
        stat.putLong(48, status.size());
        stat.putLong(64, sectors(status));
        stat.putLong(72, Math.floorDiv(status.accessed(), NANOS));
        stat.putLong(80, Math.floorMod(status.accessed(), NANOS));
        stat.putLong(88, Math.floorDiv(status.modified(), NANOS));
        stat.putLong(96, Math.floorMod(status.modified(), NANOS));
        stat.putLong(104, Math.floorDiv(status.changed(), NANOS));
        stat.putLong(112, Math.floorMod(status.changed(), NANOS));
    }

    static FileStatus readStat(ByteBuffer stat) {
        return new FileStatus(
                stat.getInt(24),
                stat.getLong(0),
                stat.getLong(8),
                stat.getLong(16),
                stat.getInt(28),
                stat.getInt(32),
                stat.getLong(40),
                stat.getLong(48),
                stat.getLong(72) * NANOS + stat.getLong(80),
                stat.getLong(88) * NANOS + stat.getLong(96),
                stat.getLong(104) * NANOS + stat.getLong(112));
    }

    static void statx(Call call, long address, FileStatus status) throws ErrnoException {
        ByteBuffer statx = ByteBuffer.allocateDirect(STATX_SIZE).order(ByteOrder.nativeOrder());
        statx.putInt(0, STATX_BASIC_STATS);
        statx.putInt(4, BLOCK);
        putStatx(statx, status);
        call.memory().write(address, statx);
    }

    /** Puts all but the size of blocks and what there is besides basic stats. */
    static void putStatx(ByteBuffer statx, FileStatus status) {
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
    }

    static FileStatus readStatx(ByteBuffer statx) {
        return new FileStatus(
                statx.getShort(28) & 0xffff,
                device(statx.getInt(136), statx.getInt(140)),
                statx.getLong(32),
                statx.getInt(16) & 0xffffffffL,
                statx.getInt(20),
                statx.getInt(24),
                device(statx.getInt(128), statx.getInt(132)),
                statx.getLong(40),
                time(statx, 64),
                time(statx, 112),
                time(statx, 96));
    }

    private static long time(ByteBuffer statx, int at) {
        return statx.getLong(at) * NANOS + statx.getInt(at + 8);
    }

    private static void time(ByteBuffer statx, int at, long nanos) {
        statx.putLong(at, Math.floorDiv(nanos, NANOS));
        statx.putInt(at + 8, (int) Math.floorMod(nanos, NANOS));
    }

    private static long sectors(FileStatus status) {
        return (status.size() + SECTOR - 1) / SECTOR;
    }

    /** As makedev(3) packs it. */
    private static long device(int major, int minor) {
        return (major & 0xfffL) << 8 | (major & ~0xfffL) << 32 | minor & 0xffL | (minor & ~0xffL & 0xffffffffL) << 12;
    }

    private static int major(long device) {
        return (int) (device >>> 8 & 0xfff | device >>> 32 & ~0xfff);
    }

    private static int minor(long device) {
        return (int) (device & 0xff | device >>> 12 & ~0xff);
    }
}
