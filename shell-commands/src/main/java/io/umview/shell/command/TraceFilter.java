package io.umview.shell.command;

import io.umview.hypervisor.Hypervisor.TracedEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** Which events to show. Asked on threads that answer guests, so the cheap questions come first. */
final class TraceFilter implements Predicate<TracedEvent> {
    private final CallFilter calls;
    private final OptionalInt view;
    private final OptionalInt process;
    private final Map<Integer, Boolean> threads = new ConcurrentHashMap<>();

    TraceFilter(CallFilter calls, OptionalInt view, OptionalInt process) {
        this.calls = calls;
        this.view = view;
        this.process = process;
    }

    @Override
    public boolean test(TracedEvent event) {
        return calls.accepts(event.call(), event.module())
                && (view.isEmpty() || view.getAsInt() == event.view())
                && (process.isEmpty() || isOf(process.getAsInt(), event.thread()));
    }

    private boolean isOf(int pid, int thread) {
        return thread == pid
                || threads.computeIfAbsent(thread, id -> Files.exists(Path.of("/proc/" + pid + "/task/" + id)));
    }
}
