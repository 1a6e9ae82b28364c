package io.umview.hypervisor.internal.command;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Options of a command line, as getopt_long(3) reads them, up to the first operand or {@code --}.
 *
 * @param given short name of each option that was given, with its values (an empty one for options that take none)
 * @param operands what follows the options
 */
record Options(Map<Character, List<String>> given, List<String> operands) {
    /** The command line is not as the command wants it; the message says what is wrong. */
    static final class UsageException extends Exception {
        private static final long serialVersionUID = 1;

        UsageException(String message) {
            super(message, null, false, false);
        }
    }

    /**
     * Reads a command line.
     *
     * @param shortOptions letters, each followed by {@code :} if the option takes a value
     * @param longOptions long names and the letters that they stand for
     */
    static Options parse(List<String> words, String shortOptions, Map<String, Character> longOptions)
            throws UsageException {
        Map<Character, List<String>> given = new HashMap<>();
        List<String> rest = new ArrayList<>(words);
        while (!rest.isEmpty() && rest.get(0).startsWith("-") && rest.get(0).length() > 1) {
            String word = rest.remove(0);
            if (word.equals("--")) {
                break;
            }
            if (word.startsWith("--")) {
                readLong(word.substring(2), rest, shortOptions, longOptions, given);
            } else {
                readShort(word, rest, shortOptions, given);
            }
        }
        return new Options(given, rest);
    }

    private static void readLong(
            String word,
            List<String> rest,
            String shortOptions,
            Map<String, Character> names,
            Map<Character, List<String>> given)
            throws UsageException {
        int equals = word.indexOf('=');
        String name = equals < 0 ? word : word.substring(0, equals);
        List<String> matching = names.containsKey(name)
                ? List.of(name)
                : names.keySet().stream().filter(n -> n.startsWith(name)).toList();
        if (matching.size() != 1) {
            throw new UsageException("unrecognized option '--" + name + "'");
        }
        char letter = names.get(matching.get(0));
        if (!takesValue(letter, shortOptions)) {
            if (equals >= 0) {
                throw new UsageException("option '--" + name + "' doesn't allow an argument");
            }
            add(given, letter, "");
        } else if (equals >= 0) {
            add(given, letter, word.substring(equals + 1));
        } else {
            add(given, letter, value("'--" + name + "'", rest));
        }
    }

    private static void readShort(
            String word, List<String> rest, String shortOptions, Map<Character, List<String>> given)
            throws UsageException {
        for (int i = 1; i < word.length(); i++) {
            char letter = word.charAt(i);
            if (letter == ':' || shortOptions.indexOf(letter) < 0) {
                throw new UsageException("invalid option -- '" + letter + "'");
            }
            if (takesValue(letter, shortOptions)) {
                add(given, letter, i + 1 < word.length() ? word.substring(i + 1) : value("-- '" + letter + "'", rest));
                return;
            }
            add(given, letter, "");
        }
    }

    private static void add(Map<Character, List<String>> given, char letter, String value) {
        given.computeIfAbsent(letter, key -> new ArrayList<>()).add(value);
    }

    private static String value(String option, List<String> rest) throws UsageException {
        if (rest.isEmpty()) {
            throw new UsageException("option requires an argument " + option);
        }
        return rest.remove(0);
    }

    private static boolean takesValue(char letter, String shortOptions) {
        int at = shortOptions.indexOf(letter);
        return at >= 0 && at + 1 < shortOptions.length() && shortOptions.charAt(at + 1) == ':';
    }

    boolean has(char letter) {
        return given.containsKey(letter);
    }

    Optional<String> value(char letter) {
        List<String> values = values(letter);
        return values.isEmpty() ? Optional.empty() : Optional.of(values.get(values.size() - 1));
    }

    /** All values of an option, in their order. */
    List<String> values(char letter) {
        return given.getOrDefault(letter, List.of());
    }
}
