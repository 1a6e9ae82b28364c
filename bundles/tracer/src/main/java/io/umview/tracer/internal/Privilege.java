package io.umview.tracer.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this process may do; guests start with the same. */
final class Privilege {
    private static final int SYS_PTRACE = 19;
    private static final int SYS_ADMIN = 21;
    private static final long EFFECTIVE = effective();

    /** Whether CAP_SYS_ADMIN is effective. */
    static final boolean CAP_SYS_ADMIN = (EFFECTIVE >>> SYS_ADMIN & 1) != 0;

    /** Whether CAP_SYS_PTRACE is effective. */
    static final boolean CAP_SYS_PTRACE = (EFFECTIVE >>> SYS_PTRACE & 1) != 0;

    private Privilege() {}

    private static long effective() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
                if (line.startsWith("CapEff:")) {
                    return Long.parseUnsignedLong(line.substring(7).trim(), 16);
                }
            }
            return 0;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
