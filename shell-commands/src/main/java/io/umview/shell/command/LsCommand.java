package io.umview.shell.command;

import io.umview.api.ErrnoException;
import io.umview.hypervisor.Hypervisor;
import io.umview.hypervisor.Hypervisor.ServiceInfo;
import java.util.ArrayList;
import java.util.List;
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
        Table table = new Table(">VIEW", "SERVICE", "ARGUMENTS", "PERMANENT", "DESCRIPTION");
        List<Object> objects = new ArrayList<>();
        for (int id : Views.of(session, hypervisor, view, all)) {
            for (ServiceInfo service : list(id, all)) {
                table.row(
                        id,
                        service.name(),
                        service.arguments().isEmpty() ? "-" : service.arguments(),
                        service.permanent() ? "yes" : "no",
                        service.description());
                objects.add(Json.with("view", id, service));
            }
        }
        Output.of(session).print(json ? Json.lines(objects) : table.toString());
    }

    private List<ServiceInfo> list(int id, boolean all) throws VerbException {
        try {
            return hypervisor.services(id);
        } catch (ErrnoException e) {
            if (all) {
                // It ended after it was listed.
                return List.of();
            }
            throw VerbException.of("no such view: " + id);
        }
    }
}
