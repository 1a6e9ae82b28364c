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

/** {@code um:add}. */
@Component(service = AddCommand.class)
@GogoCommand(scope = "um", function = "add")
public final class AddCommand {
    private final Hypervisor hypervisor;

    /** The command over a hypervisor. */
    @Activate
    public AddCommand(@Reference Hypervisor hypervisor) {
        this.hypervisor = hypervisor;
    }

    /** The command. */
    @Descriptor("loads a module into a view, as um_add_service does")
    public void add(
            CommandSession session,
            @Descriptor("in this view, by number or name")
                    @Parameter(
                            names = {"-v", "--view"},
                            absentValue = "")
                    String view,
            @Descriptor("let no guest unload it")
                    @Parameter(
                            names = {"-p", "--permanent"},
                            presentValue = "true",
                            absentValue = "false")
                    boolean permanent,
            @Descriptor("MODULE[,ARGUMENTS]") String module)
            throws VerbException {

        int comma = module.indexOf(",");
        String name = comma < 0 ? module : module.substring(0, comma);
        String arguments = comma < 0 ? "" : module.substring(comma + 1);
        try {
            hypervisor.addService(Views.of(session, hypervisor, view), name, arguments, permanent);
        } catch (ErrnoException e) {
            throw VerbException.of(name, e);
        }
    }
}
