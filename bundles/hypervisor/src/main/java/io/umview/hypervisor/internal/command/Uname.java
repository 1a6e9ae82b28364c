package io.umview.hypervisor.internal.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What uname(2) tells of the host. */
public record Uname(String system, String node, String release, String version, String machine) {
    /** Asks the kernel. */
    public static Uname read() {
        String machine = System.getProperty("os.arch");
        return new Uname(
                kernel("ostype"),
                kernel("hostname"),
                kernel("osrelease"),
                kernel("version"),
                machine.equals("amd64") ? "x86_64" : machine);
    }

    private static String kernel(String name) {
        try {
            return Files.readString(Path.of("/proc/sys/kernel", name)).stripTrailing();
        } catch (IOException e) {
            return "unknown";
        }
    }
}
