package io.umview.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Where things are, and how much is to be done.
 *
 * @param distribution the umview that is measured
 * @param work a folder for what the run makes
 * @param modules where the jar with the service module lies
 * @param javas homes of the Javas for the start-up rows; the first runs all views
 */
record Setting(Path distribution, Path work, Path modules, int rounds, List<Path> javas) {
    Setting {
        javas = List.copyOf(javas);
    }

    Shell nativeShell() throws IOException {
        return new Shell(List.of(), environment());
    }

    /** The first process of a view. */
    Shell view(String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(umview().toString(), "-q"));
        command.addAll(List.of(options));
        return new Shell(command, environment());
    }

    Shell proot(String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of("proot"));
        command.addAll(List.of(options));
        return new Shell(command, environment());
    }

    Path umview() {
        return distribution.resolve("bin/umview");
    }

    Path guestCommand(String name) {
        return distribution.resolve("guest/bin").resolve(name);
    }

    String umbench() {
        return work.resolve("umbench").toString();
    }

    /** The file system in C; it may be missing. */
    Path memfs() {
        return work.resolve("memfs");
    }

    String responder() {
        return work.resolve("responder") + " " + umbench();
    }

    /** The same, which traps the calls by which programs find files besides. */
    String pathResponder() {
        return work.resolve("responder") + " -p " + umbench();
    }

    /** umbench under the smallest seccomp filter. */
    String filtered() {
        return work.resolve("filtered") + " " + umbench();
    }

    Map<String, String> environment() {
        return environment(javas.get(0));
    }

    /** Class archives are written beside the run's other files, not into the user's cache. */
    Map<String, String> environment(Path java) {
        return Map.of(
                "JAVA_HOME", java.toString(),
                "XDG_CACHE_HOME", work.resolve("cache").toString(),
                "UMVIEW_MODULE_PATH", modules.toString(),
                "LC_ALL", "C");
    }
}
