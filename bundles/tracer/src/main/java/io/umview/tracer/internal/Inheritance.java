package io.umview.tracer.internal;

import io.umview.linux.Files;
import java.io.File;
import java.util.Set;

/** What this process was started with and its guests get in turn: signal settings and descriptors. */
final class Inheritance {
    private static final ProcFiles PROC = new ProcFiles();
    private static final int SELF = (int) ProcessHandle.current().pid();

    /**
     * Signals that were ignored. The virtual machine has put handlers of its own in the place of some (SIGPIPE, SIGXFSZ,
     * SIGQUIT, SIGSEGV, …) before it runs any Java, so the start script tells in the property {@code umview.ignored}.
     */
    static final long IGNORED = ignored(System.getProperty("umview.ignored", ""));

    /** Signals that the first thread blocks; it runs no Java and still has what it was started with. */
    static final long BLOCKED = PROC.blockedSignals(SELF);

    private static final Set<String> CALLERS =
            Set.of(System.getProperty("umview.descriptors", "0 1 2").split(" "));

    private Inheritance() {}

    private static long ignored(String told) {
        return told.isEmpty() ? PROC.ignoredSignals(SELF) : Long.parseUnsignedLong(told, 16);
    }

    /** To be called before this process changes any setting: initialising this class reads them. */
    static void capture() {}

    /**
     * Keeps the descriptors of this process itself from a guest that is about to be spawned: the virtual machine opens its
     * files without O_CLOEXEC. What the caller of umview has open passes on; which those are, the start script tells in the
     * property {@code umview.descriptors}.
     */
    static void keepOwnDescriptors() {
        String[] open = new File("/proc/self/fd").list();
        if (open != null) {
            for (String name : open) {
                if (!CALLERS.contains(name)) {
                    Files.closeOnExec(Integer.parseInt(name));
                }
            }
        }
    }
}
