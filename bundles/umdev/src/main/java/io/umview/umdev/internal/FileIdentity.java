package io.umview.umdev.internal;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.linux.Files;
import io.umview.linux.NativeBuffer;
import java.nio.charset.StandardCharsets;

/** Which file a descriptor is for. Works in a buffer of its own; belongs to one thread. */
final class FileIdentity {
    private static final int AT_EMPTY_PATH = 0x1000;
    private static final int STATX_INO = 0x100;
    private static final int STX_INO = 32;
    private static final int STX_DEVICE = 136;
    private static final ThreadLocal<FileIdentity> OF_THREADS = ThreadLocal.withInitial(FileIdentity::new);

    private final NativeBuffer status = new NativeBuffer(Files.STATX);
    private final NativeBuffer name = new NativeBuffer(64);

    private FileIdentity() {}

    static FileIdentity ofThisThread() {
        return OF_THREADS.get();
    }

    /** @param device major and minor number, 32 bits each */
    record Identity(long device, long inode) {}

    /** The file of a descriptor of this process. */
    Identity of(int descriptor) throws ErrnoException {
        name.bytes().put(0, (byte) 0);
        return result(Files.statx(descriptor, name.address(), AT_EMPTY_PATH, STATX_INO, status.address()));
    }

    /** The file of a descriptor of a guest; EBADF when it is not open. */
    Identity of(int thread, int descriptor) throws ErrnoException {
        if (descriptor < 0) {
            throw Errno.EBADF.exception();
        }
        byte[] path = ("/proc/" + thread + "/fd/" + descriptor + "\0").getBytes(StandardCharsets.US_ASCII);
        name.bytes().put(0, path);
        return result(Files.statx(Files.AT_FDCWD, name.address(), 0, STATX_INO, status.address()));
    }

    private Identity result(int error) throws ErrnoException {
        if (error < 0) {
            throw Errno.EBADF.exception();
        }
        // Two ints in native byte order, of which the first, the major number, is the lower one.
        return new Identity(status.bytes().getLong(STX_DEVICE), status.bytes().getLong(STX_INO));
    }
}
