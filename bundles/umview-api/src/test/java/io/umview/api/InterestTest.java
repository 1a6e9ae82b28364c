package io.umview.api;

import static io.umview.api.SystemCall.EXECVE;
import static io.umview.api.SystemCall.SOCKET;
import static org.assertj.core.api.Assertions.assertThat;

import io.umview.api.Interest.ArgumentTest;
import org.junit.jupiter.api.Test;

class InterestTest {
    private static final Interest INET = Interest.when(SOCKET, ArgumentTest.is(0, 2));

    @Test
    void aTrapWithoutTestsCoversAllOfItsCall() {
        assertThat(Interest.in(SOCKET).covers(INET.traps().get(0))).isTrue();
        assertThat(INET.covers(Interest.in(SOCKET).traps().get(0))).isFalse();
        assertThat(Interest.in(EXECVE).covers(INET.traps().get(0))).isFalse();
    }

    @Test
    void nothingIsAddedThatIsThereAlready() {
        Interest all = Interest.in(EXECVE).and(INET);

        assertThat(all.with(INET)).isSameAs(all);
        assertThat(all.with(Interest.in(SOCKET)).traps()).hasSize(3);
    }

    @Test
    void anIntIsComparedWithoutTheBitsAboveIt() {
        assertThat(ArgumentTest.is(0, -1).holds(0xffffffffL)).isTrue();
        assertThat(ArgumentTest.is(0, 2).holds(0x500000002L)).isTrue();
        assertThat(ArgumentTest.notNull(0).holds(1L << 40)).isTrue();
        assertThat(ArgumentTest.isNull(0).holds(1L << 40)).isFalse();
    }
}
