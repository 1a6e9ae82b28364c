package io.umview.hypervisor.internal.path;

import io.umview.linux.FileCalls;
import io.umview.linux.Files;
import io.umview.linux.NativeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The heads of programs. Those of the last ones are kept for {@value #LIFETIME_NANOS} ns: to ask whether a file is still the same
 * is one request to who serves its file system, to read it again takes three. Belongs to one thread.
 */
final class ProgramHeads {
    private static final long LIFETIME_NANOS = 1_000_000_000;

    /** The time of a file's last change says nothing if it is as recent as that: file systems count seconds, some every other. */
    private static final long RECENT_MILLIS = 3000;

    private static final int SLOTS = 64;
    private static final int BASIC_STATUS = 0x7ff;

    private static final int STX_INO = 32;
    private static final int STX_SIZE = 40;
    private static final int STX_CTIME = 96;
    private static final int STX_MTIME = 112;
    private static final int STX_DEVICE = 136;
    private static final int NANOSECONDS = 8;

    private final NativeBuffer status = new NativeBuffer(Files.STATX + 8);
    private final NativeBuffer buffer = new NativeBuffer(ProgramHead.SIZE);
    private final @Nullable Known[] known = new @Nullable Known[SLOTS];

    /** A head, of which file it is, and when it was read. */
    private record Known(
            ProgramHead head, long time, long inode, long device, long size, Time changed, Time modified) {}

    private record Time(long seconds, int nanoseconds) {}

    /**
     * The head of a file; of one that cannot be read it says nothing.
     *
     * @param file a descriptor of it
     * @param path the address of a path to the same
     */
    ProgramHead of(int file, long path) {
        long time = System.nanoTime();
        long nothing = status.address() + Files.STATX;
        if (Files.statx(file, nothing, FileCalls.AT_EMPTY_PATH, BASIC_STATUS, status.address()) < 0) {
            return ProgramHead.of(buffer.bytes(), Math.max(0, read(path)));
        }
        int slot = (int) status.bytes().getLong(STX_INO) & SLOTS - 1;
        Known last = known[slot];
        if (last != null && time - last.time() < LIFETIME_NANOS && isOf(last)) {
            return last.head();
        }
        int size = read(path);
        ProgramHead head = ProgramHead.of(buffer.bytes(), Math.max(0, size));
        Time changed = time(STX_CTIME);
        known[slot] = size < 0 || System.currentTimeMillis() - changed.seconds() * 1000 < RECENT_MILLIS
                ? null
                : new Known(
                        head,
                        time,
                        status.bytes().getLong(STX_INO),
                        status.bytes().getLong(STX_DEVICE),
                        status.bytes().getLong(STX_SIZE),
                        changed,
                        time(STX_MTIME));
        return head;
    }

    private boolean isOf(Known last) {
        return last.inode() == status.bytes().getLong(STX_INO)
                && last.device() == status.bytes().getLong(STX_DEVICE)
                && last.size() == status.bytes().getLong(STX_SIZE)
                && last.changed().equals(time(STX_CTIME))
                && last.modified().equals(time(STX_MTIME));
    }

    private Time time(int at) {
        return new Time(status.bytes().getLong(at), status.bytes().getInt(at + NANOSECONDS));
    }

    /** @return how many bytes were read, or a negative error */
    private int read(long path) {
        int file = Files.openat(Files.AT_FDCWD, path, Files.O_CLOEXEC, 0);
        if (file < 0) {
            return file;
        }
        int size = (int) Files.pread(file, buffer.address(), ProgramHead.SIZE, 0);
        Files.close(file);
        return size;
    }
}
