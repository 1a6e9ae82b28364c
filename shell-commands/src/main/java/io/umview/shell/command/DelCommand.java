package io.umview.shell.command;

import io.umview.api.ErrnoException;
import io.umview.hypervisor.Hypervisor;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.apache.felix.service.command.annotations.GogoCommand;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code um:del}. */
@Component(service = DelCommand.class)
@GogoCommand(scope = "um", function = "del")
public final class DelCommand {
    private final Hypervisor hypervisor;

    /** The command over a hypervisor. */
    @Activate
    public DelCommand(@Reference Hypervisor hypervisor) {
        this.hypervisor = hypervisor;
    }

    /** The command. */
    @Descriptor("unloads a service from a view, as um_del_service does")
    public void del(
            CommandSession session,
            @Descriptor("in this view, by number or name")
                    @Parameter(
                            names = {"-v", "--view"},
                            absentValue = "")
                    String view,
            @Descriptor("the service") String service)
            throws VerbException {

        try {
            hypervisor.deleteService(Views.of(session, hypervisor, view), service);
        } catch (ErrnoException e) {
            throw VerbException.of(service, e);
        }
    }
}
