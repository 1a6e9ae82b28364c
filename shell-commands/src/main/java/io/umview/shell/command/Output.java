package io.umview.shell.command;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Process;

/** Where commands print: to the pipe that they stand in, if they stand in one, and always in UTF-8. */
final class Output {
    private final PrintStream stream;

    private Output(PrintStream stream) {
        this.stream = stream;
    }

    static Output of(CommandSession session) {
        Process process = Process.Utils.current();
        return new Output(process == null ? session.getConsole() : process.out());
    }

    /** Prints all at once. @return false when nobody reads it any more */
    boolean print(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        stream.write(bytes, 0, bytes.length);
        return !stream.checkError();
    }

    /** Text from a guest, made safe for a terminal. */
    static String plain(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT) {
                plain.append(String.format("\\%03o", c));
            } else {
                plain.appendCodePoint(c);
            }
        });
        return plain.toString();
    }
}
