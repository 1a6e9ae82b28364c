package io.umview.shell.command;

import io.umview.hypervisor.Hypervisor.Phase;
import io.umview.hypervisor.Hypervisor.TracedEvent;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** How a trace is shown. */
sealed interface TraceReport {
    double SECOND = 1e9;

    /** What to print of an event when it comes; may be empty. */
    String event(TracedEvent event);

    /** What to print about events that were dropped. */
    String dropped(long count);

    /** What to print at the end. */
    String end();

    /** As strace(1) with -f and -T. */
    final class Lines implements TraceReport {
        @Override
        public String event(TracedEvent event) {
            String call = "[pid " + event.thread() + "] ";
            return switch (event.phase()) {
                case ANSWERED -> call + asMade(event) + ")" + answer(event);
                case UNFINISHED -> call + asMade(event) + " <unfinished ...>\n";
                case RESUMED -> call + "<... " + event.call() + " resumed>)" + answer(event);
            };
        }

        private static String asMade(TracedEvent event) {
            return event.call() + "(" + Output.plain(event.arguments());
        }

        private static String answer(TracedEvent event) {
            return String.format(
                    Locale.ROOT,
                    " = %s <%s%.6f>\n",
                    Output.plain(event.verdict()),
                    event.module().isEmpty() ? "" : event.module() + ", ",
                    event.nanoseconds() / SECOND);
        }

        @Override
        public String dropped(long count) {
            return "+++ " + count + (count == 1 ? " call" : " calls") + " not shown: they came too fast +++\n";
        }

        @Override
        public String end() {
            return "";
        }
    }

    /** An object on each line. */
    final class JsonLines implements TraceReport {
        @Override
        public String event(TracedEvent event) {
            return Json.of(event) + "\n";
        }

        @Override
        public String dropped(long count) {
            return Json.of(Map.of("dropped", count)) + "\n";
        }

        @Override
        public String end() {
            return "";
        }
    }

    /** As strace(1) with -c. */
    final class Summary implements TraceReport {
        private final Map<Key, Sum> sums = new TreeMap<>();
        private long dropped;

        private record Key(String call, String module) implements Comparable<Key> {
            @Override
            public int compareTo(Key other) {
                int order = call.compareTo(other.call);
                return order != 0 ? order : module.compareTo(other.module);
            }
        }

        private static final class Sum {
            private long calls;
            private long errors;
            private long nanoseconds;

            private void add(TracedEvent event) {
                calls++;
                errors += event.verdict().startsWith("-1 ") ? 1 : 0;
                nanoseconds += event.nanoseconds();
            }
        }

        @Override
        public String event(TracedEvent event) {
            if (event.phase() != Phase.UNFINISHED) {
                sums.computeIfAbsent(new Key(event.call().toString(), event.module()), key -> new Sum())
                        .add(event);
            }
            return "";
        }

        @Override
        public String dropped(long count) {
            dropped += count;
            return "";
        }

        @Override
        public String end() {
            long all = Math.max(
                    1, sums.values().stream().mapToLong(sum -> sum.nanoseconds).sum());
            Table table = new Table(">% TIME", ">SECONDS", ">USECS/CALL", ">CALLS", ">ERRORS", "CALL", "MODULE");
            sums.entrySet().stream()
                    .sorted((a, b) -> Long.compare(b.getValue().nanoseconds, a.getValue().nanoseconds))
                    .forEach(entry -> row(table, entry.getKey(), entry.getValue(), all));
            return table + (dropped == 0 ? "" : new Lines().dropped(dropped).replace("shown", "counted"));
        }

        private static void row(Table table, Key key, Sum sum, long all) {
            table.row(
                    String.format(Locale.ROOT, "%.2f", 100.0 * sum.nanoseconds / all),
                    String.format(Locale.ROOT, "%.6f", sum.nanoseconds / SECOND),
                    sum.nanoseconds / 1000 / sum.calls,
                    sum.calls,
                    sum.errors,
                    key.call(),
                    key.module().isEmpty() ? CallFilter.NONE : key.module());
        }
    }
}
