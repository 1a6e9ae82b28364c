package io.umview.itest.osgi;

import static org.ops4j.pax.exam.CoreOptions.bundle;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;
import static org.ops4j.pax.exam.CoreOptions.systemPackages;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.ops4j.pax.exam.Option;

/** The assembled distribution as options of a framework: tests run what users run. Outside only. */
public final class Distribution {
    /** The level up to which Pax Exam starts a framework before it checks that all is resolved. */
    private static final int LAST_LEVEL = 5;

    /** Pax Exam's bundles import a version before 2; the packages are compatible. */
    private static final String PAX_EXAM_SLF4J = "1.7.36";

    private Distribution() {}

    /** The bundles that every umview starts. */
    public static List<Option> core() {
        List<Option> options = new ArrayList<>(framework());
        for (Path level : list(DistributionFiles.home().resolve("bundles"))) {
            int number = Integer.parseInt(level.getFileName().toString());
            addBundles(options, level, number);
        }
        return options;
    }

    /** The bundles that {@code um_add_service} loads on demand. */
    public static List<Option> modules() {
        return bundles("modules", LAST_LEVEL);
    }

    /** The bundles that {@code --console} adds. */
    public static List<Option> console() {
        return bundles("console", LAST_LEVEL);
    }

    static List<Option> junit() {
        List<Option> options = new ArrayList<>();
        addBundles(options, Path.of(System.getProperty("umview.junit.bundles")), 1);
        return options;
    }

    private static List<Option> framework() {
        return List.of(
                systemPackages(slf4j("2.0.20")),
                systemPackages(slf4j(PAX_EXAM_SLF4J)),
                // The shell must not read this JVM's input, nor end the framework when it is at its end.
                frameworkProperty("gosh.args").value("--nointeractive --noshutdown"));
    }

    private static String[] slf4j(String version) {
        return Stream.of("org.slf4j", "org.slf4j.spi", "org.slf4j.event", "org.slf4j.helpers")
                .map(name -> name + ";version=" + version)
                .toArray(String[]::new);
    }

    private static List<Option> bundles(String folder, int level) {
        List<Option> options = new ArrayList<>();
        addBundles(options, DistributionFiles.home().resolve(folder), level);
        return options;
    }

    private static void addBundles(List<Option> options, Path folder, int level) {
        for (Path jar : list(folder)) {
            options.add(bundle(jar.toUri().toString()).startLevel(level));
        }
    }

    private static List<Path> list(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
