package io.umview.hypervisor.internal.boot;

import io.umview.hypervisor.Hypervisor.ProcessInfo;
import io.umview.hypervisor.internal.view.Marks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What proc(5) and the mark tell of a guest process. */
final class GuestTable {
    private GuestTable() {}

    /** The row of a process; empty when it has ended. */
    static Optional<ProcessInfo> row(int pid, Marks.State state) {
        try {
            Path proc = Path.of("/proc", Integer.toString(pid));
            String stat = Files.readString(proc.resolve("stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            String command =
                    Files.readString(proc.resolve("cmdline")).replace('\0', ' ').stripTrailing();
            String name = stat.substring(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
            List<String> attributes = state.attributes().entrySet().stream()
                    .map(entry -> entry.getKey() + ": " + AttributeText.describe(entry.getValue()))
                    .sorted()
                    .toList();
            return Optional.of(new ProcessInfo(
                    pid,
                    Integer.parseInt(fields[1]),
                    command.isEmpty() ? "[" + name + "]" : command,
                    Integer.parseInt(fields[17]),
                    attributes,
                    List.of()));
        } catch (IOException ended) {
            return Optional.empty();
        }
    }
}
