package io.umview.shell.command;

import java.lang.reflect.RecordComponent;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes JSON (RFC 8259): records and maps are objects, lists are arrays, what is no number or truth value is a string. */
final class Json {
    private Json() {}

    /** A value in one line. */
    static String of(Object value) {
        StringBuilder text = new StringBuilder();
        write(text, value);
        return text.toString();
    }

    /** An array with an element on each line, so that people and line tools can read it too. */
    static String lines(List<?> values) {
        StringBuilder text = new StringBuilder("[");
        String separator = "\n";
        for (Object value : values) {
            text.append(separator);
            write(text, value);
            separator = ",\n";
        }
        return text.append(values.isEmpty() ? "]\n" : "\n]\n").toString();
    }

    /** A record's members, after one more. */
    static Map<String, Object> with(String name, Object value, Record rest) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put(name, value);
        members.putAll(members(rest));
        return members;
    }

    private static Map<String, Object> members(Record record) {
        Map<String, Object> members = new LinkedHashMap<>();
        try {
            for (RecordComponent component : record.getClass().getRecordComponents()) {
                members.put(component.getName(), component.getAccessor().invoke(record));
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException("not a public record: " + record.getClass(), e);
        }
        return members;
    }

    private static void write(StringBuilder text, Object value) {
        if (value instanceof Double number && !Double.isFinite(number)) {
            throw new IllegalArgumentException("JSON has no " + number);
        } else if (value instanceof Number || value instanceof Boolean) {
            text.append(value);
        } else if (value instanceof List<?> list) {
            writeArray(text, list);
        } else if (value instanceof Map<?, ?> map) {
            writeObject(text, map);
        } else if (value instanceof Record record) {
            writeObject(text, members(record));
        } else {
            writeString(text, value.toString());
        }
    }

    private static void writeArray(StringBuilder text, List<?> list) {
        text.append('[');
        for (Iterator<?> elements = list.iterator(); elements.hasNext(); ) {
            write(text, elements.next());
            text.append(elements.hasNext() ? ", " : "");
        }
        text.append(']');
    }

    private static void writeObject(StringBuilder text, Map<?, ?> map) {
        text.append('{');
        for (Iterator<? extends Map.Entry<?, ?>> entries = map.entrySet().iterator(); entries.hasNext(); ) {
            Map.Entry<?, ?> entry = entries.next();
            writeString(text, entry.getKey().toString());
            text.append(": ");
            write(text, entry.getValue());
            text.append(entries.hasNext() ? ", " : "");
        }
        text.append('}');
    }

    private static void writeString(StringBuilder text, String string) {
        text.append('"');
        for (int i = 0; i < string.length(); i++) {
            char c = string.charAt(i);
            switch (c) {
                case '"' -> text.append("\\\"");
                case '\\' -> text.append("\\\\");
                case '\n' -> text.append("\\n");
                case '\t' -> text.append("\\t");
                default -> {
                    if (mustBeEscaped(string, i)) {
                        text.append(String.format("\\u%04x", (int) c));
                    } else {
                        text.append(c);
                    }
                }
            }
        }
        text.append('"');
    }

    /** Also what JSON would allow, but a terminal obeys or UTF-8 cannot hold. */
    private static boolean mustBeEscaped(String string, int i) {
        char c = string.charAt(i);
        if (Character.isHighSurrogate(c)) {
            return i + 1 == string.length() || !Character.isLowSurrogate(string.charAt(i + 1));
        }
        if (Character.isLowSurrogate(c)) {
            return i == 0 || !Character.isHighSurrogate(string.charAt(i - 1));
        }
        return Character.isISOControl(c) || c == '\u2028' || c == '\u2029';
    }
}
