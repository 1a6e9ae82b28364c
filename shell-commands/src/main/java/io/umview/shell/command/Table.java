package io.umview.shell.command;

import java.util.ArrayList;
import java.util.List;

/** Text in columns under a heading. Columns whose heading begins with {@code >} are flush right. */
final class Table {
    private static final String GAP = "  ";

    private final List<List<String>> rows = new ArrayList<>();
    private final List<Boolean> right;

    Table(String... headings) {
        List<String> names = List.of(headings);
        right = names.stream().map(name -> name.startsWith(">")).toList();
        rows.add(names.stream()
                .map(name -> name.startsWith(">") ? name.substring(1) : name)
                .toList());
    }

    /** A text for a column, which is never left empty. */
    static String orDash(String text) {
        return text.isEmpty() ? "-" : text;
    }

    /** Adds a row of as many values as there are headings. */
    Table row(Object... values) {
        List<String> row = new ArrayList<>();
        for (Object value : values) {
            row.add(Output.plain(value.toString()));
        }
        if (row.size() != right.size()) {
            throw new IllegalArgumentException("not " + right.size() + " columns: " + row);
        }
        rows.add(row);
        return this;
    }

    @Override
    public String toString() {
        int[] widths = new int[right.size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], length(row.get(i)));
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String padding = " ".repeat(widths[i] - length(row.get(i)));
                line.append(i == 0 ? "" : GAP);
                line.append(right.get(i) ? padding + row.get(i) : row.get(i) + padding);
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }
}
