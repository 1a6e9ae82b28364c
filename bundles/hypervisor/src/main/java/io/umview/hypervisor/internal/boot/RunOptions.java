package io.umview.hypervisor.internal.boot;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The command line of umview, as the launcher hands it over. */
record RunOptions(Map<String, Object> values) {
    boolean is(String option) {
        return Boolean.TRUE.equals(values.get(option));
    }

    Optional<String> text(String option) {
        return Optional.ofNullable((String) values.get(option));
    }

    @SuppressWarnings("unchecked") // the launcher puts lists of strings there
    List<String> list(String option) {
        return (List<String>) values.getOrDefault(option, List.of());
    }

    Path home() {
        return Path.of(text("home").orElseThrow());
    }

    /** Starts the component runtime, which modules need, if it is not running. */
    Runnable components() {
        return task("components");
    }

    /** What to call when nothing is needed any more. */
    Runnable cleanup() {
        return task("cleanup");
    }

    private Runnable task(String option) {
        return values.get(option) instanceof Runnable task ? task : () -> {};
    }
}
