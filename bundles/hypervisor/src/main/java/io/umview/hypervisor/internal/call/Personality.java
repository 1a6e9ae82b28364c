package io.umview.hypervisor.internal.call;

import io.umview.api.Reply;
import io.umview.api.Reply.Substitute;
import io.umview.tracer.TracedCall;

/**
 * personality(2) of a marked thread: the mark lives in bits that Linux does not use, and a program that sets the rest
 * (setarch, gdb) must neither lose it nor see it.
 */
final class Personality {
    private static final long QUERY = 0xffffffffL;

    private Personality() {}

    static Reply handle(TracedCall call) {
        if (call.mark() == 0) {
            return Reply.DECLINE;
        }
        long wanted = call.argument(0) & QUERY;
        long marked = TracedCall.personalityOf(call.mark());
        if (wanted == QUERY) {
            return Reply.value(call.personality() & ~TracedCall.personalityOf(TracedCall.MARKS));
        }
        return Reply.again(new Substitute.Number(0, wanted & ~TracedCall.personalityOf(TracedCall.MARKS) | marked));
    }
}
