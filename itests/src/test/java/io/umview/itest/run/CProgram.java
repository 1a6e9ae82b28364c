package io.umview.itest.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.umview.itest.osgi.DistributionFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** C programs of the tests, compiled when they are first wanted. */
public final class CProgram {
    private static final Map<String, Path> COMPILED = new ConcurrentHashMap<>();
    private static final Path FOLDER = folder();

    private CProgram() {}

    private static Path folder() {
        try {
            Path folder = Files.createTempDirectory("umview-c");
            // Other users run some of the programs.
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
            folder.toFile().deleteOnExit();
            return folder;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** The executable of {@code c/NAME.c}. */
    public static Path compile(String name, String... flags) {
        return compileWith("gcc", name, flags);
    }

    /** The same, by another compiler. */
    public static Path compileWith(String compiler, String name, String... flags) {
        String program = Programs.require(compiler);
        return COMPILED.computeIfAbsent(
                name + "-" + compiler + String.join("", flags), key -> build(program, name, key, List.of(flags)));
    }

    private static Path build(String compiler, String name, String key, List<String> flags) {
        Path executable = FOLDER.resolve(key);
        executable.toFile().deleteOnExit();
        List<String> command = new ArrayList<>(List.of(compiler, "-O1", "-Wall", "-pthread"));
        command.add("-I" + DistributionFiles.home().resolve("include"));
        command.addAll(flags);
        command.addAll(List.of(
                "-o", executable.toString(), Resources.path("/c/" + name + ".c").toString()));
        Result result = UmviewRunner.natively().within(Duration.ofSeconds(60)).run(command.toArray(String[]::new));
        assertThat(result).isEqualTo(new Result(0, "", ""));
        return executable;
    }
}
