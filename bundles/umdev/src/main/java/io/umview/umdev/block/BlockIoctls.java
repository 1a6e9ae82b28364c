package io.umview.umdev.block;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.umdev.BlockDevice;
import io.umview.umdev.Geometry;
import io.umview.umdev.Ioctl;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The ioctls that Linux has for block devices of all kinds (include/uapi/linux/fs.h, blkpg.h, hdreg.h), answered as it does. What needs
 * CAP_SYS_ADMIN there needs none here: whoever may open a device of the view may do as he likes with it.
 */
public final class BlockIoctls {
    static final int BLKROSET = 0x125d;
    static final int BLKROGET = 0x125e;
    static final int BLKRRPART = 0x125f;
    static final int BLKGETSIZE = 0x1260;
    static final int BLKFLSBUF = 0x1261;
    static final int BLKRASET = 0x1262;
    static final int BLKRAGET = 0x1263;
    static final int BLKFRASET = 0x1264;
    static final int BLKFRAGET = 0x1265;
    static final int BLKSECTGET = 0x1267;
    static final int BLKSSZGET = 0x1268;
    static final int BLKPG = 0x1269;
    static final int BLKBSZGET = 0x80081270;
    static final int BLKBSZSET = 0x40081271;
    static final int BLKGETSIZE64 = 0x80081272;
    static final int BLKDISCARD = 0x1277;
    static final int BLKIOMIN = 0x1278;
    static final int BLKIOOPT = 0x1279;
    static final int BLKALIGNOFF = 0x127a;
    static final int BLKPBSZGET = 0x127b;
    static final int BLKDISCARDZEROES = 0x127c;
    static final int BLKSECDISCARD = 0x127d;
    static final int BLKROTATIONAL = 0x127e;
    static final int BLKZEROOUT = 0x127f;
    static final int BLKGETZONESZ = 0x80041284;
    static final int BLKGETNRZONES = 0x80041285;
    static final int HDIO_GETGEO = 0x301;
    static final int HDIO_GET_IDENTITY = 0x30d;

    private static final int PAGE = 4096;
    private static final int BLKPG_ADD_PARTITION = 1;
    private static final int BLKPG_DEL_PARTITION = 2;
    private static final int BLKPG_RESIZE_PARTITION = 3;
    private static final int BLKPG_ARGUMENT = 24;
    private static final int BLKPG_PARTITION = 152;
    private static final int HD_GEOMETRY = 16;

    /** BLK_MAX_READ_AHEAD of a disk that says nothing of its own: 128 KiB, in sectors. */
    private static final long READ_AHEAD = 256;

    /** BLK_DEF_MAX_SECTORS, as BLKSECTGET tells it. */
    private static final short MOST_SECTORS = 2560;

    private final BlockNode node;
    private volatile int blockSize;
    private volatile long readAhead = READ_AHEAD;

    BlockIoctls(BlockNode node) {
        this.node = node;
    }

    /** The requests that are answered here, each of which has to be trapped. */
    public static List<Integer> requests() {
        return List.of(
                BLKROSET,
                BLKROGET,
                BLKRRPART,
                BLKGETSIZE,
                BLKFLSBUF,
                BLKRASET,
                BLKRAGET,
                BLKFRASET,
                BLKFRAGET,
                BLKSECTGET,
                BLKSSZGET,
                BLKPG,
                BLKBSZGET,
                BLKBSZSET,
                BLKGETSIZE64,
                BLKDISCARD,
                BLKIOMIN,
                BLKIOOPT,
                BLKALIGNOFF,
                BLKPBSZGET,
                BLKDISCARDZEROES,
                BLKSECDISCARD,
                BLKROTATIONAL,
                BLKZEROOUT,
                BLKGETZONESZ,
                BLKGETNRZONES,
                HDIO_GETGEO,
                HDIO_GET_IDENTITY);
    }

    /** Whether a request reads or writes the disk. */
    public static boolean mayTakeLong(int request) {
        return switch (request) {
            case BLKRRPART, BLKFLSBUF, BLKDISCARD, BLKSECDISCARD, BLKZEROOUT -> true;
            default -> false;
        };
    }

    /** Whether what was read before may be wrong after a request, or is to be read from the disk again. */
    public static boolean changesContents(int request) {
        return mayTakeLong(request) && request != BLKRRPART;
    }

    /** Answers one: ENOTTY when neither this class nor the device knows it. */
    long handle(Ioctl ioctl) throws ErrnoException {
        return switch (ioctl.request()) {
            case BLKROSET, BLKRRPART, BLKFLSBUF, BLKRASET, BLKFRASET, BLKPG, BLKBSZSET -> change(ioctl);
            case BLKDISCARD, BLKSECDISCARD, BLKZEROOUT -> erase(ioctl);
            case BLKGETSIZE -> ioctl.answer(node.size() / BlockDevice.SECTOR);
            case BLKGETSIZE64 -> ioctl.answer(node.size());
            case BLKROGET -> ioctl.answer(node.readOnly() ? 1 : 0);
            case BLKRAGET, BLKFRAGET -> readAhead(ioctl);
            case BLKSECTGET, BLKROTATIONAL -> ioctl.answer(ioctl.request() == BLKSECTGET ? MOST_SECTORS : (short) 0);
            case BLKSSZGET -> ioctl.answer(node.logicalBlockSize());
            case BLKPBSZGET, BLKIOMIN -> ioctl.answer(node.physicalBlockSize());
            case BLKBSZGET -> ioctl.answer(blockSize());
            case BLKIOOPT, BLKALIGNOFF, BLKDISCARDZEROES, BLKGETZONESZ, BLKGETNRZONES -> ioctl.answer(0);
            case HDIO_GETGEO -> geometry(ioctl);
            default -> node.disk().device().ioctl(ioctl);
        };
    }

    private long change(Ioctl ioctl) throws ErrnoException {
        switch (ioctl.request()) {
            case BLKROSET -> node.protect(ioctl.readInt() != 0);
            case BLKRRPART -> wholeDisk().rescan();
            case BLKPG -> partition(ioctl);
            case BLKFLSBUF -> node.sync();
            case BLKBSZSET -> setBlockSize(ioctl.readInt());
            default -> readAhead = ioctl.argument();
        }
        return 0;
    }

    private Disk wholeDisk() throws ErrnoException {
        if (node.entry() != null) {
            throw Errno.EINVAL.exception();
        }
        return node.disk();
    }

    private long readAhead(Ioctl ioctl) throws ErrnoException {
        if (ioctl.argument() == 0) {
            throw Errno.EINVAL.exception();
        }
        return ioctl.answer(readAhead);
    }

    /** At first the largest that divides the size, up to a page (set_init_blocksize of block/bdev.c). */
    private int blockSize() {
        if (blockSize != 0) {
            return blockSize;
        }
        int size = node.logicalBlockSize();
        while (size < PAGE && (node.size() & size) == 0) {
            size *= 2;
        }
        return size;
    }

    private void setBlockSize(int size) throws ErrnoException {
        if (size < node.logicalBlockSize() || size > PAGE || Integer.bitCount(size) != 1) {
            throw Errno.EINVAL.exception();
        }
        blockSize = size;
    }

    /** A struct of two 64-bit numbers, in bytes: where and how much. */
    private long erase(Ioctl ioctl) throws ErrnoException {
        ioctl.requireWritable();
        ByteBuffer range = ioctl.read(2 * Long.BYTES);
        long offset = range.getLong();
        long length = range.getLong();
        int block = node.logicalBlockSize();
        if (node.readOnly()) {
            throw Errno.EPERM.exception();
        }
        if (offset < 0
                || length <= 0
                || offset % block != 0
                || length % block != 0
                || length > node.size()
                || offset > node.size() - length) {
            throw Errno.EINVAL.exception();
        }
        switch (ioctl.request()) {
            case BLKZEROOUT -> node.zeroOut(offset, length);
            case BLKDISCARD -> node.discard(offset, length);
            default -> throw Errno.EOPNOTSUPP.exception();
        }
        return 0;
    }

    private void partition(Ioctl ioctl) throws ErrnoException {
        Disk disk = wholeDisk();
        ByteBuffer argument = ioctl.read(BLKPG_ARGUMENT);
        Ioctl data = new Ioctl(0, argument.getLong(16), ioctl.memory(), ioctl.flags());
        ByteBuffer partition = data.read(BLKPG_PARTITION);
        long start = partition.getLong(0);
        long length = partition.getLong(8);
        int number = partition.getInt(16);
        int operation = argument.getInt(0);
        if (number <= 0) {
            throw Errno.EINVAL.exception();
        }
        if (operation == BLKPG_DEL_PARTITION) {
            disk.delete(number);
            return;
        }
        if (start < 0 || length <= 0 || start > Long.MAX_VALUE - length || (start | length) % BlockDevice.SECTOR != 0) {
            throw Errno.EINVAL.exception();
        }
        PartitionEntry entry = new PartitionEntry(number, start / BlockDevice.SECTOR, length / BlockDevice.SECTOR);
        switch (operation) {
            case BLKPG_ADD_PARTITION -> disk.add(entry);
            case BLKPG_RESIZE_PARTITION -> disk.resize(entry);
            default -> throw Errno.EINVAL.exception();
        }
    }

    /** struct hd_geometry: heads, sectors, cylinders, and the first sector. */
    private long geometry(Ioctl ioctl) throws ErrnoException {
        if (ioctl.argument() == 0) {
            throw Errno.EINVAL.exception();
        }
        Geometry geometry = node.geometry();
        return ioctl.answer(Ioctl.structure(HD_GEOMETRY)
                .put(0, (byte) geometry.heads())
                .put(1, (byte) geometry.sectors())
                .putShort(2, (short) geometry.cylinders())
                .putLong(8, node.start()));
    }
}
