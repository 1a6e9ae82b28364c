package io.umview.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A shell that stays: native, or the first process of a view. It is told by its standard input what to run. */
final class Shell implements AutoCloseable {
    private static final String MARK = "-- done ";

    private final Process process;
    private final OutputStream in;
    private final BufferedReader out;

    /** A shell under some program, such as umview with its options, or under none. */
    Shell(List<String> under, Map<String, String> environment) throws IOException {
        List<String> command = new ArrayList<>(under);
        command.add("/bin/sh");
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(environment);
        process = builder.start();
        in = process.getOutputStream();
        out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Runs a line of shell, which must succeed. @return what it wrote */
    String run(String line) throws IOException {
        send(line + "\necho \"" + MARK + "$?\"");
        StringBuilder text = new StringBuilder();
        String answer;
        while (!(answer = receive()).startsWith(MARK)) {
            text.append(answer).append('\n');
        }
        if (!answer.equals(MARK + "0")) {
            throw new IOException(line + ": status " + answer.substring(MARK.length()) + " " + text);
        }
        return text.toString();
    }

    /** Runs a line of shell, and says nothing of what it wrote. */
    boolean succeeds(String line) throws IOException {
        return run("if { " + line + "; } >/dev/null 2>&1; then echo yes; else echo no; fi")
                .equals("yes\n");
    }

    /** Runs a program that answers lines, and waits until it is ready. No line may be sent before that: the shell would get it. */
    void begin(String command) throws IOException {
        send(command + " || echo failed");
        if (!receive().equals("ready")) {
            throw new IOException(command + " does not answer");
        }
    }

    /** Ends the program that was begun. */
    void end() throws IOException {
        // It says so itself, lest it read what is meant for the shell.
        if (!ask("end").equals("ended")) {
            throw new IOException("the program does not end");
        }
    }

    String ask(String request) throws IOException {
        send(request);
        return receive();
    }

    private void send(String line) throws IOException {
        in.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        in.flush();
    }

    private String receive() throws IOException {
        String line = out.readLine();
        if (line == null) {
            throw new IOException("the shell ended");
        }
        return line;
    }

    @Override
    public void close() throws IOException {
        in.close();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
