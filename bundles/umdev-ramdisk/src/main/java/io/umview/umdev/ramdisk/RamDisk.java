package io.umview.umdev.ramdisk;

import io.umview.api.ErrnoException;
import io.umview.linux.FileSpace;
import io.umview.linux.Files;
import io.umview.linux.Mapping;
import io.umview.umdev.Geometry;
import io.umview.umdev.block.FileStorage;
import org.jspecify.annotations.Nullable;

/**
 * A disk in a memfd, which is mapped: what was never written, or was discarded, takes no memory, except for pages that are read
 * together with as many others.
 */
final class RamDisk extends FileStorage {
    private final Geometry geometry;
    private final boolean partitioned;
    private final @Nullable Mapping mapping;

    private RamDisk(int descriptor, Geometry geometry, boolean partitioned) {
        super(descriptor, geometry.bytes(), false);
        this.geometry = geometry;
        this.partitioned = partitioned;
        this.mapping = Mapping.of(descriptor, geometry.bytes());
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
    public boolean inMemory() {
        return mapping != null;
    }

    /** None where most was never written: to look at it by its address would take memory for it. */
    @Override
    public long place(long offset, int length) {
        return mapping != null && mapping.mostlyResident(offset, length) ? mapping.address() + offset : 0;
    }

    @Override
    public void close() {
        if (mapping != null) {
            mapping.close();
        }
        super.close();
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
