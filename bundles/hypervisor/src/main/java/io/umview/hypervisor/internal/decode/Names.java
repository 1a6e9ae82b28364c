package io.umview.hypervisor.internal.decode;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;

/** The names of numbers: constants of an enumeration, or bits of a set of flags. */
final class Names {
    private final Map<Long, String> byValue = new LinkedHashMap<>();
    private final String kind;

    private Names(String kind) {
        this.kind = kind;
    }

    /**
     * Names and their values, separated by white space; {@code 0x} stands before hexadecimal and {@code 0} before octal
     * values. Where two names have one value, the first counts.
     *
     * @param kind stands beside numbers without a name, such as {@code O_???}
     */
    static Names of(String kind, String table) {
        Names names = new Names(kind);
        String[] words = table.strip().split("\\s+");
        for (int i = 0; i < words.length; i += 2) {
            names.byValue.putIfAbsent(Long.decode(words[i + 1]), words[i]);
        }
        return names;
    }

    /** Consecutive values from a first one on; {@code -} leaves one out. */
    static Names counted(String kind, String prefix, int first, String list) {
        Names names = new Names(kind);
        long value = first;
        for (String word : list.strip().split("\\s+")) {
            if (!word.equals("-")) {
                names.byValue.put(value, prefix + word);
            }
            value++;
        }
        return names;
    }

    boolean has(long value) {
        return byValue.containsKey(value);
    }

    /** The name of a value. */
    String name(long value) {
        String name = byValue.get(value);
        return name == null ? Text.hex(value) + " /* " + kind + " */" : name;
    }

    /** The name of a value, or the plain number. */
    String nameOrNumber(long value) {
        return byValue.getOrDefault(value, Long.toString(value));
    }

    /** The names of the bits that are set. Names of several bits come before those of single ones. */
    String flags(long value) {
        if (value == 0) {
            return byValue.getOrDefault(0L, "0");
        }
        StringJoiner text = new StringJoiner("|");
        long rest = value;
        for (Map.Entry<Long, String> entry : byValue.entrySet()) {
            long bits = entry.getKey();
            if (bits != 0 && (rest & bits) == bits) {
                text.add(entry.getValue());
                rest &= ~bits;
            }
        }
        if (rest == value) {
            return Text.hex(value) + " /* " + kind + " */";
        }
        return rest == 0 ? text.toString() : text.add(Text.hex(rest)).toString();
    }
}
