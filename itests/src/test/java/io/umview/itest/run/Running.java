package io.umview.itest.run;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/** A program that runs, until its deadline at the latest. */
public final class Running implements AutoCloseable {
    private static final long OUTPUT_MILLIS = 5000;

    private final Process process;
    private final Family family;
    private final Duration patience;
    private final Pump out;
    private final Pump err;

    Running(ProcessBuilder builder, Family family, Duration patience) throws IOException {
        this.family = family;
        this.patience = patience;
        this.process = builder.start();
        this.out = new Pump(process.getInputStream());
        this.err = new Pump(process.getErrorStream());
    }

    /** The pid of what was started: the hypervisor, since its start script becomes it. */
    public long pid() {
        return process.pid();
    }

    /** What was written to the standard output so far. */
    public String out() {
        return out.text();
    }

    /** What was written to the standard error so far. */
    public String err() {
        return err.text();
    }

    /** Whether it has not ended. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** The processes that came from it, itself included. */
    public List<ProcessHandle> family() {
        return family.members();
    }

    /** The processes that came from it, itself excluded. */
    public List<ProcessHandle> guests() {
        return family.members().stream()
                .filter(member -> member.pid() != process.pid())
                .toList();
    }

    /** Writes to its standard input. */
    public Running type(String text) {
        return type(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes to its standard input. */
    public Running type(byte[] bytes) {
        try {
            OutputStream in = process.getOutputStream();
            in.write(bytes);
            in.flush();
            return this;
        } catch (IOException e) {
            throw new AssertionError("it reads no more; it wrote: " + out.text() + err.text(), e);
        }
    }

    /** Writes all that its standard input will ever hold; a program may end without reading it. */
    Running feed(String text) {
        try {
            process.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException unread) {
            return this;
        }
        return endInput();
    }

    /** Ends its standard input. */
    public Running endInput() {
        try {
            process.getOutputStream().close();
        } catch (IOException gone) {
            // It has ended.
        }
        return this;
    }

    /** Waits until the standard output passes a test. */
    public Running awaitOut(Predicate<String> wanted) {
        return await(out, wanted);
    }

    /** Waits until a text is in the standard output. */
    public Running awaitOut(String text) {
        return await(out, all -> all.contains(text), "\"" + text + "\"");
    }

    /** Takes out what was written to the standard output so far. */
    public String drain() {
        return out.drain();
    }

    private Running await(Pump pump, Predicate<String> wanted) {
        return await(pump, wanted, "what is waited for");
    }

    private Running await(Pump pump, Predicate<String> wanted, String what) {
        try {
            if (!pump.await(wanted, patience.toNanos())) {
                String seen = pump.text();
                String threads = process.isAlive() ? Threads.of(family.members()) : "";
                close();
                throw new AssertionError(what + " did not come; there is: " + seen + "\n" + err.text() + threads);
            }
            return this;
        } catch (InterruptedException e) {
            close();
            throw interrupted(e);
        }
    }

    /** Sends a signal by number or name. */
    public void signal(String signal) {
        signal(process.pid(), signal);
    }

    /** Sends a signal to any process. */
    public static void signal(long pid, String signal) {
        try {
            Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(pid))
                    .redirectErrorStream(true)
                    .start();
            try (BufferedReader reader =
                    new BufferedReader(new InputStreamReader(kill.getInputStream(), StandardCharsets.UTF_8))) {
                reader.lines().forEach(line -> {});
            }
            kill.waitFor();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** Waits for its end; a program that does not end in time fails the test and is killed. */
    public Result await() {
        try {
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                String threads = Threads.of(family.members());
                close();
                throw new AssertionError("still running after " + patience + ": out " + out.text() + "\nerr "
                        + err.text() + "\n" + threads);
            }
            out.join(OUTPUT_MILLIS);
            err.join(OUTPUT_MILLIS);
            return new Result(process.exitValue(), out.text(), err.text());
        } catch (InterruptedException e) {
            throw interrupted(e);
        } finally {
            close();
        }
    }

    /** Waits until a condition holds. */
    public void until(String what, java.util.concurrent.Callable<Boolean> condition) {
        Awaitility.await(what)
                .atMost(patience)
                .pollInterval(Duration.ofMillis(20))
                .until(condition);
    }

    /** How many entries a folder of the process has in proc(5), such as {@code fd} or {@code task}. */
    public int count(String folder) {
        try (var entries = Files.list(Path.of("/proc/" + process.pid() + "/" + folder))) {
            return (int) entries.count();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static AssertionError interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new AssertionError("interrupted", e);
    }

    /** Kills what is left of it. */
    @Override
    public void close() {
        process.destroyForcibly();
        family.close();
    }
}
