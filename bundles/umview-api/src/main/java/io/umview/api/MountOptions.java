package io.umview.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Mount options: a comma list of words and {@code key=value} pairs, in which quotes protect commas. */
public record MountOptions(List<String> items) {
    /** No options. */
    public static final MountOptions NONE = new MountOptions(List.of());

    /** What a backslash protects. */
    private static final String PROTECTED = ",'\"\\";

    /** Keeps a copy of the items. */
    public MountOptions {
        items = List.copyOf(items);
    }

    /**
     * Splits a list at its commas; {@code '} and {@code "} protect commas and are taken away,
     * and so does a backslash before a comma, a quote or a backslash. Empty items are dropped.
     */
    public static MountOptions parse(String list) {
        List<String> items = new ArrayList<>();
        StringBuilder item = new StringBuilder();
        char quote = 0;
        for (int i = 0; i < list.length(); i++) {
            char c = list.charAt(i);
            if (c == '\\' && quote != '\'' && i + 1 < list.length() && PROTECTED.indexOf(list.charAt(i + 1)) >= 0) {
                item.append(list.charAt(++i));
            } else if (quote != 0 ? c == quote : c == '\'' || c == '"') {
                quote = quote != 0 ? 0 : c;
            } else if (c == ',' && quote == 0) {
                add(items, item);
            } else {
                item.append(c);
            }
        }
        add(items, item);
        return new MountOptions(items);
    }

    private static void add(List<String> items, StringBuilder item) {
        if (!item.isEmpty()) {
            items.add(item.toString());
            item.setLength(0);
        }
    }

    /** Whether a plain word is among the options. */
    public boolean has(String word) {
        return items.contains(word);
    }

    /** The value of the last {@code key=value} with this key. */
    public Optional<String> value(String key) {
        return items.stream()
                .filter(item -> item.startsWith(key + "="))
                .reduce((first, second) -> second)
                .map(item -> item.substring(key.length() + 1));
    }

    /** These options without some plain words. */
    public MountOptions without(String... words) {
        List<String> rest = new ArrayList<>(items);
        rest.removeAll(List.of(words));
        return new MountOptions(rest);
    }

    /** The comma list. */
    @Override
    public String toString() {
        return String.join(",", items);
    }
}
