package io.umview.shell.command;

import io.umview.api.ErrnoException;
import io.umview.hypervisor.Hypervisor;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.annotations.GogoCommand;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code um:debug}. */
@Component(service = DebugCommand.class)
@GogoCommand(scope = "um", function = "debug")
public final class DebugCommand {
    private final Hypervisor hypervisor;

    /** The command over a hypervisor. */
    @Activate
    public DebugCommand(@Reference Hypervisor hypervisor) {
        this.hypervisor = hypervisor;
    }

    /** Shows the classes. */
    @Descriptor("lists the classes of events that the debug log (umview -o) shows")
    public void debug(CommandSession session) {
        session.getConsole().println(String.join(" ", hypervisor.debugClasses()));
    }

    /** Changes the classes. */
    @Descriptor("changes the classes of events that the debug log (umview -o) shows")
    public void debug(
            CommandSession session,
            @Descriptor("process, mount, network, virtual, path or all, with + or - before it to add or take away")
                    String... classes)
            throws VerbException {
        String list = String.join(",", classes);
        try {
            hypervisor.debug(list);
        } catch (ErrnoException e) {
            throw VerbException.of(list, e);
        }
    }
}
