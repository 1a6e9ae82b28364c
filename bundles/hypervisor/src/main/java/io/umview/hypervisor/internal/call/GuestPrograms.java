package io.umview.hypervisor.internal.call;

import io.umview.api.GuestText;
import io.umview.hypervisor.internal.mount.MountTable;
import io.umview.hypervisor.internal.path.ViewPrograms;
import io.umview.tracer.TracedCall;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds programs as a guest's shell would, and tells which of them are commands of the view. */
final class GuestPrograms {
    private static final String DEFAULT_PATH = "/usr/local/bin:/usr/bin:/bin";
    private static final Set<String> OF_THE_SYSTEM = Set.of("mount", "umount");

    private final Path guestCommands;
    private final Set<String> names;

    /**
     * Programs of guests.
     *
     * @param guestCommands the folder with the scripts that stand for commands of the view
     * @param names their names, and those of the system's commands that views carry out too
     */
    GuestPrograms(Path guestCommands, Set<String> names) {
        this.guestCommands = guestCommands;
        this.names = names;
    }

    /** The name of the command that a file stands for; empty for every other file. */
    String command(TracedCall call, MountTable mounts, String file) {
        String name = file.substring(file.lastIndexOf('/') + 1);
        if (!names.contains(name)) {
            return "";
        }
        if (OF_THE_SYSTEM.contains(name)) {
            return executable(call, mounts, file) ? name : "";
        }
        try {
            Path own = name.equals("umview") ? guestCommands.resolve("../../bin/umview") : guestCommands.resolve(name);
            return Files.isSameFile(real(call, file), own) ? name : "";
        } catch (IOException e) {
            return "";
        }
    }

    /** The file that a word names: itself if it has a slash, else the first of that name on the guest's PATH. */
    Optional<String> find(TracedCall call, MountTable mounts, List<String> environment, String word) {
        if (word.contains("/")) {
            boolean exists = mounts.hasTrees()
                    ? ViewPrograms.exists(call, mounts, GuestText.encode(word))
                    : Files.exists(real(call, word));
            return exists ? Optional.of(word) : Optional.empty();
        }
        String path = environment.stream()
                .filter(entry -> entry.startsWith("PATH="))
                .map(entry -> entry.substring("PATH=".length()))
                .findFirst()
                .orElse(DEFAULT_PATH);
        for (String folder : path.split(":", -1)) {
            String file = folder.isEmpty() ? "./" + word : folder + "/" + word;
            if (executable(call, mounts, file)) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }

    /** Whether a file can be executed, as far as this process may see. */
    boolean executable(TracedCall call, MountTable mounts, String file) {
        if (mounts.hasTrees()) {
            return ViewPrograms.isExecutable(call, mounts, GuestText.encode(file));
        }
        Path real = real(call, file);
        return Files.isRegularFile(real) && Files.isExecutable(real);
    }

    private static Path real(TracedCall call, String file) {
        String start = "/proc/" + call.thread();
        return file.startsWith("/") ? Path.of(start + "/root" + file) : Path.of(start + "/cwd", file);
    }
}
