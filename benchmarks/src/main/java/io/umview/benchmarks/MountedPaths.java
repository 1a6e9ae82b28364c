package io.umview.benchmarks;

import java.io.IOException;
import java.util.Map;

/** Calls with real paths while a stack is mounted, and with paths in a hidden tree, against PRoot with a bound folder. */
final class MountedPaths implements Group {
    private static final String BOUND = "/bench";

    @Override
    public void measure(Setting setting, Table table) throws IOException {
        measure(setting, table, "stack mounted", "umnet", "mount -t umnetnull none /dev/net/null", FileRows.FILE);
        measure(setting, table, "hidden tree", "bench", "mount -t bench /etc " + BOUND, BOUND + "/passwd");
    }

    private static void measure(Setting setting, Table table, String what, String service, String mount, String file)
            throws IOException {
        try (Shell base = setting.proot("-b", "/etc:" + BOUND);
                Shell view = setting.view("-p", service)) {
            view.run(mount);
            Map<String, Work> rows = FileRows.path(file);
            try (Bench warm = new Bench(view, setting.umbench())) {
                for (Work work : rows.values()) {
                    warm.time(work.name(), 40_000, work.argument());
                }
            }
            for (Map.Entry<String, Work> row : rows.entrySet()) {
                Work work = row.getValue();
                Work bound = Work.call(work.name(), BOUND + "/passwd")
                        .inView(work.argument())
                        .batches(5_000_000, 40);
                Comparison times = Comparison.of(
                        bound,
                        setting.rounds(),
                        () -> new Bench(base, setting.umbench()),
                        () -> new Bench(view, setting.umbench()));
                String name = what + ": " + row.getKey() + ", against PRoot";
                table.row(name, times.base(), times.view(), Reach.times(0.5));
            }
        }
    }
}
