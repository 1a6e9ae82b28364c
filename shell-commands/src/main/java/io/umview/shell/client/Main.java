package io.umview.shell.client;

import io.umview.shell.protocol.Outcome;
import io.umview.shell.protocol.SocketFolder;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import org.jline.utils.Signals;
import org.jspecify.annotations.Nullable;

/** The program {@code umview-console}. */
public final class Main {
    /** Set by the script that starts the program when its input and output are a terminal. */
    private static final String TERMINAL = "umview.terminal";

    /** What programs exit with whose reader is gone, as a shell shows it. */
    private static final int BROKEN_PIPE = 141;

    private final OutputStream out;
    private final OutputStream err;
    private final PrintStream complaints;

    Main(OutputStream out, OutputStream err) {
        this.out = out;
        this.err = err;
        this.complaints = new PrintStream(err, true, Charset.defaultCharset());
    }

    /** Runs the program. */
    public static void main(String[] words) {
        int status;
        try {
            Main main = new Main(new FileOutputStream(FileDescriptor.out), new FileOutputStream(FileDescriptor.err));
            status = main.run(SocketFolder.ofThisProcess(), words);
        } catch (IOException e) {
            System.err.println("umview-console: " + e.getMessage());
            status = Outcome.FAILURE;
        }
        System.exit(status);
    }

    /** Does what the words ask for. @return the exit status */
    int run(SocketFolder folder, String... words) {
        try {
            Arguments arguments = Arguments.parse(words);
            if (arguments.action() == Arguments.Action.HELP) {
                out.write(Arguments.USAGE.getBytes(Charset.defaultCharset()));
                return 0;
            }
            try (Consoles consoles = Consoles.open(folder)) {
                if (arguments.action() == Arguments.Action.LIST) {
                    out.write(consoles.list().getBytes(Charset.defaultCharset()));
                    return 0;
                }
                Consoles.Choice choice = consoles.choose(arguments.target());
                consoles.keepOnly(choice);
                return talk(choice, arguments.command());
            }
        } catch (ClientException e) {
            complain(e.getMessage());
            return e.status();
        } catch (IOException e) {
            complain(e.getMessage());
            return Outcome.FAILURE;
        }
    }

    private int talk(Consoles.Choice choice, @Nullable String command) throws IOException {
        Console console = choice.console();
        if (command == null && Boolean.getBoolean(TERMINAL)) {
            return new Dialogue(choice, System.getenv()).run();
        }
        boolean[] unread = new boolean[1];
        console.listen(new Sink(out, () -> unread[0] = true), err, () -> {});
        try {
            return command == null ? script(console) : run(console, command);
        } catch (IOException e) {
            if (unread[0]) {
                return BROKEN_PIPE;
            }
            throw e;
        }
    }

    private int run(Console console, String line) throws IOException {
        Object former = Signals.register("INT", console::interrupt);
        try {
            Outcome outcome = console.run(line);
            if (!outcome.message().isEmpty()) {
                complain(outcome.message());
            }
            return outcome.status();
        } finally {
            Signals.unregister("INT", former);
        }
    }

    /** Runs the lines of the standard input, up to the first that fails. */
    private int script(Console console) throws IOException {
        BufferedReader lines = new BufferedReader(
                new InputStreamReader(new FileInputStream(FileDescriptor.in), Charset.defaultCharset()));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            int status = line.isBlank() ? 0 : run(console, line);
            if (status != 0) {
                return status;
            }
        }
        return 0;
    }

    private void complain(String message) {
        complaints.println("umview-console: " + message);
    }

    /** Tells when it cannot be written any more. */
    private static final class Sink extends OutputStream {
        private final OutputStream target;
        private final Runnable onFailure;

        Sink(OutputStream target, Runnable onFailure) {
            this.target = target;
            this.onFailure = onFailure;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
                target.write(bytes, offset, length);
            } catch (IOException e) {
                onFailure.run();
                throw e;
            }
        }
    }
}
