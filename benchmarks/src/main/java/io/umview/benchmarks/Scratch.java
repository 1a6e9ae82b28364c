package io.umview.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A folder for a while, in memory, lest a disk be measured. */
final class Scratch implements AutoCloseable {
    private static final Path TMPFS = Path.of("/dev/shm");

    private final Path folder;

    Scratch() throws IOException {
        folder = Files.createTempDirectory(TMPFS, "umbench");
    }

    /** A file in it that is not there yet. */
    Path file(String name) {
        return folder.resolve(name);
    }

    /** An empty folder in it. */
    Path folder(String name) throws IOException {
        return Files.createDirectory(folder.resolve(name));
    }

    @Override
    public void close() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
