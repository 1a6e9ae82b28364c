package io.umview.lwipv6.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class TimerWheelTest {
    private static final long MS = 1_000_000;

    private final ManualClock clock = new ManualClock(Long.MAX_VALUE - 5 * MS);
    private final TimerWheel wheel = new TimerWheel(clock);
    private final List<String> expired = new ArrayList<>();

    @Test
    void expiresWhenTheTimeHasComeAndNotBefore() {
        wheel.set(timer("a"), 10 * MS);
        pass(10 * MS - 1);
        assertThat(expired).isEmpty();
        pass(1);
        assertThat(expired).containsExactly("a");
        assertThat(wheel.delay()).isEqualTo(-1);
    }

    @Test
    void aTimerThatIsSetAnewExpiresOnceAtItsNewTime() {
        Timer timer = timer("a");
        wheel.set(timer, 10 * MS);
        wheel.set(timer, 500 * MS);
        pass(499 * MS);
        assertThat(expired).isEmpty();
        pass(2 * MS);
        assertThat(expired).containsExactly("a");
    }

    @Test
    void aCancelledTimerDoesNotExpire() {
        Timer timer = timer("a");
        wheel.set(timer, 5000 * MS);
        wheel.cancel(timer);
        wheel.cancel(timer);
        assertThat(timer.pending()).isFalse();
        pass(10_000 * MS);
        assertThat(expired).isEmpty();
    }

    @Test
    void aTimerMayBeSetAnewAndOthersCancelledWhileItExpires() {
        Timer other = timer("other");
        Timer again = new Timer() {
            @Override
            protected void expire() {
                expired.add("again");
                wheel.cancel(other);
                if (expired.size() < 3) {
                    wheel.set(this, 0);
                }
            }
        };
        wheel.set(again, 3 * MS);
        wheel.set(other, 3 * MS);
        // The one set last is first in its slot.
        pass(3 * MS);
        pass(100 * MS);
        assertThat(expired).containsExactly("other", "again", "again");
    }

    @Test
    void theDelayIsNeverLongerThanTheNextTimer() {
        wheel.set(timer("far"), 3_600_000 * MS);
        int steps = 0;
        for (; expired.isEmpty(); steps++) {
            long delay = wheel.delay();
            assertThat(delay).isPositive();
            pass(delay);
        }
        assertThat(steps).isLessThanOrEqualTo(6);
    }

    @Property(tries = 300)
    void behavesLikeASortedList(@ForAll("operations") List<Operation> operations) {
        Map<Integer, Long> due = new HashMap<>();
        Map<Integer, Timer> timers = new HashMap<>();
        ManualClock time = new ManualClock(-17);
        TimerWheel tested = new TimerWheel(time);
        List<Integer> done = new ArrayList<>();
        for (Operation operation : operations) {
            Timer timer = timers.computeIfAbsent(operation.timer(), id -> new Timer() {
                @Override
                protected void expire() {
                    done.add(id);
                }
            });
            if (operation.cancel()) {
                tested.cancel(timer);
                due.remove(operation.timer());
            } else {
                tested.set(timer, operation.delay());
                due.put(operation.timer(), time.nanos() + operation.delay());
            }
            time.advance(operation.pause());
            tested.advance();
            List<Integer> early = new ArrayList<>();
            for (int id : done) {
                assertThat(due.get(id)).isNotNull().isLessThanOrEqualTo(time.nanos());
                early.add(id);
            }
            early.forEach(due::remove);
            done.clear();
            // Not more than a tick late.
            due.values().forEach(moment -> assertThat(moment).isGreaterThan(time.nanos() - 2 * MS));
        }
    }

    @Provide
    Arbitrary<List<Operation>> operations() {
        Arbitrary<Long> spans = Arbitraries.oneOf(
                Arbitraries.longs().between(0, 100 * MS),
                Arbitraries.longs().between(0, 100_000 * MS),
                Arbitraries.longs().between(0, 1_000_000_000_000L * 1000));
        return Combinators.combine(
                        Arbitraries.integers().between(0, 20), spans, Arbitraries.of(true, false, false, false), spans)
                .as(Operation::new)
                .list()
                .ofMaxSize(60);
    }

    record Operation(int timer, long delay, boolean cancel, long pause) {}

    private void pass(long delay) {
        clock.advance(delay);
        wheel.advance();
    }

    private Timer timer(String name) {
        return new Timer() {
            @Override
            protected void expire() {
                expired.add(name);
            }
        };
    }
}
