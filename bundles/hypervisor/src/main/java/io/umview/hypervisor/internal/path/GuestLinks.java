package io.umview.hypervisor.internal.path;

import io.umview.hypervisor.internal.mount.MountEntry;
import io.umview.hypervisor.internal.mount.MountTable;
import io.umview.linux.Files;
import io.umview.linux.NativeBuffer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The links of proc(5) that lead to what a guest thread has: directories, descriptors, the program. Belongs to one thread. */
final class GuestLinks {
    static final byte[] ROOT = "/root".getBytes(StandardCharsets.US_ASCII);
    static final byte[] CWD = "/cwd".getBytes(StandardCharsets.US_ASCII);
    static final byte[] DESCRIPTORS = "/fd/".getBytes(StandardCharsets.US_ASCII);

    private static final byte[] PROC = "/proc/".getBytes(StandardCharsets.US_ASCII);
    private static final int STATX_MNT_ID = 0x1000;
    private static final int STX_MNT_ID = 144;
    private static final int LONGEST_NAME = 64;

    private final NativeBuffer file = new NativeBuffer(LONGEST_NAME);
    private final NativeBuffer target = new NativeBuffer(PathWalk.PATH_MAX);
    private final NativeBuffer status = new NativeBuffer(Files.STATX);

    /**
     * Reads a link, of which {@link #target} is the text then.
     *
     * @param number what comes behind the file's name, -1 for nothing
     * @return the length of the text, or a negative error
     */
    int read(int thread, byte[] link, int number) {
        name(thread, link, number);
        return (int) Files.readlinkat(Files.AT_FDCWD, file.address(), target.address(), PathWalk.PATH_MAX);
    }

    /** The address of a link's own path; it counts until the next link is named. */
    long name(int thread, byte[] link, int number) {
        int at = append(number(append(0, PROC), thread), link);
        if (number >= 0) {
            at = number(at, number);
        }
        file.bytes().put(at, (byte) 0);
        return file.address();
    }

    /** The text of the link that was read last. */
    ByteBuffer target() {
        return target.bytes();
    }

    /** The mount whose tree the link leads to that was read last, with a text of some length; null when it leads to none. */
    @Nullable
    MountEntry tree(MountTable mounts, int length) {
        return tree(mounts, Files.AT_FDCWD, file.address(), target.bytes(), length);
    }

    /** The same of a link with a path and a text. */
    @Nullable
    MountEntry tree(MountTable mounts, int directory, long path, ByteBuffer text, int length) {
        if (!mounts.mayBeInTree(text, length)) {
            return null;
        }
        long id = mountId(directory, path);
        return id < 0 ? null : mounts.withKernelMount(id, text, length);
    }

    /** The id of the kernel mount through which what a link leads to is reached, or a negative error. */
    long mountId(long path) {
        return mountId(Files.AT_FDCWD, path);
    }

    private long mountId(int directory, long path) {
        int result = Files.statx(directory, path, 0, STATX_MNT_ID, status.address());
        return result < 0 ? result : status.bytes().getLong(STX_MNT_ID);
    }

    private int append(int at, byte[] text) {
        file.bytes().put(at, text);
        return at + text.length;
    }

    private int number(int at, int value) {
        return Decimal.put(file.bytes(), at, value);
    }
}
