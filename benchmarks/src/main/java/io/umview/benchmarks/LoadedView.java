package io.umview.benchmarks;

import java.io.IOException;
import java.util.Map;

/** umnet is loaded, but what is timed has nothing to do with it, or goes through the host's own network. */
final class LoadedView implements Group {
    @Override
    public void measure(Setting setting, Table table) throws IOException {
        try (Shell base = setting.nativeShell();
                Shell view = setting.view("-p", "umnet")) {
            for (Map.Entry<String, Work> row : FileRows.all().entrySet()) {
                Work work = row.getValue().after("pin 0");
                row(setting, table, base, view, "umnet: " + row.getKey(), setting.umbench(), work, Reach.times(1.03));
            }
            view.run("mount -t umnetnative none /dev/net/native");
            String command = "mstack /dev/net/native " + setting.umbench();
            row(
                    setting,
                    table,
                    base,
                    view,
                    "umnetnative: TCP ping-pong, 1 byte",
                    command,
                    Work.call("exchange", "").after("pin 0", "peer 0 byte"),
                    Reach.times(1.03));
            row(
                    setting,
                    table,
                    base,
                    view,
                    "umnetnative: TCP, 64 KiB and an answer",
                    command,
                    Work.call("block", "").after("pin 0", "peer 0 block"),
                    Reach.times(1.03));
            row(
                    setting,
                    table,
                    base,
                    view,
                    "umnetnative: TCP connect+accept+close",
                    command,
                    Work.call("connect", ""),
                    Reach.NONE);
        }
    }

    private static void row(
            Setting setting, Table table, Shell base, Shell view, String name, String command, Work work, Reach reach)
            throws IOException {
        Comparison times = Comparison.of(
                work, setting.rounds(), () -> new Bench(base, setting.umbench()), () -> new Bench(view, command));
        table.row(name, times.base(), times.view(), reach);
    }
}
