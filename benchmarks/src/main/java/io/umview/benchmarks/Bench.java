package io.umview.benchmarks;

import java.io.IOException;

/** One running umbench, which times work in the shell that it was started by. */
final class Bench implements AutoCloseable {
    private final Shell shell;

    /** @param command a command line that runs umbench */
    Bench(Shell shell, String command) throws IOException {
        this.shell = shell;
        shell.begin(command);
    }

    /** The nanoseconds that so many rounds of a case took. */
    long time(String name, long count, String argument) throws IOException {
        String answer = shell.ask(name + " " + count + " " + argument);
        try {
            return Long.parseLong(answer);
        } catch (NumberFormatException e) {
            throw new IOException(name + " " + argument + ": " + answer, e);
        }
    }

    /** Does something whose time does not matter. */
    void prepare(String request) throws IOException {
        String[] words = request.split(" ", 3);
        time(words[0], Long.parseLong(words[1]), words.length > 2 ? words[2] : "");
    }

    @Override
    public void close() throws IOException {
        shell.end();
    }
}
