package io.umview.umfuse.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The user that the hypervisor belongs to. */
final class Self {
    private static final Path PROCESS = Path.of("/proc/self");

    private Self() {}

    static int uid() {
        return attribute("unix:uid");
    }

    static int gid() {
        return attribute("unix:gid");
    }

    static int pid() {
        return (int) ProcessHandle.current().pid();
    }

    private static int attribute(String name) {
        try {
            return (Integer) Files.getAttribute(PROCESS, name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
