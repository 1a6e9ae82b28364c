package io.umview.hypervisor.internal.command;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.GuestText;
import io.umview.api.StackSelector;
import io.umview.api.net.Families;
import io.umview.api.net.UnknownProtocolException;
import io.umview.hypervisor.internal.chain.LoadedService;
import io.umview.hypervisor.internal.path.PathWalk;
import java.util.List;
import java.util.Map;

/** mstack: executes a command with a stack as its default. */
final class StackCommand extends OptionCommand {
    StackCommand() {
        super(
                "mstack [-v] [-o FAMILIES] STACK COMMAND [ARGUMENT]...\n"
                        + "Execute a command with another network stack.\n\n"
                        + "  -o, --options FAMILIES  for these address families only: a comma list of\n"
                        + "                          unix u ipv4 4 ipv6 6 netlink n packet p bluetooth b irda i\n"
                        + "                          ip all #N, each with + or - before it to add or remove\n"
                        + "  -v, --verbose           say what is done\n"
                        + "  -h, --help              show this help",
                "vo:",
                Map.of("verbose", 'v', "options", 'o', "protocols", 'o', "proto", 'o'));
    }

    @Override
    Outcome run(Invocation invocation, Options options) throws ErrnoException, Options.UsageException {
        count(options, 2, Integer.MAX_VALUE);
        String stack = options.operands().get(0);
        Families families;
        try {
            families = options.has('o') ? Families.parse(options.value('o').orElse("")) : Families.ALL;
        } catch (UnknownProtocolException e) {
            return Outcome.Exit.fail("mstack: " + e.getMessage());
        }
        boolean all = families.equals(Families.ALL);
        if (!families.equals(Families.NONE)) {
            String path = PathWalk.resolve(invocation.call(), invocation.view().mounts(), GuestText.encode(stack));
            selector(invocation).select(invocation.call(), path, all ? List.of() : families.numbers());
        }
        List<String> command = options.operands().subList(1, options.operands().size());
        return new Outcome.Execute(command, options.has('v') ? announcement(invocation, stack, all, families) : "");
    }

    private static StackSelector selector(Invocation invocation) throws ErrnoException {
        for (LoadedService service : invocation.view().chain().services()) {
            if (service.loaded() instanceof StackSelector selector) {
                return selector;
            }
        }
        throw Errno.EOPNOTSUPP.exception();
    }

    private static String announcement(Invocation invocation, String stack, boolean all, Families families) {
        String start = "pid " + invocation.call().pid() + ": stack " + stack + " for ";
        if (all) {
            return start + "all supported protocol families\n";
        }
        StringBuilder lines = new StringBuilder();
        for (int family : families.numbers()) {
            lines.append(start)
                    .append(family)
                    .append('=')
                    .append(Families.name(family))
                    .append('\n');
        }
        return lines.toString();
    }
}
