package io.umview.hypervisor.internal.boot;

import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Inherited values in words. */
final class AttributeText {
    private AttributeText() {}

    /** A map from numbers is turned round, with runs of numbers: {@code /dev/net/null#1 (1-63)}; the rest is as it is. */
    static String describe(Object value) {
        if (!(value instanceof Map<?, ?> map) || !map.keySet().stream().allMatch(Integer.class::isInstance)) {
            return value.toString();
        }
        Map<String, TreeSet<Integer>> numbers = new TreeMap<>();
        map.forEach((number, text) ->
                numbers.computeIfAbsent(text.toString(), key -> new TreeSet<>()).add((Integer) number));
        return numbers.entrySet().stream()
                .map(entry -> entry.getKey() + " (" + runs(entry.getValue()) + ")")
                .collect(Collectors.joining(", "));
    }

    private static String runs(TreeSet<Integer> numbers) {
        StringBuilder text = new StringBuilder();
        Integer first = numbers.first();
        for (Integer last : numbers) {
            if (!numbers.contains(last + 1)) {
                text.append(text.isEmpty() ? "" : ",").append(first);
                text.append(first.equals(last) ? "" : "-" + last);
                first = numbers.higher(last);
            }
        }
        return text.toString();
    }
}
