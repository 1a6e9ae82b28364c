package io.umview.itest.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Where processes are stuck, for the message of a test that waited too long. */
final class Threads {
    private Threads() {}

    static String of(List<ProcessHandle> processes) {
        StringBuilder text = new StringBuilder();
        for (ProcessHandle process : processes) {
            Path folder = Path.of("/proc/" + process.pid());
            text.append(process.pid())
                    .append(' ')
                    .append(read(folder.resolve("cmdline")).replace('\0', ' '))
                    .append(" [")
                    .append(read(folder.resolve("wchan")))
                    .append("] ")
                    .append(read(folder.resolve("syscall")))
                    .append('\n');
        }
        return text.toString();
    }

    private static String read(Path file) {
        try {
            String text = Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1);
            return text.length() > 200 ? text.substring(0, 200).strip() : text.strip();
        } catch (IOException e) {
            return "?";
        }
    }
}
