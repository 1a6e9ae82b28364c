package io.umview.hypervisor.internal.command;

import io.umview.api.ErrnoException;
import io.umview.hypervisor.internal.chain.LoadedService;
import io.umview.hypervisor.internal.view.ViewServices;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** um_add_service, um_del_service and um_ls_service. */
final class ServiceCommands {
    private ServiceCommands() {}

    static Map<String, Command> of(ViewServices services) {
        Map<String, Command> commands = new HashMap<>();
        commands.put("um_add_service", new Add(services));
        commands.put("um_del_service", new Delete(services));
        commands.put("um_ls_service", new ListServices());
        return commands;
    }

    private static final class Add extends OptionCommand {
        private final ViewServices services;

        Add(ViewServices services) {
            super(
                    "um_add_service [-p] SERVICE[,ARGUMENTS]\n"
                            + "Add a service to this view.\n\n"
                            + "  -p, --permanent  the service cannot be deleted again\n"
                            + "  -h, --help       show this help",
                    "p",
                    Map.of("permanent", 'p'));
            this.services = services;
        }

        @Override
        Outcome run(Invocation invocation, Options options) throws ErrnoException, Options.UsageException {
            count(options, 1, 1);
            String[] words = options.operands().get(0).split(",", 2);
            services.add(invocation.view(), words[0], words.length > 1 ? words[1] : "", options.has('p'));
            return Outcome.Exit.OK;
        }
    }

    private static final class Delete extends OptionCommand {
        private final ViewServices services;

        Delete(ViewServices services) {
            super(
                    "um_del_service SERVICE\nDelete a service from this view.\n\n  -h, --help  show this help",
                    "",
                    Map.of());
            this.services = services;
        }

        @Override
        Outcome run(Invocation invocation, Options options) throws ErrnoException, Options.UsageException {
            count(options, 1, 1);
            services.delete(invocation.view(), options.operands().get(0));
            return Outcome.Exit.OK;
        }
    }

    private static final class ListServices extends OptionCommand {
        ListServices() {
            super("um_ls_service\nList the services of this view.\n\n  -h, --help  show this help", "", Map.of());
        }

        @Override
        Outcome run(Invocation invocation, Options options) throws Options.UsageException {
            count(options, 0, 0);
            return Outcome.Exit.print(invocation.view().chain().services().stream()
                    .map(ListServices::line)
                    .collect(Collectors.joining()));
        }

        private static String line(LoadedService service) {
            return service.name() + ": " + service.description() + "\n";
        }
    }
}
