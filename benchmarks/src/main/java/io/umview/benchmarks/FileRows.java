package io.umview.benchmarks;

import java.util.LinkedHashMap;
import java.util.Map;

/** Work on files that several groups time. */
final class FileRows {
    static final String FILE = "/etc/passwd";

    private FileRows() {}

    static Map<String, Work> all() {
        Map<String, Work> rows = new LinkedHashMap<>(path(FILE));
        rows.put("read of 1 byte", Work.call("read", ""));
        return rows;
    }

    /** Those with a path. */
    static Map<String, Work> path(String file) {
        Map<String, Work> rows = new LinkedHashMap<>();
        rows.put("stat", Work.call("stat", file));
        rows.put("open+read+close", Work.call("open", file));
        return rows;
    }
}
