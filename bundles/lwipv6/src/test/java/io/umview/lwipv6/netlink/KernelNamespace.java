package io.umview.lwipv6.netlink;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The kernel's own stack in a fresh network namespace, to be asked the same things. */
final class KernelNamespace implements AutoCloseable {
    private static final HexFormat HEX = HexFormat.of();

    private final Process process;
    private final BufferedReader answers;
    private final BufferedWriter questions;

    /** Makes a namespace. */
    KernelNamespace(Path directory) throws IOException {
        Path script = directory.resolve("ask-kernel.py");
        try (InputStream source = KernelNamespace.class.getResourceAsStream("ask-kernel.py")) {
            Files.copy(source, script);
        }
        process = new ProcessBuilder("unshare", "-n", "python3", script.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.ISO_8859_1));
        questions = process.outputWriter(StandardCharsets.ISO_8859_1);
    }

    /** Whether this machine lets the test have one. */
    boolean works() throws IOException {
        return "ready".equals(answers.readLine());
    }

    List<byte[]> netlink(int protocol, byte[] request) throws IOException {
        return ask("netlink " + protocol + " " + HEX.formatHex(request)).stream()
                .filter(line -> !line.isEmpty())
                .map(HEX::parseHex)
                .toList();
    }

    /** The bytes that come back, or {@code error} and a number. */
    String ioctl(int family, int request, byte[] argument) throws IOException {
        return ask("ioctl " + family + " " + request + " " + HEX.formatHex(argument))
                .get(0);
    }

    /** NETLINK_GET_STRICT_CHK. */
    void strict(int protocol) throws IOException {
        ask("strict " + protocol);
    }

    /** Makes a tap interface that is held open. */
    void tap(String name) throws IOException {
        ask("tap " + name);
    }

    String read(String file) throws IOException {
        return String.join("\n", ask("read " + file));
    }

    String run(String command) throws IOException {
        return String.join("\n", ask("run " + command));
    }

    private List<String> ask(String question) throws IOException {
        questions.write(question + "\n");
        questions.flush();
        List<String> lines = new ArrayList<>();
        String line = answers.readLine();
        while (line != null && !line.equals(".")) {
            lines.add(line);
            line = answers.readLine();
        }
        // A newline is put in front of the dot, whatever the answer ends with.
        if (!lines.isEmpty() && lines.get(lines.size() - 1).isEmpty()) {
            lines.remove(lines.size() - 1);
        }
        return lines;
    }

    @Override
    public void close() throws IOException {
        questions.close();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
