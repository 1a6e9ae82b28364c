package io.umview.benchmarks;

import java.util.LinkedHashMap;
import java.util.Map;

/** Work on an open file, {@link #FILE} in the current folder: what is the kernel's business and the file system's, not the view's. */
final class OpenFileRows {
    static final String FILE = "data";

    /** Bytes of the file. */
    static final int SIZE = 32 << 20;

    private static final String USE = "use 0 " + FILE;
    private static final String BLOCKS = "-1048576";
    private static final String PAGES = "-4096";
    private static final String PLACES = "~4096";

    private OpenFileRows() {}

    /** A shell command that makes the file. */
    static String make() {
        return "head -c " + SIZE + " /dev/urandom >" + FILE;
    }

    static Map<String, Work> reading() {
        Map<String, Work> rows = new LinkedHashMap<>();
        rows.put(
                "read 4 KiB anywhere, cached",
                Work.call("pread", PLACES).after(USE, "pread " + SIZE / (1 << 20) + " " + BLOCKS));
        rows.put("read 32 MiB in a row, not cached", pass(BLOCKS));
        rows.put("read 4 KiB at 1024 places, not cached", pass(PLACES));
        return rows;
    }

    private static Work pass(String places) {
        return Work.single("pass", places, 15).after(USE);
    }

    static Map<String, Work> writing() {
        Map<String, Work> rows = new LinkedHashMap<>();
        rows.put("write 1 MiB, in a row", write(BLOCKS));
        rows.put("write 4 KiB, in a row", write(PAGES));
        rows.put("write 4 KiB anywhere", write(PLACES));
        return rows;
    }

    private static Work write(String places) {
        return Work.call("pwrite", places).batches(5_000_000, 40).after(USE);
    }

    static Map<String, Work> mapping() {
        Map<String, Work> rows = new LinkedHashMap<>();
        rows.put(
                "mmap, read 32 MiB, not cached", Work.single("map-cold", "", 15).after(USE));
        rows.put("mmap, write 32 MiB", Work.single("map-write", "", 15).after(USE));
        return rows;
    }
}
