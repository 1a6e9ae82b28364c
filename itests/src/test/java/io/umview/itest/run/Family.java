package io.umview.itest.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/** All processes that come from one start, however far they have gone: they share a variable of their environment. */
public final class Family implements AutoCloseable {
    private static final String VARIABLE = "UMVIEW_ITEST_FAMILY";
    private static final int ROUNDS = 50;

    private final String name = UUID.randomUUID().toString();

    /** Marks what is started with this environment as a member. */
    public void mark(Map<String, String> environment) {
        environment.put(VARIABLE, name);
    }

    /** The members that live, as far as this user may see. Zombies have no environment and do not count. */
    public List<ProcessHandle> members() {
        String entry = VARIABLE + "=" + name;
        List<ProcessHandle> members = new ArrayList<>();
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            for (Path process : processes.toList()) {
                String file = process.getFileName().toString();
                if (Character.isDigit(file.charAt(0)) && environment(process).contains(entry)) {
                    ProcessHandle.of(Long.parseLong(file)).ifPresent(members::add);
                }
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return members;
    }

    private static String environment(Path process) {
        try {
            return new String(Files.readAllBytes(process.resolve("environ")), StandardCharsets.ISO_8859_1);
        } catch (IOException ended) {
            return "";
        }
    }

    /** Kills the members, by pid, until none is left. */
    @Override
    public void close() {
        for (int i = 0; i < ROUNDS; i++) {
            List<ProcessHandle> members = members();
            if (members.isEmpty()) {
                return;
            }
            members.forEach(ProcessHandle::destroyForcibly);
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
