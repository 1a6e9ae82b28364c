package io.umview.umdev.mbr;

import io.umview.api.Chain;
import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.linux.FileSpace;
import io.umview.linux.Files;
import io.umview.umdev.BlockDevice;
import io.umview.umdev.block.FileStorage;

/**
 * A disk in a file. The file is locked as long as it is in use ({@code F_OFD_SETLK} of fcntl(2)), so that nobody else of this or
 * another hypervisor writes to it, or reads what is being changed.
 */
final class DiskImage extends FileStorage {
    private static final int F_GETFL = 3;
    private static final int O_ACCMODE = 3;

    private DiskImage(int descriptor, long size, boolean readOnly) {
        super(descriptor, size, readOnly);
    }

    /**
     * Opens an image, for reading only if it cannot be written.
     *
     * @throws ErrnoException EBUSY when it is in use, for writing or here for writing; what open(2) says
     */
    static DiskImage open(Chain chain, String path, boolean readOnly) throws ErrnoException {
        boolean protectedFile = readOnly;
        int descriptor;
        try {
            descriptor = chain.open(path, (readOnly ? Files.O_RDONLY : Files.O_RDWR) | Files.O_CLOEXEC);
        } catch (ErrnoException e) {
            if (readOnly || !isProtection(e.errno())) {
                throw e;
            }
            protectedFile = true;
            descriptor = chain.open(path, Files.O_RDONLY | Files.O_CLOEXEC);
        }
        try {
            return locked(descriptor, protectedFile);
        } catch (ErrnoException e) {
            Files.close(descriptor);
            throw e;
        }
    }

    /** Goes on with an image that is open and locked already. */
    static DiskImage inherited(int descriptor) throws ErrnoException {
        try {
            boolean readOnly = (check(Files.fcntl(descriptor, F_GETFL, 0)) & O_ACCMODE) == Files.O_RDONLY;
            return locked(descriptor, readOnly);
        } catch (ErrnoException e) {
            Files.close(descriptor);
            throw e;
        }
    }

    private static boolean isProtection(Errno errno) {
        return errno == Errno.EACCES || errno == Errno.EROFS || errno == Errno.EPERM || errno == Errno.ETXTBSY;
    }

    private static DiskImage locked(int descriptor, boolean readOnly) throws ErrnoException {
        int result = FileSpace.lock(descriptor, !readOnly);
        if (result < 0) {
            boolean inUse = -result == Errno.EAGAIN.number() || -result == Errno.EACCES.number();
            throw (inUse ? Errno.EBUSY : Errno.of(-result)).exception();
        }
        long size = check(FileSpace.size(descriptor));
        if (size == Long.MAX_VALUE) { // a directory
            throw Errno.EISDIR.exception();
        }
        return new DiskImage(descriptor, size / BlockDevice.SECTOR * BlockDevice.SECTOR, readOnly);
    }

    @Override
    public boolean partitioned() {
        return true;
    }
}
