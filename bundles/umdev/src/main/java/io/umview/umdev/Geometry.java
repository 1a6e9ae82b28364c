package io.umview.umdev;

/** What HDIO_GETGEO tells: the shape that disks once had, which fdisk(8) still aligns to if asked to. */
public record Geometry(int heads, int sectors, long cylinders) {
    private static final int HEADS = 255;
    private static final int SECTORS = 63;

    /** The shape that BIOSes give a disk of so many bytes. */
    public static Geometry of(long size) {
        return of(size, HEADS, SECTORS);
    }

    /** A shape for a disk of so many bytes; what is left of a cylinder does not count. */
    public static Geometry of(long size, int heads, int sectors) {
        return new Geometry(heads, sectors, size / 512 / ((long) heads * sectors));
    }

    /** How many bytes whole cylinders hold. */
    public long bytes() {
        return cylinders * heads * sectors * 512;
    }
}
