package io.umview.shell.client;

import io.umview.shell.protocol.Candidate;
import io.umview.shell.protocol.Greeting;
import io.umview.shell.protocol.Outcome;
import java.io.IOError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.ParsedLine;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/** Talks to the user at a terminal. */
final class Dialogue {
    private static final int LINES_REMEMBERED = 1000;

    private final Console console;
    private final String prompt;
    private final Map<String, String> environment;

    Dialogue(Consoles.Choice choice, Map<String, String> environment) {
        this.console = choice.console();
        this.prompt = prompt(choice);
        this.environment = environment;
    }

    private static String prompt(Consoles.Choice choice) {
        Greeting greeting = choice.console().greeting();
        String name = greeting.views().stream()
                .filter(view -> choice.view().isEmpty() || choice.view().getAsInt() == view.id())
                .findFirst()
                .map(Greeting.View::name)
                .filter(text -> !text.isEmpty())
                .orElse(greeting.pid()
                        + (choice.view().isPresent() ? ":" + choice.view().getAsInt() : ""));
        return "umview " + name + "> ";
    }

    int run() throws IOException {
        try (Terminal terminal = TerminalBuilder.builder()
                .name("umview-console")
                .system(true)
                .nativeSignals(true)
                .build()) {
            return run(terminal);
        }
    }

    /** Talks until the user, or the hypervisor, has had enough. */
    int run(Terminal terminal) {
        LineReader reader = reader(terminal);
        Thread user = Thread.currentThread();
        console.listen(terminal.output(), terminal.output(), user::interrupt);
        terminal.handle(Terminal.Signal.INT, signal -> console.interrupt());
        return run(terminal, reader);
    }

    private int run(Terminal terminal, LineReader reader) {
        int status = 0;
        while (!console.hasEnded()) {
            try {
                String line = reader.readLine(prompt).strip();
                if (line.equals("exit") || line.equals("quit")) {
                    return 0;
                }
                if (!line.isEmpty()) {
                    Outcome outcome = console.run(line);
                    status = outcome.status();
                    if (!outcome.message().isEmpty()) {
                        say(terminal, outcome.message());
                    }
                }
            } catch (UserInterruptException e) {
                // ^C gives the line up; so does the end of the hypervisor, which the loop's condition sees.
                status = Outcome.INTERRUPTED;
            } catch (EndOfFileException e) {
                return status;
            } catch (IOException | IOError e) {
                break;
            }
        }
        say(terminal, "umview " + console.greeting().pid() + " has ended");
        return 0;
    }

    private static void say(Terminal terminal, String text) {
        terminal.writer().println(text);
        terminal.flush();
    }

    private LineReader reader(Terminal terminal) {
        LineReaderBuilder builder = LineReaderBuilder.builder()
                .appName("umview-console")
                .terminal(terminal)
                .parser(new DefaultParser())
                .completer((reader, line, candidates) -> complete(line, candidates))
                // An exclamation mark is for um:trace -e '!call'.
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                .option(LineReader.Option.HISTORY_IGNORE_DUPS, true)
                .option(LineReader.Option.HISTORY_IGNORE_SPACE, true)
                .variable(LineReader.HISTORY_FILE_SIZE, LINES_REMEMBERED)
                .variable(LineReader.SECONDARY_PROMPT_PATTERN, "> ");
        historyFile().ifPresent(file -> builder.variable(LineReader.HISTORY_FILE, file));
        return builder.build();
    }

    private void complete(ParsedLine line, List<org.jline.reader.Candidate> candidates) {
        try {
            for (Candidate candidate : console.complete(line.line().substring(0, line.cursor()))) {
                candidates.add(new org.jline.reader.Candidate(
                        candidate.word(),
                        candidate.word(),
                        null,
                        candidate.meaning().isEmpty() ? null : candidate.meaning(),
                        null,
                        null,
                        true));
            }
        } catch (IOException e) {
            // Without a connection there is nothing to offer; the next line says why.
            candidates.clear();
        }
    }

    /** Where lines are remembered, in a folder for the user alone; empty when that cannot be. */
    private Optional<Path> historyFile() {
        String state = environment.get("XDG_STATE_HOME");
        String home = environment.get("HOME");
        if (state == null || !state.startsWith("/")) {
            if (home == null || home.isEmpty()) {
                return Optional.empty();
            }
            state = home + "/.local/state";
        }
        Path folder = Path.of(state, "umview");
        try {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (IOException e) {
            return Optional.empty();
        }
        return Files.isWritable(folder) ? Optional.of(folder.resolve("console_history")) : Optional.empty();
    }
}
