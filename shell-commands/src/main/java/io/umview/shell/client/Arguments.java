package io.umview.shell.client;

import io.umview.shell.protocol.Outcome;
import java.util.Arrays;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * The command line of the client.
 *
 * @param command what to run, null to talk to the user
 * @param target which view or hypervisor; empty when none was named
 */
record Arguments(Action action, @Nullable String command, String target) {
    static final String USAGE = """
            Usage: umview-console [-c COMMAND] [VIEW | PID[:VIEW]]
            Open the console of a running umview that was started with --console.

              -c, --command COMMAND  run COMMAND, print what it says, and exit
              -l, --list             list the consoles that could be opened
              -h, --help             print this help and exit

            Inside, 'help' lists the commands and ^D leaves.
            """;

    enum Action {
        CONNECT,
        LIST,
        HELP
    }

    static Arguments parse(String... words) throws ClientException {
        Action action = Action.CONNECT;
        String command = null;
        String target = null;
        boolean options = true;
        for (Iterator<String> rest = Arrays.asList(words).iterator(); rest.hasNext(); ) {
            String word = rest.next();
            if (options && word.equals("--")) {
                options = false;
            } else if (options && (word.equals("-c") || word.equals("--command"))) {
                if (!rest.hasNext()) {
                    throw usage("option '" + word + "' requires an argument");
                }
                command = rest.next();
            } else if (options && word.startsWith("--command=")) {
                command = word.substring("--command=".length());
            } else if (options && (word.equals("-l") || word.equals("--list"))) {
                action = Action.LIST;
            } else if (options && (word.equals("-h") || word.equals("--help"))) {
                action = Action.HELP;
            } else if (options && word.startsWith("-")) {
                throw usage("unrecognized option '" + word + "'");
            } else if (target != null) {
                throw usage("one view at a time");
            } else {
                target = word;
            }
        }
        return new Arguments(action, command, target == null ? "" : target);
    }

    private static ClientException usage(String message) {
        return new ClientException(
                Outcome.USAGE, message + System.lineSeparator() + "Try 'umview-console --help' for more information.");
    }
}
