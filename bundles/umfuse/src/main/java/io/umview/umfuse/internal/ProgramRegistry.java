package io.umview.umfuse.internal;

import io.umview.api.MountOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Properties;

/** Which program serves which file system type. What a user says counts more than what the machine, and that more than ours. */
final class ProgramRegistry {
    private static final String OURS = "programs.properties";
    private static final Path MACHINE = Path.of("/etc/umview/umfuse.properties");

    private final Properties entries;

    private ProgramRegistry(Properties entries) {
        this.entries = entries;
    }

    static ProgramRegistry load() throws IOException {
        Path user = Path.of(System.getProperty("user.home", "/"), ".umview", "umfuse.properties");
        return load(List.of(MACHINE, user));
    }

    static ProgramRegistry load(List<Path> files) throws IOException {
        Properties entries = new Properties();
        try (InputStream ours = ProgramRegistry.class.getResourceAsStream(OURS)) {
            entries.load(new InputStreamReader(Objects.requireNonNull(ours), StandardCharsets.UTF_8));
        }
        for (Path file : files) {
            if (Files.isReadable(file)) {
                try (Reader lines = Files.newBufferedReader(file)) {
                    entries.load(lines);
                } catch (IllegalArgumentException e) {
                    throw new IOException(file + ": " + e.getMessage());
                }
            }
        }
        return new ProgramRegistry(entries);
    }

    /** @throws IOException an entry makes no sense */
    Program find(String name) throws IOException {
        String access = entries.getProperty(name + ".access", "rw");
        return new Program(
                Words.split(entries.getProperty(name, name)),
                MountOptions.parse(entries.getProperty(name + ".options", "")),
                entries.getProperty(name + ".writable", "rw"),
                entries.getProperty(name + ".format", Program.USUAL_FORMAT),
                switch (access) {
                    case "rw" -> Program.Access.READ_WRITE;
                    case "careful" -> Program.Access.CAREFUL;
                    case "ro" -> Program.Access.READ_ONLY;
                    default -> throw new IOException(name + ".access=" + access + ": rw, careful or ro is meant");
                },
                !entries.getProperty(name + ".source", "file").equals("text"),
                entries.getProperty(name + ".user", "root").equals("self"));
    }
}
