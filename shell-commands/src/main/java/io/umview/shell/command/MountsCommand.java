package io.umview.shell.command;

import io.umview.hypervisor.Hypervisor;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.apache.felix.service.command.annotations.GogoCommand;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code um:mounts}. */
@Component(service = MountsCommand.class)
@GogoCommand(scope = "um", function = "mounts")
public final class MountsCommand {
    private final Hypervisor hypervisor;

    /** The command over a hypervisor. */
    @Activate
    public MountsCommand(@Reference Hypervisor hypervisor) {
        this.hypervisor = hypervisor;
    }

    /** The command. */
    @Descriptor("lists what is mounted in a view, oldest first")
    public void mounts(
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
                        hypervisor::mounts,
                        new Table(">VIEW", "SOURCE", "TARGET", "TYPE", "OPTIONS", "PERMANENT"),
                        (id, mount) -> new Object[] {
                            id,
                            mount.source(),
                            mount.target(),
                            mount.type(),
                            Table.orDash(mount.options()),
                            mount.permanent() ? "yes" : "no"
                        });
    }
}
