package io.umview.benchmarks;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** What Java costs: calls that reach the hypervisor, against the same calls under responder.c. */
final class TrappedCalls implements Group {
    @Override
    public void measure(Setting setting, Table table) throws IOException {
        Map<String, Work> rows = new LinkedHashMap<>();
        rows.put("answered with a value", Work.call("getppid", ""));
        rows.put("left to the kernel", Work.call("getpgid", ""));
        rows.put("after a path was read", Work.call("swapoff", FileRows.FILE));
        try (Shell base = setting.nativeShell();
                Shell view = setting.view("-p", "bench")) {
            try (Bench warm = new Bench(view, setting.umbench())) {
                // The compilers of the virtual machine must have done their work, as they have in any view that lives
                // on.
                for (Work work : rows.values()) {
                    warm.time(work.name(), 60_000, work.argument());
                }
            }
            for (Map.Entry<String, Work> row : rows.entrySet()) {
                Comparison times = Comparison.of(
                        row.getValue(),
                        setting.rounds(),
                        () -> new Bench(base, setting.responder()),
                        () -> new Bench(view, setting.umbench()));
                String name = "trapped call " + row.getKey() + ", against C";
                table.row(name, times.base(), times.view(), Reach.times(1.20));
            }
        }
        String value = "answered with a value";
        try (Shell view = setting.view("-p", "bench")) {
            String inner = setting.umview() + " -q " + setting.umbench();
            other(setting, table, "trapped call " + value + ", inner view against C", rows.get(value), view, inner);
        }
        try (Shell view = setting.view("--nokvm", "-p", "bench")) {
            other(
                    setting,
                    table,
                    "trapped call " + value + ", ptrace against C",
                    rows.get(value),
                    view,
                    setting.umbench());
        }
    }

    /** A row for which there is no reach. */
    private static void other(Setting setting, Table table, String name, Work work, Shell view, String command)
            throws IOException {
        try (Shell base = setting.nativeShell()) {
            try (Bench warm = new Bench(view, command)) {
                warm.time(work.name(), 60_000, work.argument());
            }
            Comparison times = Comparison.of(
                    work, setting.rounds(), () -> new Bench(base, setting.responder()), () -> new Bench(view, command));
            table.row(name, times.base(), times.view(), Reach.NONE);
        }
    }
}
