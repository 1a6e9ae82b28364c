package io.umview.shell.command;

import io.umview.api.ErrnoException;
import io.umview.hypervisor.Hypervisor;
import io.umview.hypervisor.Hypervisor.ProcessInfo;
import java.util.ArrayList;
import java.util.List;
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
        Table table = new Table(">VIEW", ">PID", ">PPID", ">THREADS", "COMMAND", "ATTRIBUTES", "DESCRIPTORS");
        List<Object> objects = new ArrayList<>();
        for (int id : Views.of(session, hypervisor, view, all)) {
            for (ProcessInfo process : list(id, all)) {
                table.row(
                        id,
                        process.pid(),
                        process.parent(),
                        process.threads(),
                        process.command(),
                        join(process.attributes()),
                        join(process.descriptors()));
                objects.add(Json.with("view", id, process));
            }
        }
        Output.of(session).print(json ? Json.lines(objects) : table.toString());
    }

    private List<ProcessInfo> list(int id, boolean all) throws VerbException {
        try {
            return hypervisor.processes(id);
        } catch (ErrnoException e) {
            if (all) {
                // It ended after it was listed.
                return List.of();
            }
            throw VerbException.of("no such view: " + id);
        }
    }

    private static String join(List<String> words) {
        return words.isEmpty() ? "-" : String.join("; ", words);
    }
}
