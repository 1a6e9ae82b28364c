package io.umview.shell.command;

import io.umview.hypervisor.Hypervisor;
import io.umview.hypervisor.Hypervisor.CallStatistics;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.apache.felix.service.command.annotations.GogoCommand;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code um:stats}. */
@Component(service = StatsCommand.class)
@GogoCommand(scope = "um", function = "stats")
public final class StatsCommand {
    private static final double MICROSECOND = 1000;

    private final Hypervisor hypervisor;

    /** The command over a hypervisor. */
    @Activate
    public StatsCommand(@Reference Hypervisor hypervisor) {
        this.hypervisor = hypervisor;
    }

    /** The command. */
    @Descriptor("counts trapped calls by kind and module, with the percentiles of their times; the first use starts it")
    public void stats(
            CommandSession session,
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
            @Descriptor("write JSON; times are in nanoseconds")
                    @Parameter(
                            names = {"-j", "--json"},
                            presentValue = "true",
                            absentValue = "false")
                    boolean json)
            throws VerbException {
        CallFilter wanted = CallFilter.of(calls, module);
        List<CallStatistics> statistics = hypervisor.statistics().stream()
                .filter(line -> wanted.accepts(line.call(), line.module()))
                .sorted(Comparator.comparingLong(CallStatistics::count).reversed())
                .toList();
        Output.of(session).print(json ? Json.lines(statistics) : table(statistics));
    }

    private static String table(List<CallStatistics> statistics) {
        Table table = new Table("CALL", "MODULE", ">CALLS", ">ERRORS", ">P50", ">P90", ">P99");
        long count = 0;
        long errors = 0;
        for (CallStatistics line : statistics) {
            String module = line.module().isEmpty() ? "-" : line.module();
            table.row(line.call(), module, line.count(), line.errors(), us(line.p50()), us(line.p90()), us(line.p99()));
            count += line.count();
            errors += line.errors();
        }
        return table.row("total", "", count, errors, "", "", "").toString();
    }

    private static String us(long nanoseconds) {
        return String.format(Locale.ROOT, "%.1f us", nanoseconds / MICROSECOND);
    }
}
