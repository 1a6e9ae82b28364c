package io.umview.benchmarks;

import java.io.IOException;

/** Trapped calls of several guest processes at once: time per call, of all processes together. */
final class Throughput implements Group {
    private static final int CALLS = 8000;
    private static final int BATCHES = 6;
    private static final int[] PROCESSES = {1, 2, 8};

    @Override
    public void measure(Setting setting, Table table) throws IOException {
        Samples[] samples = {new Samples(), new Samples(), new Samples()};
        try (Shell view = setting.view("-p", "bench");
                Bench bench = new Bench(view, setting.umbench())) {
            bench.time("getppid", 60_000, "");
            for (int i = 0; i < setting.rounds() * BATCHES; i++) {
                for (int j = 0; j < PROCESSES.length; j++) {
                    int processes = PROCESSES[j];
                    long time = bench.time("together", CALLS / processes, Integer.toString(processes));
                    samples[j].add((double) time / CALLS);
                }
            }
        }
        table.row("trapped call, 2 processes at once, against 1", samples[0], samples[1], Reach.times(1));
        table.row("trapped call, 8 processes at once, against 2", samples[1], samples[2], Reach.times(1));
    }
}
