package io.umview.hypervisor.internal.command;

import io.umview.api.ErrnoException;
import java.util.Map;

/** A command with options: reads them, answers {@code --help}, and says what is wrong with a bad command line (status 2). */
abstract class OptionCommand implements Command {
    private final String usage;
    private final String shortOptions;
    private final Map<String, Character> longOptions;

    /**
     * A command.
     *
     * @param usage the text of {@code --help}, beginning with the synopsis
     * @param shortOptions letters as for getopt(3)
     * @param longOptions long names and their letters; {@code help} and {@code h} are always there
     */
    OptionCommand(String usage, String shortOptions, Map<String, Character> longOptions) {
        this.usage = usage;
        this.shortOptions = shortOptions + "h";
        Map<String, Character> names = new java.util.HashMap<>(longOptions);
        names.put("help", 'h');
        this.longOptions = Map.copyOf(names);
    }

    @Override
    public final Outcome run(Invocation invocation) throws ErrnoException {
        try {
            Options options = Options.parse(invocation.operands(), shortOptions, longOptions);
            return options.has('h') ? Outcome.Exit.print("Usage: " + usage + "\n") : run(invocation, options);
        } catch (Options.UsageException e) {
            return Outcome.Exit.usage(invocation.name() + ": " + e.getMessage() + "\nTry '" + invocation.name()
                    + " --help' for more information.");
        }
    }

    /** Carries the command out. */
    abstract Outcome run(Invocation invocation, Options options) throws ErrnoException, Options.UsageException;

    /** Checks how many operands there are. */
    static void count(Options options, int least, int most) throws Options.UsageException {
        int count = options.operands().size();
        if (count < least) {
            throw new Options.UsageException("missing operand");
        }
        if (count > most) {
            throw new Options.UsageException(
                    "extra operand '" + options.operands().get(most) + "'");
        }
    }
}
