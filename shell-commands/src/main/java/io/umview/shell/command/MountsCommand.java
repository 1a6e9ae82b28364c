package io.umview.shell.command;

import io.umview.api.ErrnoException;
import io.umview.hypervisor.Hypervisor;
import io.umview.hypervisor.Hypervisor.MountInfo;
import java.util.ArrayList;
import java.util.List;
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
        Table table = new Table(">VIEW", "SOURCE", "TARGET", "TYPE", "OPTIONS", "PERMANENT");
        List<Object> objects = new ArrayList<>();
        for (int id : Views.of(session, hypervisor, view, all)) {
            for (MountInfo mount : list(id, all)) {
                table.row(
                        id,
                        mount.source(),
                        mount.target(),
                        mount.type(),
                        mount.options().isEmpty() ? "-" : mount.options(),
                        mount.permanent() ? "yes" : "no");
                objects.add(Json.with("view", id, mount));
            }
        }
        Output.of(session).print(json ? Json.lines(objects) : table.toString());
    }

    private List<MountInfo> list(int id, boolean all) throws VerbException {
        try {
            return hypervisor.mounts(id);
        } catch (ErrnoException e) {
            if (all) {
                // It ended after it was listed.
                return List.of();
            }
            throw VerbException.of("no such view: " + id);
        }
    }
}
