package io.umview.launcher;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The shell to run when no command was given: {@code $SHELL}, else the one in passwd(5), else {@code /bin/sh}. */
final class UserShell {
    private static final int NAME = 0;
    private static final int SHELL = 6;

    private UserShell() {}

    static List<String> command() {
        String shell = System.getenv("SHELL");
        if (shell == null || shell.isEmpty()) {
            shell = fromPasswd(Path.of("/etc/passwd"), System.getProperty("user.name"));
        }
        return List.of(shell == null || shell.isEmpty() ? "/bin/sh" : shell);
    }

    static @Nullable String fromPasswd(Path passwd, String user) {
        try (BufferedReader reader = Files.newBufferedReader(passwd, StandardCharsets.UTF_8)) {
            String line;
            while ((line = reader.readLine()) != null) {
                String[] fields = line.split(":");
                if (fields.length > SHELL && fields[NAME].equals(user)) {
                    return fields[SHELL];
                }
            }
        } catch (IOException e) {
            // No passwd file, no answer: the caller has a default.
        }
        return null;
    }
}
