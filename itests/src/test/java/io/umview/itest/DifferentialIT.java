package io.umview.itest;

import static io.umview.itest.run.UmviewRunner.natively;
import static io.umview.itest.run.UmviewRunner.umview;
import static org.assertj.core.api.Assertions.assertThat;

import io.umview.itest.Corpus.Command;
import io.umview.itest.run.Resources;
import io.umview.itest.run.Result;
import io.umview.itest.run.UmviewRunner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Ordinary commands print and return in a view what they print and return without one. */
class DifferentialIT {
    private static final Duration PATIENCE = Duration.ofSeconds(240);
    private static final String BUSY = "um_add_service umnet && mount -t umnetnull none /dev/net/null"
            + " && mount -t umnetnative none /dev/net/default && exec \"$@\"";

    @TempDir
    static Path folder;

    private static List<Command> commands;
    private static final Map<Mode, Result> RUNS = new EnumMap<>(Mode.class);

    private enum Mode {
        NATIVE,
        EMPTY_VIEW,
        VIEW_WITH_STACKS
    }

    @BeforeAll
    static void runAll() throws IOException {
        commands = Corpus.read().stream().filter(Command::possible).toList();
        Path scripts = Files.createDirectory(folder.resolve("scripts"));
        for (Command command : commands) {
            Files.writeString(scripts.resolve(command.name()), command.script());
        }
        String runAll = Resources.path("/corpus/run-all").toString();
        run(Mode.NATIVE, natively(), "bash", runAll);
        run(Mode.EMPTY_VIEW, umview("-q"), "bash", runAll);
        run(Mode.VIEW_WITH_STACKS, umview("-q"), "bash", "-c", BUSY, "bash", "bash", runAll);
    }

    private static void run(Mode mode, UmviewRunner runner, String... words) {
        String[] command = Stream.concat(
                        Stream.of(words),
                        Stream.of(
                                folder.resolve("scripts").toString(),
                                folder.resolve(mode.name()).toString()))
                .toArray(String[]::new);
        RUNS.put(mode, runner.within(PATIENCE).run(command));
    }

    @Test
    void theRunsThemselvesSucceed() {
        assertThat(RUNS.values()).containsOnly(new Result(0, "", ""));
    }

    @Test
    void thereAreManyCommands() {
        assertThat(commands).hasSizeGreaterThan(60);
    }

    @TestFactory
    Stream<DynamicTest> nativelyTheCommandsDoWhatTheyAreMeantToDo() {
        return commands.stream()
                .map(command -> DynamicTest.dynamicTest(command.name(), () -> {
                    assertThat(status(Mode.NATIVE, command))
                            .as(read(Mode.NATIVE, command, "err"))
                            .isEqualTo(command.status());
                    assertThat(read(Mode.NATIVE, command, "out") + read(Mode.NATIVE, command, "err") + command.status())
                            .isNotEqualTo("0");
                }));
    }

    @TestFactory
    Stream<DynamicTest> inAnEmptyViewTheyDoTheSame() {
        return comparisons(Mode.EMPTY_VIEW);
    }

    @TestFactory
    Stream<DynamicTest> inAViewWithStacksTheyDoTheSame() {
        return comparisons(Mode.VIEW_WITH_STACKS);
    }

    private static Stream<DynamicTest> comparisons(Mode mode) {
        return commands.stream()
                .map(command -> DynamicTest.dynamicTest(command.name(), () -> {
                    assertThat(read(mode, command, "out")).isEqualTo(read(Mode.NATIVE, command, "out"));
                    assertThat(read(mode, command, "err")).isEqualTo(read(Mode.NATIVE, command, "err"));
                    assertThat(status(mode, command)).isEqualTo(status(Mode.NATIVE, command));
                }));
    }

    private static int status(Mode mode, Command command) throws IOException {
        return Integer.parseInt(read(mode, command, "status").strip());
    }

    private static String read(Mode mode, Command command, String kind) throws IOException {
        Path file = folder.resolve(mode.name()).resolve(command.name() + "." + kind);
        return Files.readString(file, StandardCharsets.ISO_8859_1);
    }
}
