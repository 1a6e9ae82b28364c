package io.umview.umfuse.internal;

import io.umview.api.MountOptions;
import java.util.ArrayList;
import java.util.List;

/**
 * A FUSE program, as the registry describes it.
 *
 * @param command the program and arguments that it always gets
 * @param options options that it always gets
 * @param access when it may write
 * @param sourceIsFile whether the source names a file, which may be virtual
 */
record Program(List<String> command, MountOptions options, Access access, boolean sourceIsFile) {
    /** When a file system may be written to. */
    enum Access {
        /** Unless {@code ro} is given. */
        READ_WRITE,
        /** With {@code rw+} or {@code force} only. */
        CAREFUL,
        /** Never. */
        READ_ONLY
    }

    /** Whether a mount is read-only. */
    boolean readOnly(UmfuseOptions wanted) {
        return wanted.readOnly() || access == Access.READ_ONLY || access == Access.CAREFUL && !wanted.reallyWrite();
    }

    /** What is executed: as {@code format} says, or in the order of fusermount's relatives. */
    List<String> commandLine(UmfuseOptions wanted, List<String> more, String source, String place) {
        List<String> items = new ArrayList<>();
        items.add(readOnly(wanted) ? "ro" : "rw");
        items.addAll(options.items());
        items.addAll(wanted.rest().items());
        items.addAll(more);
        String list = String.join(",", items);
        List<String> line = new ArrayList<>(command);
        if (!wanted.format().isEmpty()) {
            for (String word : Words.split(wanted.format())) {
                switch (word) {
                    case "%O" -> line.addAll(List.of("-o", list));
                    case "%S" -> line.add(source);
                    case "%M", "%D" -> line.add(place);
                    default -> line.add(word);
                }
            }
            return line;
        }
        line.addAll(wanted.pre());
        line.addAll(List.of("-o", list));
        if (!wanted.noSource() && !source.equals("NONE") && !source.equals("none")) {
            line.add(source);
        }
        line.add(place);
        line.addAll(wanted.post());
        return line;
    }
}
