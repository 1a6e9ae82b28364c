package io.umview.umdev.ramdisk;

import io.umview.api.ErrnoException;
import io.umview.linux.FileSpace;
import io.umview.linux.Files;
import io.umview.umdev.Geometry;
import io.umview.umdev.block.FileStorage;

/** A disk in a memfd: what was never written, or was discarded, takes no memory. */
final class RamDisk extends FileStorage {
    private final Geometry geometry;
    private final boolean partitioned;

    private RamDisk(int descriptor, Geometry geometry, boolean partitioned) {
        super(descriptor, geometry.bytes(), false);
        this.geometry = geometry;
        this.partitioned = partitioned;
    }

    /** A new disk, all zeros; EFBIG when it is larger than any file can be. */
    static RamDisk create(Geometry geometry, boolean partitioned) throws ErrnoException {
        int descriptor = (int) check(Files.memfd("umdevramdisk"));
        try {
            check(FileSpace.resize(descriptor, geometry.bytes()));
        } catch (ErrnoException e) {
            Files.close(descriptor);
            throw e;
        }
        return new RamDisk(descriptor, geometry, partitioned);
    }

    /** A disk that goes on with the memory of an older revision's. */
    static RamDisk inherited(int descriptor, Geometry geometry, boolean partitioned) {
        return new RamDisk(descriptor, geometry, partitioned);
    }

    @Override
    public Geometry geometry() {
        return geometry;
    }

    @Override
    public boolean partitioned() {
        return partitioned;
    }
}
