package io.umview.benchmarks;

import java.io.IOException;

/**
 * Two shells in which the same is timed, and the table that tells how long it took.
 *
 * @param name what the names of the rows begin with
 */
record Pair(Setting setting, Table table, String name, Shell base, Shell view) {
    void row(String what, Work work, Reach reach) throws IOException {
        Comparison times = Comparison.of(
                work,
                setting.rounds(),
                () -> new Bench(base, setting.umbench()),
                () -> new Bench(view, setting.umbench()));
        table.row(name + ": " + what, times.base(), times.view(), reach);
    }
}
