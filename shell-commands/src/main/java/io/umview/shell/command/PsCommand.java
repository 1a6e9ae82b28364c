package io.umview.shell.command;

import io.umview.hypervisor.Hypervisor;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.apache.felix.service.command.annotations.GogoCommand;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code um:ps}. */
@Component(service = PsCommand.class)
@GogoCommand(scope = "um", function = "ps")
public final class PsCommand {
    private final Hypervisor hypervisor;

    /** The command over a hypervisor. */
    @Activate
    public PsCommand(@Reference Hypervisor hypervisor) {
        this.hypervisor = hypervisor;
    }

    /** The command. */
    @Descriptor("lists the processes of a view, with what they have of their own and their virtual descriptors")
    public void ps(
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
                        hypervisor::processes,
                        new Table(">VIEW", ">PID", ">PPID", ">THREADS", "COMMAND", "ATTRIBUTES", "DESCRIPTORS"),
                        (id, process) -> new Object[] {
                            id,
                            process.pid(),
                            process.parent(),
                            process.threads(),
                            process.command(),
                            Table.orDash(String.join("; ", process.attributes())),
                            Table.orDash(String.join("; ", process.descriptors()))
                        });
    }
}
