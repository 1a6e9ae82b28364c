package io.umview.hypervisor.internal.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OptionsTest {
    private static Options parse(String... words) throws Options.UsageException {
        return Options.parse(List.of(words), "vo:", Map.of("verbose", 'v', "options", 'o', "open", 'o'));
    }

    @Test
    void optionsEndAtTheFirstOperand() throws Exception {
        Options options = parse("-v", "-o", "4,6", "/dev/net/x", "ls", "-v", "-l");

        assertThat(options.value('o')).contains("4,6");
        assertThat(options.operands()).containsExactly("/dev/net/x", "ls", "-v", "-l");
    }

    @Test
    void valuesMayBeAttached() throws Exception {
        assertThat(parse("-vo4").value('o')).contains("4");
        assertThat(parse("--options=4").value('o')).contains("4");
        assertThat(parse("--options", "4", "-o6").values('o')).containsExactly("4", "6");
    }

    @Test
    void longNamesMayBeShortened() throws Exception {
        assertThat(parse("--verb").has('v')).isTrue();
        assertThatThrownBy(() -> parse("--op", "1")).hasMessage("unrecognized option '--op'");
    }

    @Test
    void aDoubleDashEndsTheOptions() throws Exception {
        assertThat(parse("--", "-v").operands()).containsExactly("-v");
        assertThat(parse("-").operands()).containsExactly("-");
    }

    @Test
    void mistakesAreNamed() {
        assertThatThrownBy(() -> parse("-x")).hasMessage("invalid option -- 'x'");
        assertThatThrownBy(() -> parse("-o")).hasMessage("option requires an argument -- 'o'");
        assertThatThrownBy(() -> parse("--verbose=1")).hasMessage("option '--verbose' doesn't allow an argument");
    }
}
