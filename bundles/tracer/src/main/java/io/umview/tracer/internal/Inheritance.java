package io.umview.tracer.internal;

/** The signal settings that this process was started with, which its guests get in turn. */
final class Inheritance {
    private static final ProcFiles PROC = new ProcFiles();
    private static final int SELF = (int) ProcessHandle.current().pid();

    /** Signals that were ignored; the virtual machine catches or ignores more by itself, but those are reset. */
    static final long IGNORED = PROC.ignoredSignals(SELF);

    /** Signals that the first thread blocks; it runs no Java and still has what it was started with. */
    static final long BLOCKED = PROC.blockedSignals(SELF);

    private Inheritance() {}

    /** Reads the settings; to be called before this process changes any. */
    static void capture() {
        assert BLOCKED >= 0 || BLOCKED < 0;
    }
}
