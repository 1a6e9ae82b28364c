package io.umview.shell.command;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.felix.service.command.CommandSession;

/**
 * How ^C reaches a command that has something to say before it ends. Interrupting its thread would not do: that closes the
 * channels it prints to.
 */
public final class Interruption {
    private static final String VARIABLE = "um.interruption";

    private final List<Runnable> actions = new CopyOnWriteArrayList<>();
    private volatile boolean requested;

    /** Makes it known to the commands of a session. */
    public void attach(CommandSession session) {
        session.put(VARIABLE, this);
    }

    static Interruption of(CommandSession session) {
        return session.get(VARIABLE) instanceof Interruption interruption ? interruption : new Interruption();
    }

    /** A new command line: what was asked of earlier ones is over. */
    public void reset() {
        requested = false;
    }

    /** Asks the running commands to end. @return false if none of them listens */
    public boolean request() {
        requested = true;
        actions.forEach(Runnable::run);
        return !actions.isEmpty();
    }

    /** Has an action run when somebody asks, until the result is run. */
    Runnable onRequest(Runnable action) {
        actions.add(action);
        if (requested) {
            action.run();
        }
        return () -> actions.remove(action);
    }
}
