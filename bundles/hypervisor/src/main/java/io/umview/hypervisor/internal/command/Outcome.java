package io.umview.hypervisor.internal.command;

import java.util.List;

/** What becomes of a process that executed a command of the view. */
public sealed interface Outcome {
    /** It prints and exits. */
    record Exit(int status, String output, String error) implements Outcome {
        /** Prints nothing and succeeds. */
        public static final Exit OK = new Exit(0, "", "");

        /** Prints to the standard output and succeeds. */
        public static Exit print(String output) {
            return new Exit(0, output, "");
        }

        /** Says why on the standard error and fails with status 1. */
        public static Exit fail(String error) {
            return new Exit(1, "", error + "\n");
        }

        /** Says on the standard error how the command is to be used, with status 2. */
        public static Exit usage(String error) {
            return new Exit(2, "", error + "\n");
        }
    }

    /** It executes a program, looked up in its PATH if the name has no slash. */
    record Execute(List<String> arguments, String precedingError) implements Outcome {
        /** Keeps a copy. */
        public Execute {
            arguments = List.copyOf(arguments);
        }
    }

    /** The file that it wanted to execute is executed after all: the command is not for the view. */
    record Native() implements Outcome {
        /** The only one there need be. */
        public static final Native INSTANCE = new Native();
    }
}
