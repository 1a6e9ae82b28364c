package io.umview.shell.command;

import io.umview.api.ErrnoException;

/** A command failed, and the message says why in one line. */
public final class VerbException extends Exception {
    private static final long serialVersionUID = 1;

    private final boolean usage;

    private VerbException(String message, boolean usage) {
        super(message, null, false, false);
        this.usage = usage;
    }

    static VerbException of(String message) {
        return new VerbException(message, false);
    }

    /** The command was written wrongly. */
    static VerbException usage(String message) {
        return new VerbException(message, true);
    }

    static VerbException of(String what, ErrnoException e) {
        return of(what + ": " + e.errno().text());
    }

    /** Whether the command was written wrongly. */
    public boolean isUsage() {
        return usage;
    }
}
