package io.umview.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {
    @Test
    void withoutWordsThereIsNoCommandAndNothingIsSet() throws Exception {
        Options options = CommandLine.parse();

        assertThat(options.action()).isEqualTo(Options.Action.RUN);
        assertThat(options.command()).isEmpty();
        assertThat(options.preload()).isEmpty();
        assertThat(options.toMap()).doesNotContainKeys("viewname", "rc", "output", "debug");
    }

    @Test
    void optionsEndAtTheFirstWordThatIsNone() throws Exception {
        Options options = CommandLine.parse("-q", "ls", "-x", "--help");

        assertThat(options.quiet()).isTrue();
        assertThat(options.nonesting()).isFalse();
        assertThat(options.action()).isEqualTo(Options.Action.RUN);
        assertThat(options.command()).containsExactly("ls", "-x", "--help");
    }

    @Test
    void twoDashesEndTheOptions() throws Exception {
        assertThat(CommandLine.parse("-q", "--", "-odd-name", "x").command()).containsExactly("-odd-name", "x");
    }

    @Test
    void aSingleDashIsACommand() throws Exception {
        assertThat(CommandLine.parse("-").command()).containsExactly("-");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-V web", "-Vweb", "--viewname web", "--viewname=web", "--view web", "-qVweb"})
    void aValueMayBeWrittenInEveryUsualWay(String line) throws Exception {
        assertThat(CommandLine.parse(line.split(" ")).viewname()).isEqualTo("web");
    }

    @Test
    void aValueMayBeEmptyOrLookLikeAnOption() throws Exception {
        assertThat(CommandLine.parse("--rc=").rc()).isEmpty();
        assertThat(CommandLine.parse("-f", "-q").rc()).isEqualTo("-q");
    }

    @Test
    void modulesKeepTheirOrder() throws Exception {
        Options options = CommandLine.parse("-p", "umnet", "-pumdev,ro", "--preload=umfuse", "true");

        assertThat(options.preload()).containsExactly("umnet", "umdev,ro", "umfuse");
        assertThat(options.command()).containsExactly("true");
    }

    @Test
    void nokernelpatchSwitchesOffEveryAcceleration() throws Exception {
        Options options = CommandLine.parse("-n");

        assertThat(options.nokmulti()).isTrue();
        assertThat(options.nokvm()).isTrue();
    }

    @Test
    void namesOfOldKernelPatchesAreAccepted() throws Exception {
        assertThat(CommandLine.parse("--noksysvm", "--nokviewos", "id").toMap())
                .isEqualTo(CommandLine.parse("id").toMap());
    }

    @Test
    void theHypervisorGetsTheLongNames() throws Exception {
        String[] words = {"-qxs", "-o", "log", "--debug", "path", "--console", "--nokvm", "-V", "v", "-f", "rc", "id"};

        assertThat(CommandLine.parse(words).toMap())
                .containsEntry("quiet", true)
                .containsEntry("nonesting", true)
                .containsEntry("secure", true)
                .containsEntry("console", true)
                .containsEntry("nokvm", true)
                .containsEntry("nokmulti", false)
                .containsEntry("output", "log")
                .containsEntry("debug", "path")
                .containsEntry("viewname", "v")
                .containsEntry("rc", "rc")
                .containsEntry("command", List.of("id"))
                .containsEntry("preload", List.of());
    }

    @ParameterizedTest
    @CsvSource({"-h, HELP", "--help, HELP", "-v, VERSION", "--version, VERSION", "--train, TRAIN"})
    void someOptionsAskForSomethingElseThanARun(String word, Options.Action action) throws Exception {
        assertThat(CommandLine.parse(word).action()).isEqualTo(action);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-Z          | invalid option -- 'Z'",
                "-qZ         | invalid option -- 'Z'",
                "--nonsense  | unrecognized option '--nonsense'",
                "--nok       | option '--nok' is ambiguous",
                "--v         | option '--v' is ambiguous",
                "-V          | option '-V' requires an argument",
                "--rc        | option '--rc' requires an argument",
                "--quiet=yes | option '--quiet' doesn't allow an argument",
            })
    void mistakesAreNamed(String word, String message) {
        assertThatThrownBy(() -> CommandLine.parse(word))
                .isInstanceOf(UsageException.class)
                .hasMessage(message);
    }
}
