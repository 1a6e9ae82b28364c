package io.umview.hypervisor.internal.observe;

import io.umview.api.SystemCall;
import io.umview.hypervisor.Hypervisor.CallStatistics;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts and times by call and by who answered. */
final class Statistics {
    private final Map<Key, Row> rows = new ConcurrentHashMap<>();

    private record Key(SystemCall call, String module) {}

    private record Row(LongAdder count, LongAdder errors, Latencies latencies) {
        Row() {
            this(new LongAdder(), new LongAdder(), new Latencies());
        }
    }

    void count(SystemCall call, String module, boolean failed, long nanoseconds) {
        Row row = rows.computeIfAbsent(new Key(call, module), key -> new Row());
        row.count().increment();
        if (failed) {
            row.errors().increment();
        }
        row.latencies().add(nanoseconds);
    }

    /** The rows, most frequent first. */
    List<CallStatistics> list() {
        return rows.entrySet().stream()
                .map(entry -> row(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparingLong(CallStatistics::count).reversed())
                .toList();
    }

    private static CallStatistics row(Key key, Row row) {
        return new CallStatistics(
                key.call(),
                key.module(),
                row.count().sum(),
                row.errors().sum(),
                row.latencies().percentile(0.5),
                row.latencies().percentile(0.9),
                row.latencies().percentile(0.99));
    }
}
