package io.umview.lwipv6.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The seeds reach what they are meant to reach: a fuzzer that begins at closed doors finds nothing. */
class FrameSeedsTest {
    private final FuzzedStack stack = new FuzzedStack();

    @AfterEach
    void close() {
        stack.close();
    }

    @Test
    void aConversationIsHadToItsEnd() {
        FrameSeeds.conversations().forEach(stack::run);

        assertThat(stack.tcp())
                .containsEntry("PassiveOpens", 3L)
                .containsEntry("CurrEstab", 0L)
                .containsEntry("EstabResets", 0L)
                .containsEntry("InCsumErrors", 0L)
                .hasEntrySatisfying(
                        "TCPOrigDataSent", answers -> assertThat(answers).isPositive());
    }

    @Test
    void aProgramConnects() {
        stack.run(FrameSeeds.connecting());

        assertThat(stack.tcp())
                .containsEntry("AttemptFails", 0L)
                .hasEntrySatisfying(
                        "TCPOrigDataSent", answers -> assertThat(answers).isPositive());
    }

    @Test
    void datagramsArrive() {
        stack.run(FrameSeeds.datagrams(0));

        assertThat(stack.datagrams(true)).isPositive();
        assertThat(stack.datagrams(false)).isPositive();
    }
}
