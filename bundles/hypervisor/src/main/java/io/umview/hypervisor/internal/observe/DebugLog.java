package io.umview.hypervisor.internal.observe;

import io.umview.hypervisor.Hypervisor.TraceListener;
import io.umview.hypervisor.Hypervisor.TracedEvent;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;

/** Writes trapped calls of chosen classes to a file, a line each. */
public final class DebugLog implements TraceListener {
    private final PrintWriter out;
    private volatile Set<EventClass> classes = EnumSet.allOf(EventClass.class);

    /** A log to a file, which is emptied first. */
    public DebugLog(Path file) throws IOException {
        this(Files.newBufferedWriter(file));
    }

    DebugLog(Writer writer) {
        out = new PrintWriter(writer, true);
    }

    /** What is logged. */
    public Set<EventClass> classes() {
        return classes;
    }

    /** Changes what is logged: see {@link EventClass#change}. */
    public void change(String list) {
        classes = EventClass.change(classes, list);
    }

    @Override
    public void answered(TracedEvent event) {
        if (classes.contains(EventClass.of(event.call()))) {
            out.println(line(event));
        }
    }

    private static String line(TracedEvent event) {
        String module = event.module().isEmpty() ? "" : event.module() + ", ";
        long micros = event.nanoseconds() / 1000;
        String who = "[" + event.thread() + "] ";
        String answer = " = " + event.verdict() + " <" + module + micros + " us>";
        return switch (event.phase()) {
            case ANSWERED -> who + event.call() + "(" + event.arguments() + ")" + answer;
            case UNFINISHED -> who + event.call() + "(" + event.arguments() + " <unfinished ...>";
            case RESUMED -> who + "<... " + event.call() + " resumed>)" + answer;
        };
    }
}
