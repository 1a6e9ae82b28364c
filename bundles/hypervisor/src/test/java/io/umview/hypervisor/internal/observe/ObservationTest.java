package io.umview.hypervisor.internal.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.Reply;
import io.umview.api.SystemCall;
import io.umview.hypervisor.Hypervisor.CallStatistics;
import io.umview.hypervisor.Hypervisor.Phase;
import io.umview.hypervisor.Hypervisor.TracedEvent;
import io.umview.testing.FakeCall;
import io.umview.testing.FakeProcess;
import io.umview.tracer.TracedCall;
import io.umview.tracer.TracedCall.DeferredCall;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ObservationTest {
    private final Observation observation = new Observation();
    private final List<TracedEvent> events = new ArrayList<>();
    private final Waiting waiting = new Waiting();

    /** A call that is to wait, and what it was answered at last. */
    private static class Waiting extends FakeCall implements DeferredCall {
        private final List<Reply> replies = new ArrayList<>();

        Waiting() {
            super(new FakeProcess(), SystemCall.SOCKET, 2, 1, 0);
        }

        @Override
        public DeferredCall defer() {
            return this;
        }

        @Override
        public boolean reply(Reply reply) {
            replies.add(reply);
            return replies.size() == 1;
        }

        @Override
        public void onSignal(Runnable action) {
            action.run();
        }

        @Override
        public int mark() {
            return 0;
        }

        @Override
        public void mark(int mark) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int personality() {
            return 0;
        }

        @Override
        public int pid() {
            return thread();
        }

        @Override
        public long instructionPointer() {
            return 0;
        }
    }

    private DeferredCall putOff(TracedCall call) throws ErrnoException {
        List<DeferredCall> deferred = new ArrayList<>();
        Reply reply = observation.observe(call, 3, (observed, trail) -> {
            trail.asked("umnet");
            deferred.add(observed.defer());
            return Reply.LATER;
        });
        assertThat(reply).isEqualTo(Reply.LATER);
        return deferred.get(0);
    }

    @Test
    void aCallThatIsAnsweredAtOnceIsOneEvent() throws Exception {
        observation.trace(events::add);

        observation.observe(waiting, 3, (call, trail) -> Reply.value(5));
        assertThatThrownBy(() -> observation.observe(waiting, 3, (call, trail) -> {
                    throw Errno.EPERM.exception();
                }))
                .isSameAs(Errno.EPERM.exception());

        assertThat(events)
                .extracting(TracedEvent::phase, TracedEvent::verdict)
                .containsExactly(
                        tuple(Phase.ANSWERED, "5"), tuple(Phase.ANSWERED, "-1 EPERM (Operation not permitted)"));
    }

    @Test
    void aCallThatIsPutOffIsSeenAgainWhenItIsAnswered() throws Exception {
        observation.trace(events::add);

        DeferredCall later = putOff(waiting);
        assertThat(events).hasSize(1);
        assertThat(later.reply(Reply.fail(Errno.ENODEV))).isTrue();

        assertThat(waiting.replies).containsExactly(Reply.fail(Errno.ENODEV));
        assertThat(events)
                .extracting(TracedEvent::phase, TracedEvent::verdict, TracedEvent::arguments, TracedEvent::module)
                .containsExactly(
                        tuple(Phase.UNFINISHED, "later", "AF_INET, SOCK_STREAM, IPPROTO_IP", "umnet"),
                        tuple(
                                Phase.RESUMED,
                                "-1 ENODEV (No such device)",
                                "AF_INET, SOCK_STREAM, IPPROTO_IP",
                                "umnet"));
        assertThat(events.get(1).nanoseconds())
                .isGreaterThanOrEqualTo(events.get(0).nanoseconds());
    }

    @Test
    void onlyTheFirstAnswerCounts() throws Exception {
        observation.trace(events::add);

        DeferredCall later = putOff(waiting);
        later.reply(Reply.SUCCESS);
        assertThat(later.reply(Reply.fail(Errno.EIO))).isFalse();

        assertThat(events).extracting(TracedEvent::verdict).containsExactly("later", "0");
    }

    @Test
    void aCallThatIsAnsweredAnewIsTheSameCall() throws Exception {
        observation.trace(events::add);
        DeferredCall later = putOff(waiting);

        Reply anew = observation.observe(later, 3, (call, trail) -> {
            trail.asked("successor");
            return Reply.value(7);
        });
        later.reply(anew);

        assertThat(events)
                .extracting(TracedEvent::phase, TracedEvent::verdict, TracedEvent::module)
                .containsExactly(tuple(Phase.UNFINISHED, "later", "umnet"), tuple(Phase.RESUMED, "7", "successor"));
    }

    @Test
    void statisticsCountACallThatIsPutOffWhenItIsAnswered() throws Exception {
        observation.statistics();

        DeferredCall later = putOff(waiting);
        assertThat(observation.statistics()).isEmpty();
        later.reply(Reply.fail(Errno.EINVAL));

        assertThat(observation.statistics())
                .extracting(CallStatistics::call, CallStatistics::module, CallStatistics::count, CallStatistics::errors)
                .containsExactly(tuple(SystemCall.SOCKET, "umnet", 1L, 1L));
    }

    @Test
    void theLogShowsWhatStraceWould() throws Exception {
        StringWriter written = new StringWriter();
        observation.trace(new DebugLog(written));

        putOff(waiting).reply(Reply.SUCCESS);
        observation.observe(waiting, 3, (call, trail) -> Reply.CONTINUE);

        assertThat(written.toString().replaceAll("\\d+ us", "N us")).isEqualTo("""
                [1] socket(AF_INET, SOCK_STREAM, IPPROTO_IP <unfinished ...>
                [1] <... socket resumed>) = 0 <umnet, N us>
                [1] socket(AF_INET, SOCK_STREAM, IPPROTO_IP) = continue <N us>
                """);
    }
}
