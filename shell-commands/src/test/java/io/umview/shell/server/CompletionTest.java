package io.umview.shell.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.umview.shell.FakeHypervisor;
import io.umview.shell.Gogo;
import io.umview.shell.command.Verbs;
import io.umview.shell.protocol.Candidate;
import java.util.Collection;
import java.util.List;
import org.apache.felix.service.command.CommandSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompletionTest {
    private final FakeHypervisor hypervisor = new FakeHypervisor();
    private final Gogo gogo = new Gogo(hypervisor);
    private final CommandSession session = gogo.session();
    private final Completion completion = new Completion(hypervisor);

    @AfterEach
    void stop() {
        gogo.close();
    }

    private List<String> words(String line) {
        return completion.candidates(session, line).stream()
                .map(Candidate::word)
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "um:um                  | um:umount",
                "um:mo                  | um:mount um:mounts",
                "umo                    | umount",
                "um:views; um:v         | um:views",
                "um:add umf             | umfuse",
                "um:del umd             | umdev",
                "um:umount /            | /dev/net/null",
                "um:ls --v              | --view",
                "um:ls -v w             | web",
                "um:trace -e sock       | socket socketpair",
                "um:trace -e bind,sock  | bind,socket bind,socketpair",
                "um:trace -m um         | umdev umnet",
                "um:trace -p 10         | 100 101",
            })
    void wordsAreOffered(String line, String expected) {
        assertThat(words(line)).containsExactly(expected.split(" "));
    }

    @Test
    void afterASpaceComesTheNextWord() {
        assertThat(words("um:add ")).containsExactly("umdev", "umfuse", "umnet");
        assertThat(words("um:views ")).isEmpty();
        assertThat(words("")).contains("um:views", "test:sleep").doesNotContain("views");
        assertThat(words("help um:st")).containsExactly("um:stats");
    }

    @Test
    void optionsAreExplained() {
        assertThat(completion.candidates(session, "um:trace -n"))
                .containsExactly(new Candidate("-n", "stop after so many calls"));
        assertThat(words("trace -"))
                .contains("-p", "-e", "-m", "-v", "-c", "-n", "-j", "--json")
                .isSorted();
    }

    @Test
    void everyVerbIsACommand() {
        assertThat((Collection<?>) session.get(".commands"))
                .map(Object::toString)
                .containsAll(
                        Verbs.names().stream().map(name -> Verbs.SCOPE + name).toList());
        assertThat(Verbs.names()).hasSize(10);
    }
}
