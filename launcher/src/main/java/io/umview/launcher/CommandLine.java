package io.umview.launcher;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Parses the command line as getopt_long(3) would: short options may be joined, long ones shortened,
 * and options stop at the first word that is none, for that begins the guest's command. Written by
 * hand because a parsing library costs more time than the rest of the launcher's own code.
 */
final class CommandLine {
    /** Long name, short name (or a space), and "=" if the option takes a value. */
    private static final String[][] OPTIONS = {
        {"help", "h", ""},
        {"version", "v", ""},
        {"quiet", "q", ""},
        {"viewname", "V", "="},
        {"rc", "f", "="},
        {"preload", "p", "="},
        {"nonesting", "x", ""},
        {"nokernelpatch", "n", ""},
        {"nokmulti", " ", ""},
        {"nokvm", " ", ""},
        {"noksysvm", " ", ""},
        {"nokviewos", " ", ""},
        {"secure", "s", ""},
        {"output", "o", "="},
        {"debug", " ", "="},
        {"console", " ", ""},
        {"train", " ", ""},
    };

    private final String[] words;
    private int next;

    private Options.Action action = Options.Action.RUN;
    private boolean quiet;
    private @Nullable String viewname;
    private @Nullable String rc;
    private final List<String> preload = new ArrayList<>();
    private boolean nonesting;
    private boolean nokmulti;
    private boolean nokvm;
    private boolean secure;
    private @Nullable String output;
    private @Nullable String debug;
    private boolean console;

    private CommandLine(String[] words) {
        this.words = words;
    }

    static Options parse(String... words) throws UsageException {
        return new CommandLine(words).parse();
    }

    private Options parse() throws UsageException {
        while (next < words.length && isOption(words[next])) {
            String word = words[next++];
            if (word.equals("--")) {
                break;
            } else if (word.startsWith("--")) {
                parseLong(word);
            } else {
                parseShort(word);
            }
        }
        List<String> command = new ArrayList<>();
        while (next < words.length) {
            command.add(words[next++]);
        }
        return new Options(
                action, quiet, viewname, rc, preload, nonesting, nokmulti, nokvm, secure, output, debug, console,
                command);
    }

    private static boolean isOption(String word) {
        return word.length() > 1 && word.charAt(0) == '-';
    }

    private void parseLong(String word) throws UsageException {
        int equals = word.indexOf('=');
        String name = equals < 0 ? word.substring(2) : word.substring(2, equals);
        String[] option = longOption(name);
        if (takesValue(option)) {
            apply(option[0], equals < 0 ? nextWord("--" + option[0]) : word.substring(equals + 1));
        } else if (equals >= 0) {
            throw new UsageException("option '--" + option[0] + "' doesn't allow an argument");
        } else {
            apply(option[0], "");
        }
    }

    private void parseShort(String word) throws UsageException {
        for (int i = 1; i < word.length(); i++) {
            String[] option = shortOption(word.charAt(i));
            if (takesValue(option)) {
                apply(option[0], i + 1 < word.length() ? word.substring(i + 1) : nextWord("-" + option[1]));
                return;
            }
            apply(option[0], "");
        }
    }

    private static String[] longOption(String name) throws UsageException {
        String[] found = null;
        for (String[] option : OPTIONS) {
            if (option[0].equals(name)) {
                return option;
            }
            if (option[0].startsWith(name)) {
                if (found != null) {
                    throw new UsageException("option '--" + name + "' is ambiguous");
                }
                found = option;
            }
        }
        if (found == null) {
            throw new UsageException("unrecognized option '--" + name + "'");
        }
        return found;
    }

    private static String[] shortOption(char letter) throws UsageException {
        for (String[] option : OPTIONS) {
            if (option[1].charAt(0) == letter && letter != ' ') {
                return option;
            }
        }
        throw new UsageException("invalid option -- '" + letter + "'");
    }

    private static boolean takesValue(String[] option) {
        return option[2].equals("=");
    }

    private String nextWord(String option) throws UsageException {
        if (next == words.length) {
            throw new UsageException("option '" + option + "' requires an argument");
        }
        return words[next++];
    }

    private void apply(String name, String value) {
        switch (name) {
            case "help" -> action = Options.Action.HELP;
            case "version" -> action = Options.Action.VERSION;
            case "train" -> action = Options.Action.TRAIN;
            case "quiet" -> quiet = true;
            case "viewname" -> viewname = value;
            case "rc" -> rc = value;
            case "preload" -> preload.add(value);
            case "nonesting" -> nonesting = true;
            case "nokernelpatch" -> {
                nokmulti = true;
                nokvm = true;
            }
            case "nokmulti" -> nokmulti = true;
            case "nokvm" -> nokvm = true;
            case "secure" -> secure = true;
            case "output" -> output = value;
            case "debug" -> debug = value;
            case "console" -> console = true;
            default -> {
                // --noksysvm and --nokviewos named patches of kernels long gone: there is nothing to switch off.
            }
        }
    }
}
