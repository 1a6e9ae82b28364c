package io.umview.hypervisor.internal.command;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.hypervisor.internal.view.ViewState;
import java.util.HashMap;
import java.util.Map;

/** umshutdown and um_attach. */
final class ControlCommands {
    private ControlCommands() {}

    /** What the commands ask of the hypervisor. */
    interface Control {
        /** Ends all processes of a view but the caller: TERM, then KILL for those that are left after some seconds. */
        void shutDown(ViewState view, int seconds, int caller);

        /** Takes a running process into a view. */
        void attach(ViewState view, int pid) throws ErrnoException;
    }

    static Map<String, Command> of(Control control) {
        Map<String, Command> commands = new HashMap<>();
        commands.put("umshutdown", new Shutdown(control));
        commands.put("um_attach", new Attach(control));
        return commands;
    }

    private static int number(String text, int most) throws Options.UsageException {
        try {
            int value = Integer.parseInt(text);
            if (value >= 0 && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw new Options.UsageException("not a number: '" + text + "'");
        }
        throw new Options.UsageException("out of range: '" + text + "'");
    }

    private static final class Shutdown extends OptionCommand {
        private static final int SECONDS = 30;
        private final Control control;

        Shutdown(Control control) {
            super(
                    "umshutdown [SECONDS]\n"
                            + "End all processes of this view: TERM, and KILL after SECONDS (30) for those that are left.\n\n"
                            + "  -h, --help  show this help",
                    "",
                    Map.of());
            this.control = control;
        }

        @Override
        Outcome run(Invocation invocation, Options options) throws Options.UsageException {
            count(options, 0, 1);
            int seconds = options.operands().isEmpty()
                    ? SECONDS
                    : number(options.operands().get(0), Integer.MAX_VALUE / 1000);
            control.shutDown(invocation.view(), seconds, invocation.call().pid());
            return Outcome.Exit.OK;
        }
    }

    private static final class Attach extends OptionCommand {
        private final Control control;

        Attach(Control control) {
            super(
                    "um_attach PID\nTake a running process into this view.\n\n  -h, --help  show this help",
                    "",
                    Map.of());
            this.control = control;
        }

        @Override
        Outcome run(Invocation invocation, Options options) throws ErrnoException, Options.UsageException {
            count(options, 1, 1);
            int pid = number(options.operands().get(0), Integer.MAX_VALUE);
            if (pid == 0) {
                throw Errno.ESRCH.exception();
            }
            control.attach(invocation.view(), pid);
            return Outcome.Exit.OK;
        }
    }
}
