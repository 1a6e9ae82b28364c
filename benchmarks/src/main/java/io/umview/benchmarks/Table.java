package io.umview.benchmarks;

import java.util.Locale;

/** The table, in Markdown, printed row by row as they come. */
final class Table {
    private static final String ROW = "| %-58s | %9s | %9s | %6s | %6s | %8s | %-3s |%n";

    private int missed;

    void head() {
        System.out.printf(Locale.ROOT, ROW, "case", "native", "view", "ratio", "of min", "reach", "met");
        System.out.printf(Locale.ROOT, ROW, "---", "---:", "---:", "---:", "---:", "---:", "---");
    }

    /** A row whose first time is that of native processes, unless the name says something else. */
    void row(String name, Samples base, Samples view, Reach reach) {
        double ratio = view.median() / base.median();
        print(name, time(base.median()), view.median(), two(ratio), two(view.least() / base.least()), reach, ratio);
    }

    /** A row that is compared with nothing. */
    void row(String name, Samples view, Reach reach) {
        print(name, "", view.median(), "", "", reach, 0);
    }

    /** A row that could not be measured. */
    void failed(String name, String why) {
        missed++;
        System.out.printf(Locale.ROOT, ROW, name + ": " + why, "", "", "", "", "", "no");
    }

    /** Rows that cannot be measured here, which is nobody's fault. */
    void leftOut(String name, String why) {
        System.out.printf(Locale.ROOT, ROW, name + " is left out: " + why, "", "", "", "", "", "");
        System.out.flush();
    }

    /** How many rows did not reach what they should. */
    int missed() {
        return missed;
    }

    private void print(String name, String base, double view, String ratio, String least, Reach reach, double value) {
        boolean met = reach.met(value, view);
        missed += met ? 0 : 1;
        String verdict = reach == Reach.NONE ? "" : met ? "yes" : "no";
        System.out.printf(Locale.ROOT, ROW, name, base, time(view), ratio, least, reach, verdict);
        System.out.flush();
    }

    private static String two(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    private static String time(double nanos) {
        if (nanos < 1e4) {
            return String.format(Locale.ROOT, "%.0f ns", nanos);
        }
        if (nanos < 1e7) {
            return String.format(Locale.ROOT, "%.1f µs", nanos / 1e3);
        }
        return String.format(Locale.ROOT, "%.1f ms", nanos / 1e6);
    }
}
