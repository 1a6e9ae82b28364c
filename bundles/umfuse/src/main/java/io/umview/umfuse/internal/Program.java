package io.umview.umfuse.internal;

import io.umview.api.MountOptions;
import java.util.ArrayList;
import java.util.List;

/**
 * A FUSE program, as the registry describes it.
 *
 * @param command the program and arguments that it always gets
 * @param options options that it always gets
 * @param writable the option that makes it write
 * @param format the order of its arguments, with %O, %S, %M and %D
 * @param access when it may write
 * @param sourceIsFile whether the source names a file, which may be virtual
 * @param asItself whether it must see the user as who he is, because it looks for his home
 */
record Program(
        List<String> command,
        MountOptions options,
        String writable,
        String format,
        Access access,
        boolean sourceIsFile,
        boolean asItself) {
    /** The order that fusermount's relatives know. */
    static final String USUAL_FORMAT = "%O %S %M";

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

    /** What is executed: as {@code format=} says, or in the program's own order. */
    List<String> commandLine(UmfuseOptions wanted, List<String> more, String source, String place) {
        List<String> items = new ArrayList<>();
        items.add(readOnly(wanted) ? "ro" : writable);
        items.addAll(options.items());
        items.addAll(wanted.rest().items());
        items.addAll(more);
        boolean sourceless =
                wanted.format().isEmpty() && (wanted.noSource() || source.equals("NONE") || source.equals("none"));
        List<String> line = new ArrayList<>(command);
        line.addAll(wanted.format().isEmpty() ? wanted.pre() : List.of());
        for (String word : Words.split(wanted.format().isEmpty() ? format : wanted.format())) {
            switch (word) {
                case "%O" -> line.addAll(List.of("-o", String.join(",", items)));
                case "%S" -> line.addAll(sourceless ? List.of() : List.of(source));
                case "%M", "%D" -> line.add(place);
                default -> line.add(word);
            }
        }
        line.addAll(wanted.format().isEmpty() ? wanted.post() : List.of());
        return line;
    }
}
