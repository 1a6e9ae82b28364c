package io.umview.shell.command;

import io.umview.hypervisor.Hypervisor;
import io.umview.hypervisor.Hypervisor.Phase;
import io.umview.hypervisor.Hypervisor.Subscription;
import io.umview.hypervisor.Hypervisor.TracedEvent;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.apache.felix.service.command.annotations.GogoCommand;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code um:trace}. */
@Component(service = TraceCommand.class)
@GogoCommand(scope = "um", function = "trace")
public final class TraceCommand {
    private static final int QUEUE = 8192;
    private static final int BATCH = 64;

    private final Hypervisor hypervisor;

    /** The command over a hypervisor. */
    @Activate
    public TraceCommand(@Reference Hypervisor hypervisor) {
        this.hypervisor = hypervisor;
    }

    /** The command. */
    @Descriptor("shows trapped calls as they are answered, like strace, until ^C")
    public void trace(
            CommandSession session,
            @Descriptor("only of this process")
                    @Parameter(
                            names = {"-p", "--pid"},
                            absentValue = "0")
                    int pid,
            @Descriptor("only these calls, separated by commas, or all but these after a !")
                    @Parameter(
                            names = {"-e", "--calls"},
                            absentValue = "")
                    String calls,
            @Descriptor("only what this module answered; - for the hypervisor and the kernel")
                    @Parameter(
                            names = {"-m", "--module"},
                            absentValue = "")
                    String module,
            @Descriptor("only of this view, by number or name")
                    @Parameter(
                            names = {"-v", "--view"},
                            absentValue = "")
                    String view,
            @Descriptor("count calls, and show a summary at the end")
                    @Parameter(
                            names = {"-c", "--count"},
                            presentValue = "true",
                            absentValue = "false")
                    boolean count,
            @Descriptor("stop after so many calls")
                    @Parameter(
                            names = {"-n", "--number"},
                            absentValue = "0")
                    long number,
            @Descriptor("write JSON, an object on each line")
                    @Parameter(
                            names = {"-j", "--json"},
                            presentValue = "true",
                            absentValue = "false")
                    boolean json)
            throws VerbException, InterruptedException {
        if (count && json) {
            throw VerbException.usage("um:trace: either -c or --json");
        }
        if (pid < 0 || number < 0) {
            throw VerbException.usage("um:trace: numbers are positive");
        }
        boolean oneView = !view.isEmpty() || Views.isAttached(session);
        TraceFilter filter = new TraceFilter(
                CallFilter.of(calls, module),
                oneView ? OptionalInt.of(Views.of(session, hypervisor, view)) : OptionalInt.empty(),
                pid == 0 ? OptionalInt.empty() : OptionalInt.of(pid));
        TraceReport report =
                count ? new TraceReport.Summary() : json ? new TraceReport.JsonLines() : new TraceReport.Lines();
        follow(session, new TraceQueue(filter, QUEUE), report, number == 0 ? Long.MAX_VALUE : number);
    }

    private void follow(CommandSession session, TraceQueue queue, TraceReport report, long number)
            throws InterruptedException {
        Output output = Output.of(session);
        AtomicBoolean ended = new AtomicBoolean();
        Subscription subscription = hypervisor.trace(queue);
        Runnable registration = Interruption.of(session).onRequest(() -> ended.set(true));
        long rest = number;
        try {
            while (rest > 0 && !ended.get()) {
                List<TracedEvent> events = queue.take((int) Math.min(rest, BATCH));
                rest -= events.stream()
                        .filter(event -> event.phase() != Phase.UNFINISHED)
                        .count();
                String text = text(events, queue.dropped(), report);
                if (!text.isEmpty() && !output.print(text)) {
                    return;
                }
            }
        } finally {
            registration.run();
            subscription.close();
        }
        if (report instanceof TraceReport.Summary && rest > 0) {
            queue.take((int) Math.min(rest, QUEUE)).forEach(report::event);
        }
        output.print(report.end());
    }

    private static String text(List<TracedEvent> events, long dropped, TraceReport report) {
        StringBuilder text = new StringBuilder();
        for (TracedEvent event : events) {
            text.append(report.event(event));
        }
        return dropped == 0
                ? text.toString()
                : text.append(report.dropped(dropped)).toString();
    }
}
