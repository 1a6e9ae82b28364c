package io.umview.hypervisor.internal.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.umview.api.Errno;
import io.umview.api.Inherited;
import io.umview.hypervisor.internal.view.Marks.State;
import io.umview.tracer.TracedCall;
import java.util.BitSet;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class MarksTest {
    private final ViewState view = new ViewState("", true);
    private final Marks marks = new Marks(view);
    private final Inherited<Integer> key = new Inherited<>("number");

    private State state(int value) {
        return new State(view, Map.of()).with(key, value);
    }

    @Test
    void equalStatesShareAMark() throws Exception {
        int mark = marks.mark(state(1));

        assertThat(mark).isNotZero();
        assertThat(marks.mark(state(1))).isEqualTo(mark);
        assertThat(marks.mark(state(2))).isNotEqualTo(mark);
        assertThat(marks.state(mark).get(key)).isEqualTo(1);
    }

    @Test
    void theFirstStateIsMarkZero() throws Exception {
        assertThat(marks.trivial()).isTrue();
        assertThat(marks.mark(state(1).with(key, null))).isZero();
        assertThat(marks.trivial()).isTrue();
        assertThat(marks.state(77).get(key)).isNull();
    }

    @Test
    void marksThatNobodyHasAnyMoreAreGivenAgain() throws Exception {
        for (int i = 1; i <= TracedCall.MARKS; i++) {
            marks.mark(state(i));
        }
        int kept = marks.mark(state(5));
        marks.aliveFrom(() -> {
            BitSet alive = new BitSet();
            alive.set(kept);
            return alive;
        });

        int fresh = marks.mark(state(-1));

        assertThat(fresh).isNotEqualTo(kept);
        assertThat(marks.state(fresh).get(key)).isEqualTo(-1);
        assertThat(marks.state(kept).get(key)).isEqualTo(5);
    }

    @Test
    void whenAllAreInUseThereIsNoMore() throws Exception {
        for (int i = 1; i <= TracedCall.MARKS; i++) {
            marks.mark(state(i));
        }
        marks.aliveFrom(() -> {
            BitSet alive = new BitSet();
            alive.set(0, TracedCall.MARKS + 1);
            return alive;
        });

        assertThatThrownBy(() -> marks.mark(state(-1))).isSameAs(Errno.EAGAIN.exception());
    }

    @Property
    void aPersonalityHoldsAMarkAndNothingElseChanges(
            @ForAll @IntRange(max = TracedCall.MARKS) int mark, @ForAll int personality) {
        int bits = TracedCall.personalityOf(TracedCall.MARKS);
        int marked = personality & ~bits | TracedCall.personalityOf(mark);

        assertThat(TracedCall.markOf(marked)).isEqualTo(mark);
        assertThat(marked & ~bits).isEqualTo(personality & ~bits);
    }
}
