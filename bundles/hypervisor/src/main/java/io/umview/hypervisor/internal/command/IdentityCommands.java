package io.umview.hypervisor.internal.command;

import io.umview.hypervisor.internal.view.ViewState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** viewname and vuname: what a view is called. */
final class IdentityCommands {
    private IdentityCommands() {}

    static Map<String, Command> of() {
        Map<String, Command> commands = new HashMap<>();
        commands.put("viewname", new ViewName());
        commands.put("vuname", new Vuname());
        return commands;
    }

    private static final class ViewName extends OptionCommand {
        ViewName() {
            super(
                    "viewname [-p] [-q] [NAME]\n"
                            + "Show or set the name of this view.\n\n"
                            + "  -p, --prompt  show what suits a prompt: the name, or node[serverid:viewid]\n"
                            + "  -q, --quiet   say nothing of errors\n"
                            + "  -h, --help    show this help",
                    "pq",
                    Map.of("prompt", 'p', "quiet", 'q'));
        }

        @Override
        Outcome run(Invocation invocation, Options options) throws Options.UsageException {
            count(options, 0, 1);
            ViewState view = invocation.view();
            if (!options.operands().isEmpty()) {
                view.name(options.operands().get(0));
                return Outcome.Exit.OK;
            }
            if (options.has('p') && view.name().isEmpty()) {
                return Outcome.Exit.print(
                        Uname.read().node() + "[" + ProcessHandle.current().pid() + ":" + view.id() + "]\n");
            }
            return Outcome.Exit.print(view.name() + "\n");
        }
    }

    private static final class Vuname extends OptionCommand {
        private static final String LETTERS = "snrvmpioUVN";

        Vuname() {
            super(
                    "vuname [OPTION]...\n"
                            + "Print information on the system and on this view, like uname(1).\n\n"
                            + "  -a, --all                all of it, but omit -p and -i if unknown\n"
                            + "  -s, --kernel-name        -n, --nodename           -r, --kernel-release\n"
                            + "  -v, --kernel-version     -m, --machine            -p, --processor\n"
                            + "  -i, --hardware-platform  -o, --operating-system\n"
                            + "  -U, --serverid           process id of the hypervisor\n"
                            + "  -V, --viewid             number of the view\n"
                            + "  -N, --viewname           name of the view\n"
                            + "  -x                       nothing outside a view\n"
                            + "  -q                       say nothing of errors\n"
                            + "      --help               show this help",
                    "as" + LETTERS + "xq",
                    longNames());
        }

        private static Map<String, Character> longNames() {
            Map<String, Character> names = new HashMap<>();
            names.put("all", 'a');
            names.put("kernel-name", 's');
            names.put("nodename", 'n');
            names.put("kernel-release", 'r');
            names.put("kernel-version", 'v');
            names.put("machine", 'm');
            names.put("processor", 'p');
            names.put("hardware-platform", 'i');
            names.put("operating-system", 'o');
            names.put("serverid", 'U');
            names.put("viewid", 'V');
            names.put("viewname", 'N');
            return names;
        }

        @Override
        Outcome run(Invocation invocation, Options options) throws Options.UsageException {
            count(options, 0, 0);
            Uname uname = Uname.read();
            List<String> words = new ArrayList<>();
            boolean all = options.has('a');
            boolean any = LETTERS.chars().anyMatch(letter -> options.has((char) letter));
            for (char letter : LETTERS.toCharArray()) {
                boolean wanted = all && letter != 'p' && letter != 'i' || options.has(letter);
                if (wanted || !any && !all && letter == 's') {
                    words.add(word(letter, uname, invocation.view()));
                }
            }
            return Outcome.Exit.print(String.join(" ", words).stripTrailing() + "\n");
        }

        private static String word(char letter, Uname uname, ViewState view) {
            return switch (letter) {
                case 's' -> uname.system();
                case 'n' -> uname.node();
                case 'r' -> uname.release();
                case 'v' -> uname.version();
                case 'm' -> uname.machine();
                case 'o' -> "GNU/Linux/View-OS";
                case 'U' -> Long.toString(ProcessHandle.current().pid());
                case 'V' -> Integer.toString(view.id());
                case 'N' -> view.name();
                default -> "unknown";
            };
        }
    }
}
