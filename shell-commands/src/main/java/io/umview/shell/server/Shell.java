package io.umview.shell.server;

import io.umview.shell.command.Interruption;
import io.umview.shell.command.VerbException;
import io.umview.shell.command.Views;
import io.umview.shell.protocol.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import java.util.concurrent.CancellationException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Converter;
import org.apache.felix.service.command.Job;

/** The Gogo session of a client. */
final class Shell implements AutoCloseable {
    private static final Pattern MISFIT = Pattern.compile("Cannot coerce (\\S+?)\\(");
    private static final Pattern NOT_FOUND = Pattern.compile("Command not found: (.*)");

    private final CommandProcessor processor;
    private final OutputStream out;
    private final OutputStream err;
    private final Interruption interruption = new Interruption();
    private volatile OptionalInt view = OptionalInt.empty();
    private volatile CommandSession session;
    private volatile boolean running;
    private volatile boolean interrupted;
    private volatile boolean closed;

    Shell(CommandProcessor processor, OutputStream out, OutputStream err) {
        this.processor = processor;
        this.out = out;
        this.err = err;
        this.session = newSession();
    }

    private CommandSession newSession() {
        CommandSession created = processor.createSession(InputStream.nullInputStream(), out, err);
        interruption.attach(created);
        view.ifPresent(id -> Views.attach(created, id));
        return created;
    }

    CommandSession session() {
        return session;
    }

    void attach(String number) throws IOException {
        try {
            view = OptionalInt.of(Integer.parseInt(number));
        } catch (NumberFormatException e) {
            throw new IOException("not a client");
        }
        Views.attach(session, view.getAsInt());
    }

    /** A command line came: from now on it can be interrupted. */
    void expect() {
        interrupted = false;
        interruption.reset();
        running = true;
    }

    /** Runs the command line that was expected, to its end. */
    Outcome run(String line) {
        try {
            Object result = session.execute(line);
            if (result != null) {
                // As all Gogo shells do.
                out.write((session.format(result, Converter.INSPECT).toString().stripTrailing() + "\n")
                        .getBytes(StandardCharsets.UTF_8));
            }
            return Outcome.SUCCESS;
        } catch (InterruptedException | CancellationException e) {
            return new Outcome(Outcome.INTERRUPTED, "");
        } catch (Exception e) {
            return interrupted ? new Outcome(Outcome.INTERRUPTED, "") : failure(e);
        } finally {
            running = false;
            if (interrupted && !closed) {
                renew();
            }
        }
    }

    private static Outcome failure(Exception e) {
        String message = e.getMessage() == null ? e.toString() : e.getMessage();
        if (e instanceof VerbException failure) {
            return new Outcome(failure.isUsage() ? Outcome.USAGE : Outcome.FAILURE, oneLine(message));
        }
        Matcher misfit = MISFIT.matcher(message);
        if (misfit.lookingAt()) {
            return new Outcome(Outcome.USAGE, misfit.group(1) + ": wrong arguments, see: help " + misfit.group(1));
        }
        Matcher notFound = NOT_FOUND.matcher(message);
        if (notFound.lookingAt()) {
            return new Outcome(Outcome.USAGE, oneLine(notFound.group(1)) + ": no such command, see: help");
        }
        return new Outcome(Outcome.FAILURE, oneLine(message));
    }

    private static String oneLine(String message) {
        return message.strip().replaceAll("\\p{Cntrl}+", " ");
    }

    /** Ends the command that runs: gently if it lets itself, else by interrupting its thread. */
    void interrupt() {
        if (!running || interruption.request()) {
            return;
        }
        Job job = session.foregroundJob();
        if (job != null) {
            interrupted = true;
            job.interrupt();
        }
    }

    /** The thread of a command that was interrupted may have closed the session's output. */
    private void renew() {
        CommandSession old = session;
        session = newSession();
        old.close();
    }

    @Override
    public void close() {
        closed = true;
        interruption.request();
        session.close();
    }
}
