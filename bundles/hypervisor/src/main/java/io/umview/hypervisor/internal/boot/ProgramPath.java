package io.umview.hypervisor.internal.boot;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Looks programs up as execvp(3) does. */
final class ProgramPath {
    private ProgramPath() {}

    /** The file that a word names; the word itself when there is none, so that executing it says why. */
    static String find(Map<String, String> environment, String word) {
        if (word.contains("/")) {
            return word;
        }
        for (String folder : environment.getOrDefault("PATH", "/bin:/usr/bin").split(":", -1)) {
            Path file = Path.of(folder.isEmpty() ? "." : folder, word);
            if (Files.isRegularFile(file) && Files.isExecutable(file)) {
                return file.toString();
            }
        }
        return word;
    }
}
