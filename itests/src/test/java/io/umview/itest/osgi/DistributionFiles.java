package io.umview.itest.osgi;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The assembled distribution as files; usable outside and inside. */
public final class DistributionFiles {
    private DistributionFiles() {}

    /** The distribution's folder. */
    public static Path home() {
        return Path.of(System.getProperty("umview.home")).toAbsolutePath().normalize();
    }

    /** All jars that are bundles, sorted. */
    public static List<Path> bundles() throws IOException {
        try (Stream<Path> files = Files.walk(home())) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .filter(file -> !file.startsWith(home().resolve("lib")))
                    .filter(file -> !file.startsWith(home().resolve("share")))
                    .sorted()
                    .toList();
        }
    }
}
