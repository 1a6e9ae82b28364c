package io.umview.tracer.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.umview.tracer.Tracer.ExitStatus;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ChildrenTest {
    private final Children children = new Children();

    @Test
    void whatSomebodyElseCollectedHasEndedWhenNoChildIsLeft() {
        CompletableFuture<ExitStatus> exit = children.started(1);

        children.none(children.starts());

        assertThat(exit).isCompletedWithValue(new ExitStatus(0, 0));
        assertThat(children.ended()).isCompleted();
    }

    @Test
    void aChildThatIsStartedMeanwhileHasNotEnded() {
        int before = children.starts();
        CompletableFuture<ExitStatus> exit = children.started(1);

        children.none(before);

        assertThat(exit).isNotDone();
        assertThat(children.isAwaited(1)).isTrue();
        assertThat(children.ended()).isNotDone();
    }
}
