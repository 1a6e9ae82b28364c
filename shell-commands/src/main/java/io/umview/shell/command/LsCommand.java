package io.umview.shell.command;

import io.umview.hypervisor.Hypervisor;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.apache.felix.service.command.annotations.GogoCommand;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code um:ls}. */
@Component(service = LsCommand.class)
@GogoCommand(scope = "um", function = "ls")
public final class LsCommand {
    private final Hypervisor hypervisor;

    /** The command over a hypervisor. */
    @Activate
    public LsCommand(@Reference Hypervisor hypervisor) {
        this.hypervisor = hypervisor;
    }

    /** The command. */
    @Descriptor("lists the services of a view, oldest first")
    public void ls(
            CommandSession session,
            @Descriptor("of this view, by number or name")
                    @Parameter(
                            names = {"-v", "--view"},
                            absentValue = "")
                    String view,
            @Descriptor("of all views")
                    @Parameter(
                            names = {"-a", "--all"},
                            presentValue = "true",
                            absentValue = "false")
                    boolean all,
            @Descriptor("write JSON")
                    @Parameter(
                            names = {"-j", "--json"},
                            presentValue = "true",
                            absentValue = "false")
                    boolean json)
            throws VerbException {
        new Listing(session, hypervisor, view, all)
                .print(
                        json,
                        hypervisor::services,
                        new Table(">VIEW", "SERVICE", "ARGUMENTS", "PERMANENT", "DESCRIPTION"),
                        (id, service) -> new Object[] {
                            id,
                            service.name(),
                            Table.orDash(service.arguments()),
                            service.permanent() ? "yes" : "no",
                            service.description()
                        });
    }
}
