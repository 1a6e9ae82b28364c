package io.umview.benchmarks;

import java.io.IOException;

/** Rows that are measured together. */
@FunctionalInterface
interface Group {
    void measure(Setting setting, Table table) throws IOException;
}
