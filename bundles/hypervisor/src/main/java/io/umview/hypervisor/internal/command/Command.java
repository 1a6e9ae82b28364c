package io.umview.hypervisor.internal.command;

import io.umview.api.ErrnoException;

/** A command that guests execute and the hypervisor carries out. */
@FunctionalInterface
public interface Command {
    /**
     * Carries the command out. Runs on a thread of its own.
     *
     * @throws ErrnoException printed as {@code name: text}, with exit status 1
     */
    Outcome run(Invocation invocation) throws ErrnoException;
}
