package io.umview.benchmarks;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** A view without modules should be as fast as no view. */
final class EmptyView implements Group {
    private static final String PIN = "pin 0";
    private static final String FORK = "fork+exec of /bin/true";
    private static final String FIND = "find /usr";

    @Override
    public void measure(Setting setting, Table table) throws IOException {
        try (Shell base = setting.nativeShell();
                Shell view = setting.view()) {
            for (Map.Entry<String, Work> row : calls().entrySet()) {
                row(setting, table, base, view, row.getKey(), row.getValue(), 1.03);
            }
            row(setting, table, base, view, FORK, fork(), 1.10);
            String build = "make -s -C " + Sources.in(setting.work().resolve("build")) + " -j2 again";
            row(setting, table, base, view, "parallel build", Work.single("shell", build, 2), 1.03);
            row(setting, table, base, view, FIND, find(), 1.03);
        }
        Map<String, Work> rows = new LinkedHashMap<>(calls());
        rows.put(FIND, find());
        noView(setting, table, "a filter of 4 instructions", setting.filtered(), rows);
        noView(setting, table, "the responder in C", setting.responder(), Map.of(FORK, fork()));
    }

    /** What no view can do better than, because it needs as much: natively, beside the same under another program. */
    private static void noView(Setting setting, Table table, String condition, String command, Map<String, Work> rows)
            throws IOException {
        try (Shell base = setting.nativeShell();
                Shell other = setting.nativeShell()) {
            for (Map.Entry<String, Work> row : rows.entrySet()) {
                Comparison times = Comparison.of(
                        row.getValue(),
                        setting.rounds(),
                        () -> new Bench(base, setting.umbench()),
                        () -> new Bench(other, command));
                table.row("no view, " + condition + ": " + row.getKey(), times.base(), times.view(), Reach.NONE);
            }
        }
    }

    private static Map<String, Work> calls() {
        Map<String, Work> rows = new LinkedHashMap<>();
        rows.put("getppid", Work.call("getppid", "").after(PIN));
        FileRows.all().forEach((name, work) -> rows.put(name, work.after(PIN)));
        rows.put("pipe ping-pong", Work.call("exchange", "").after(PIN, "peer 0 pipe"));
        rows.put("socket+close", Work.call("socket", "").after(PIN));
        return rows;
    }

    private static Work fork() {
        return Work.call("fork", "/bin/true").batches(20_000_000, 15);
    }

    private static Work find() {
        return Work.single("shell", "find /usr >/dev/null", 3);
    }

    private static void row(Setting setting, Table table, Shell base, Shell view, String name, Work work, double reach)
            throws IOException {
        Comparison times = Comparison.of(
                work,
                setting.rounds(),
                () -> new Bench(base, setting.umbench()),
                () -> new Bench(view, setting.umbench()));
        table.row("empty view: " + name, times.base(), times.view(), Reach.times(reach));
    }
}
