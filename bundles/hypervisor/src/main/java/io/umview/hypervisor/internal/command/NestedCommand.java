package io.umview.hypervisor.internal.command;

import io.umview.api.ErrnoException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * umview inside a view: a child view of the same hypervisor. What it mounts and loads is its own and ends with its last
 * process.
 */
final class NestedCommand extends OptionCommand {
    private static final String RUN_COMMANDS = "rc=$1; shift; [ ! -x \"$rc\" ] || \"$rc\" nested; exec \"$@\"";
    private final Views views;

    /** Makes views. */
    @FunctionalInterface
    interface Views {
        /** Moves the caller into a new view inside its own, with services preloaded; what could not be is said. */
        String nest(Invocation caller, String name, boolean quiet, List<String> preload) throws ErrnoException;
    }

    NestedCommand(Views views) {
        super(
                "umview [OPTION]... [COMMAND [ARGUMENT]...]\n"
                        + "Run a command in a view inside this view.\n\n"
                        + "  -p, --preload MODULE[,ARGS]  add a service to the new view (repeatable)\n"
                        + "  -V, --viewname NAME          name of the new view\n"
                        + "  -f, --rc FILE                run commands, in place of ~/.viewosrc\n"
                        + "  -q, --quiet                  say nothing of what is done\n"
                        + "  -x, -n, --nokmulti, --nokvm  accepted: the hypervisor runs already\n"
                        + "  -h, --help                   show this help",
                "p:V:f:qxnso:",
                Map.ofEntries(
                        Map.entry("preload", 'p'),
                        Map.entry("viewname", 'V'),
                        Map.entry("rc", 'f'),
                        Map.entry("quiet", 'q'),
                        Map.entry("nonesting", 'x'),
                        Map.entry("nokernelpatch", 'n'),
                        Map.entry("nokmulti", 'n'),
                        Map.entry("nokvm", 'n'),
                        Map.entry("noksysvm", 'n'),
                        Map.entry("nokviewos", 'n'),
                        Map.entry("secure", 's'),
                        Map.entry("output", 'o')));
        this.views = views;
    }

    @Override
    Outcome run(Invocation invocation, Options options) throws ErrnoException {
        boolean quiet = options.has('q');
        String errors = views.nest(invocation, options.value('V').orElse(""), quiet, options.values('p'));
        List<String> command = new ArrayList<>();
        String rc = options.value('f')
                .or(() -> invocation.variable("HOME").map(home -> home + "/.viewosrc"))
                .orElse("");
        if (!rc.isEmpty()) {
            command.addAll(List.of("/bin/sh", "-c", RUN_COMMANDS, "umview", rc.contains("/") ? rc : "./" + rc));
        }
        command.addAll(
                options.operands().isEmpty()
                        ? List.of(invocation.variable("SHELL").orElse("/bin/sh"))
                        : options.operands());
        String greeting = quiet || invocation.view().quiet() ? "" : "UMView: nested invocation\n\n";
        return new Outcome.Execute(command, greeting + errors);
    }
}
