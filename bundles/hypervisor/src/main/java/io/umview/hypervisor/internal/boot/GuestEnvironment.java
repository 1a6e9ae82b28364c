package io.umview.hypervisor.internal.boot;

import io.umview.api.GuestText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the first guest inherits from the caller. It is read from proc(5), because the virtual machine's own copies have gone
 * through the locale's charset and may have lost bytes.
 */
final class GuestEnvironment {
    private static final String DEFAULT_PATH = "/usr/local/bin:/usr/bin:/bin";

    private GuestEnvironment() {}

    /** A command that ends this process's command line; one that does not stand there (the user's shell) is taken as it is. */
    static List<String> lastArguments(List<String> command) throws IOException {
        List<String> words = zeroTerminated(Path.of("/proc/self/cmdline"));
        List<String> last = words.subList(Math.max(0, words.size() - command.size()), words.size());
        boolean stands = last.size() == command.size();
        for (int i = 0; i < last.size() && stands; i++) {
            // Equal but for bytes that the virtual machine could not decode.
            stands = last.get(i).equals(command.get(i)) || !last.get(i).chars().allMatch(c -> c < 0x80);
        }
        return stands ? last : command;
    }

    /** The environment, in its order; of a variable that stands there twice the first counts. */
    static Map<String, String> variables() throws IOException {
        Map<String, String> variables = new LinkedHashMap<>();
        for (String entry : zeroTerminated(Path.of("/proc/self/environ"))) {
            int equals = entry.indexOf('=');
            if (equals > 0) {
                variables.putIfAbsent(entry.substring(0, equals), entry.substring(equals + 1));
            }
        }
        return variables;
    }

    /** The environment for guests: the commands of the view come first in the PATH, then those of the distribution. */
    static Map<String, String> forGuests(Map<String, String> variables, Path distribution, boolean quiet) {
        Map<String, String> guests = new LinkedHashMap<>(variables);
        String path = variables.getOrDefault("PATH", DEFAULT_PATH);
        String own = distribution.resolve("guest/bin") + ":" + distribution.resolve("bin");
        guests.put("PATH", own + (path.isEmpty() ? "" : ":" + path));
        if (quiet) {
            guests.put("_VIEWOS_QUIET", "1");
        }
        return guests;
    }

    /** {@code NAME=value} strings. */
    static List<String> strings(Map<String, String> variables) {
        List<String> strings = new ArrayList<>();
        variables.forEach((name, value) -> strings.add(name + "=" + value));
        return strings;
    }

    private static List<String> zeroTerminated(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        List<String> strings = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == 0) {
                strings.add(GuestText.decode(java.util.Arrays.copyOfRange(bytes, start, i)));
                start = i + 1;
            }
        }
        return strings;
    }
}
