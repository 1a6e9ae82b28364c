package io.umview.benchmarks;

import java.io.IOException;

/** um_add_service in a view with many processes: from the start of the command to its end. */
final class ServiceLoading implements Group {
    private static final int PROCESSES = 50;

    /** Calls that nobody else traps. Each can be used once in a view: what is trapped stays trapped. */
    private static final String[] RARE = {"acct", "swapon", "sethostname", "quotactl", "reboot", "vhangup"};

    @Override
    public void measure(Setting setting, Table table) throws IOException {
        Samples first = new Samples();
        Samples again = new Samples();
        Samples wider = new Samples();
        for (int round = 0; round < setting.rounds(); round++) {
            try (Shell view = setting.view()) {
                view.run("for i in $(seq " + PROCESSES + "); do sleep 1000 & all=\"$all $!\"; done");
                try (Bench bench = new Bench(view, setting.umbench())) {
                    first.add(add(setting, bench, "umnet"));
                    for (String call : RARE) {
                        remove(setting, bench, "umnet");
                        again.add(add(setting, bench, "umnet"));
                        wider.add(add(setting, bench, "bench," + call));
                        remove(setting, bench, "bench");
                    }
                }
                view.run("kill $all");
            }
        }
        String name = "um_add_service, " + PROCESSES + " processes: ";
        table.row(name + "umnet, the first", first, Reach.NONE);
        table.row(name + "umnet, later", again, Reach.millis(100));
        table.row(name + "all filters exchanged", wider, Reach.millis(100));
    }

    private static long add(Setting setting, Bench bench, String service) throws IOException {
        return bench.time("spawn", 1, setting.guestCommand("um_add_service") + " " + service);
    }

    private static void remove(Setting setting, Bench bench, String service) throws IOException {
        bench.time("spawn", 1, setting.guestCommand("um_del_service") + " " + service);
    }
}
