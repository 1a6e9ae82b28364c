package io.umview.linux;

import java.lang.ref.Cleaner;
import org.jspecify.annotations.Nullable;

/** Memory that is the contents of a file, shared with whoever else has it (mmap(2), MAP_SHARED). */
public final class Mapping implements AutoCloseable {
    private static final int PAGE = 4096;
    private static final int MOST_PAGES = 512;
    private static final int PROT_NONE = 0;
    private static final int PROT_READ_WRITE = 3;
    private static final int MAP_SHARED = 1;
    private static final int MAP_NOTHING = 0x4032; // MAP_PRIVATE | MAP_FIXED | MAP_ANONYMOUS | MAP_NORESERVE
    private static final Cleaner CLEANER = Cleaner.create();

    /** Whether each page is in memory, as mincore(2) tells it, of a thread's own. */
    private static final ThreadLocal<NativeBuffer> RESIDENT =
            ThreadLocal.withInitial(() -> new NativeBuffer(MOST_PAGES));

    private final long address;
    private final long size;

    private Mapping(long address, long size) {
        this.address = address;
        this.size = size;
    }

    /** Maps a file that is open for reading and writing; null if there is not so much room for addresses. */
    public static @Nullable Mapping of(int descriptor, long size) {
        long address = Kernel.call(Machine.MMAP, 0, size, PROT_READ_WRITE, MAP_SHARED, descriptor, 0);
        if (address < 0) {
            return null;
        }
        Mapping mapping = new Mapping(address, size);
        CLEANER.register(mapping, () -> Kernel.call(Machine.MUNMAP, address, size, 0));
        return mapping;
    }

    /** Where it begins. */
    public long address() {
        return address;
    }

    /** Whether at least half of the pages of a range are in memory, if it is no longer than 2 MiB. */
    public boolean mostlyResident(long offset, int length) {
        long first = address + offset & -PAGE;
        int pages = (int) (address + offset + length - first + PAGE - 1) / PAGE;
        if (pages > MOST_PAGES) {
            return false;
        }
        NativeBuffer resident = RESIDENT.get();
        if (Kernel.call(Machine.MINCORE, first, (long) pages * PAGE, resident.address()) < 0) {
            return false;
        }
        int count = 0;
        for (int i = 0; i < pages; i++) {
            count += resident.bytes().get(i) & 1;
        }
        return 2 * count >= pages;
    }

    /**
     * Lets go of the file. The addresses lead nowhere then (EFAULT, SIGSEGV); other memory has them only when this object is no
     * longer reachable, so that system calls which are late do no harm.
     */
    @Override
    public void close() {
        Kernel.call(Machine.MMAP, address, size, PROT_NONE, MAP_NOTHING, -1, 0);
    }
}
