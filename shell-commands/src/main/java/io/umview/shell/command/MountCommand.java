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

/** {@code um:mount}. */
@Component(service = MountCommand.class)
@GogoCommand(scope = "um", function = "mount")
public final class MountCommand {
    private final Hypervisor hypervisor;

    /** The command over a hypervisor. */
    @Activate
    public MountCommand(@Reference Hypervisor hypervisor) {
        this.hypervisor = hypervisor;
    }

    /** The command. */
    @Descriptor("mounts in a view")
    public void mount(
            CommandSession session,
            @Descriptor("in this view, by number or name")
                    @Parameter(
                            names = {"-v", "--view"},
                            absentValue = "")
                    String view,
            @Descriptor("type, such as umnetnull")
                    @Parameter(
                            names = {"-t", "--type"},
                            absentValue = "")
                    String type,
            @Descriptor("options, separated by commas")
                    @Parameter(
                            names = {"-o", "--options"},
                            absentValue = "")
                    String options,
            @Descriptor("what to mount") String source,
            @Descriptor("where: an absolute path") String target)
            throws VerbException {

        if (type.isEmpty()) {
            throw VerbException.usage("um:mount: which type? name it with -t");
        }
        if (!target.startsWith("/")) {
            throw VerbException.usage("um:mount: not an absolute path: " + target);
        }
        try {
            hypervisor.mount(Views.of(session, hypervisor, view), type, source, target, options);
        } catch (ErrnoException e) {
            throw VerbException.of(target, e);
        }
    }
}
