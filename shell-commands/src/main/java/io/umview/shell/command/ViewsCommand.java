package io.umview.shell.command;

import io.umview.hypervisor.Hypervisor;
import io.umview.hypervisor.Hypervisor.ViewInfo;
import java.util.List;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.apache.felix.service.command.annotations.GogoCommand;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code um:views}. */
@Component(service = ViewsCommand.class)
@GogoCommand(scope = "um", function = "views")
public final class ViewsCommand {
    private final Hypervisor hypervisor;

    /** The command over a hypervisor. */
    @Activate
    public ViewsCommand(@Reference Hypervisor hypervisor) {
        this.hypervisor = hypervisor;
    }

    /** The command. */
    @Descriptor("lists the views that have processes, outermost first")
    public void views(
            CommandSession session,
            @Descriptor("write JSON")
                    @Parameter(
                            names = {"-j", "--json"},
                            presentValue = "true",
                            absentValue = "false")
                    boolean json) {
        List<ViewInfo> views = hypervisor.views();
        Table table = new Table(">VIEW", "NAME", ">PROCESSES");
        views.forEach(view -> table.row(view.id(), Table.orDash(view.name()), view.processes()));
        Output.of(session).print(json ? Json.lines(views) : table.toString());
    }
}
