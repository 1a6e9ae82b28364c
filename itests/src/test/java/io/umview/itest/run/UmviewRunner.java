package io.umview.itest.run;

import io.umview.itest.osgi.DistributionFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs the distribution's umview, or for comparison a program without it, in an environment that does not depend on the
 * user's own.
 */
public final class UmviewRunner {
    private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    private static final Path HOME = home();

    private final List<String> words;
    private final Map<String, String> environment = new HashMap<>();
    private String stdin = "";
    private @Nullable Path directory;
    private Duration patience = Duration.ofSeconds(60);
    private boolean merged;

    private UmviewRunner(List<String> words) {
        this.words = words;
        environment.put("PATH", PATH);
        environment.put("LC_ALL", "C");
        environment.put("TERM", "dumb");
        environment.put("HOME", HOME.toString());
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        // The class archive stays where this user's own runs find it.
        String cache = System.getenv("XDG_CACHE_HOME");
        environment.put("XDG_CACHE_HOME", cache != null ? cache : System.getProperty("user.home") + "/.cache");
    }

    private static Path home() {
        try {
            Path folder = Files.createTempDirectory("umview-home");
            folder.toFile().deleteOnExit();
            return folder;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** umview with options. */
    public static UmviewRunner umview(String... options) {
        List<String> words = new ArrayList<>();
        words.add(program().toString());
        words.addAll(List.of(options));
        return new UmviewRunner(words);
    }

    /** No umview: the program runs as it is. */
    public static UmviewRunner natively() {
        return new UmviewRunner(List.of());
    }

    /**
     * No umview, and a network namespace of its own. All that the program starts ends with it, even what forgets the
     * environment it was started with.
     */
    public static UmviewRunner inNetworkNamespace() {
        Programs.requireRoot();
        return new UmviewRunner(List.of(Programs.require("unshare"), "-n", "-p", "-f", "--kill-child", "--mount-proc"));
    }

    /** umview in a pseudo terminal of 24 rows and 80 columns, see {@code terminal/run-in-pty}. */
    public static UmviewRunner umviewInTerminal(String... options) {
        List<String> words = new ArrayList<>(terminal());
        words.addAll(umview(options).words);
        return new UmviewRunner(words);
    }

    /** A program in a pseudo terminal, without umview. */
    public static UmviewRunner nativelyInTerminal() {
        return new UmviewRunner(terminal());
    }

    private static List<String> terminal() {
        return List.of(
                Programs.require("python3"),
                Resources.path("/terminal/run-in-pty").toString());
    }

    /** The program under test. */
    public static Path program() {
        return DistributionFiles.home().resolve("bin/umview");
    }

    /** What the program reads; nothing unless this is called. */
    public UmviewRunner stdin(String text) {
        stdin = text;
        return this;
    }

    /** A variable of the environment. */
    public UmviewRunner env(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** The working directory. */
    public UmviewRunner in(Path folder) {
        directory = folder;
        return this;
    }

    /** When to give up. */
    public UmviewRunner within(Duration time) {
        patience = time;
        return this;
    }

    /** Runs a command to its end. */
    public Result run(String... command) {
        try (Running running = start(command)) {
            return running.feed(stdin).await();
        }
    }

    /** Runs a bash script to its end. */
    public Result bash(String script) {
        return run("bash", "-c", script);
    }

    /** Starts a command, whose input stays open. */
    public Running start(String... command) {
        List<String> all = new ArrayList<>(words);
        all.addAll(List.of(command));
        ProcessBuilder builder = new ProcessBuilder(all);
        Family family = new Family();
        builder.environment().clear();
        builder.environment().putAll(environment);
        family.mark(builder.environment());
        builder.redirectErrorStream(merged);
        if (directory != null) {
            builder.directory(directory.toFile());
        }
        try {
            return new Running(builder, family, patience);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Starts a shell that takes commands one by one. */
    public Session session() {
        merged = true;
        return new Session(start("bash", "--norc", "--noprofile", "-c", Session.SHELL));
    }
}
