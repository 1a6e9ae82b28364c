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

/** {@code um:umount}. */
@Component(service = UmountCommand.class)
@GogoCommand(scope = "um", function = "umount")
public final class UmountCommand {
    private final Hypervisor hypervisor;

    /** The command over a hypervisor. */
    @Activate
    public UmountCommand(@Reference Hypervisor hypervisor) {
        this.hypervisor = hypervisor;
    }

    /** The command. */
    @Descriptor("unmounts the newest mount at a path in a view")
    public void umount(
            CommandSession session,
            @Descriptor("in this view, by number or name")
                    @Parameter(
                            names = {"-v", "--view"},
                            absentValue = "")
                    String view,
            @Descriptor("the path") String target)
            throws VerbException {

        try {
            hypervisor.unmount(Views.of(session, hypervisor, view), target);
        } catch (ErrnoException e) {
            throw VerbException.of(target, e);
        }
    }
}
