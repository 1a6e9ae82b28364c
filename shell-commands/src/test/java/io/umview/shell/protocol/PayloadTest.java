package io.umview.shell.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ProtocolException;
import java.util.List;
import org.junit.jupiter.api.Test;

class PayloadTest {
    @Test
    void payloadsAreReadAsTheyWereWritten() throws Exception {
        Greeting greeting =
                new Greeting(1, 77, List.of(new Greeting.View(0, 2, ""), new Greeting.View(3, 1, "two words é")));
        Outcome outcome = new Outcome(1, "it did not work");
        List<Candidate> candidates = List.of(new Candidate("a", ""), new Candidate("b c", "what b is"));

        assertThat(Greeting.of(greeting.frame())).isEqualTo(greeting);
        assertThat(Outcome.of(outcome.frame())).isEqualTo(outcome);
        assertThat(Outcome.of(Outcome.SUCCESS.frame())).isEqualTo(Outcome.SUCCESS);
        assertThat(Candidate.of(Candidate.frame(candidates))).isEqualTo(candidates);
        assertThat(Candidate.of(Candidate.frame(List.of()))).isEmpty();
    }

    @Test
    void aNameCannotBreakALine() throws Exception {
        Greeting greeting = new Greeting(1, 77, List.of(new Greeting.View(0, 2, "a\nb\u001b")));

        assertThat(Greeting.of(greeting.frame()).views()).containsExactly(new Greeting.View(0, 2, "a?b?"));
    }

    @Test
    void anythingElseIsNoConsole() {
        assertThatThrownBy(() -> Greeting.of(Frame.of(Frame.Type.HELLO, "SSH-2.0")))
                .isInstanceOf(ProtocolException.class);
        assertThatThrownBy(() -> Greeting.of(Frame.of(Frame.Type.HELLO, ""))).isInstanceOf(ProtocolException.class);
        assertThatThrownBy(() -> Greeting.of(Frame.of(Frame.Type.OUT, "1 2"))).isInstanceOf(ProtocolException.class);
        assertThatThrownBy(() -> Outcome.of(Frame.of(Frame.Type.DONE, ""))).isInstanceOf(ProtocolException.class);
    }
}
