package io.umview.hypervisor.internal.path;

import io.umview.api.Call;
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
    private static final int STATX_INO = 0x100;
    private static final int STX_MASK = 0;
    private static final int STX_INO = 32;
    private static final int STX_MNT_ID = 144;
    private static final int NEITHER = -1;
    private static final int LONGEST_NAME = 64;

    private final NativeBuffer file = new NativeBuffer(LONGEST_NAME);
    private final NativeBuffer target = new NativeBuffer(PathWalk.PATH_MAX);
    private final NativeBuffer status = new NativeBuffer(Files.STATX);
    private final DirectoryNames names = new DirectoryNames();

    /** Of the directory whose name was asked for last. */
    private long mount;

    private long inode;
    private long asked;
    private int recalled;

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

    /**
     * Recalls the text of a link to a directory in a tree, if it was read a moment ago; it may be out of date then. {@link #target}
     * is the text.
     *
     * @return the mount whose tree the link leads to, or null when it must be read
     */
    @Nullable
    MountEntry recall(Call caller, MountTable mounts, byte[] link, int number) {
        name(caller.thread(), link, number);
        asked = System.nanoTime();
        mount = mountId(file.address());
        inode = inodeOfLast();
        recalled = mount < 0 ? NEITHER : names.get(mount, inode, target.bytes());
        return recalled < 0 ? null : mounts.withKernelMount(caller, mount, target.bytes(), recalled);
    }

    /** The length of the text that was recalled last. */
    int recalled() {
        return recalled;
    }

    /** Keeps the text that was read, unless the link has led elsewhere since {@link #recall}. */
    void keep(int length) {
        if (mount >= 0 && mount == status.bytes().getLong(STX_MNT_ID) && inode == inodeOfLast()) {
            names.put(mount, inode, asked, target.bytes(), length);
        }
    }

    private long inodeOfLast() {
        return (status.bytes().getInt(STX_MASK) & STATX_INO) == 0
                ? NEITHER
                : status.bytes().getLong(STX_INO);
    }

    /** The text of the link that was read last. */
    ByteBuffer target() {
        return target.bytes();
    }

    /**
     * The mount whose tree the link leads to that was read last, with a text of some length; null when it leads to none.
     *
     * @param caller null: trees that services claim paths for do not count
     */
    @Nullable
    MountEntry tree(@Nullable Call caller, MountTable mounts, int length) {
        return tree(caller, mounts, Files.AT_FDCWD, file.address(), target.bytes(), length);
    }

    /** The same of a link with a path and a text. */
    @Nullable
    MountEntry tree(@Nullable Call caller, MountTable mounts, int directory, long path, ByteBuffer text, int length) {
        long id = mounts.mayHold(text, length) ? mountId(directory, path) : -1;
        if (id < 0) {
            return null;
        }
        return caller == null
                ? mounts.withKernelMount(id, text, length)
                : mounts.withKernelMount(caller, id, text, length);
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
