package io.umview.lwipv6.transport.tcp;

/**
 * Finds out whether a timeout was needless, without timestamps: after it something new is sent before anything else is sent again, and
 * what is acknowledged then tells (F-RTO with SACK, RFC 5682, section 3.1, as tcp_process_loss() of Linux has it).
 */
final class Frto {
    private enum Step {
        NONE,
        /** The first acknowledgment after the timeout is awaited. */
        FIRST,
        /** Something new is to be sent. */
        NEW,
        /** It was; the next acknowledgment is awaited. */
        NEXT
    }

    private Step step = Step.NONE;

    /** SND.NXT at the timeout. */
    private int point;

    /** The timer has expired. */
    void begin(int nxt) {
        step = Step.FIRST;
        point = nxt;
    }

    /** It is of no use any more. */
    void stop() {
        step = Step.NONE;
    }

    /**
     * An acknowledgment after the timeout.
     *
     * @param original it is of something that was never sent again
     * @param una SND.UNA after it
     * @param sendable something new could be sent
     * @return whether the timeout was needless
     */
    boolean acknowledged(
            AckSample sample, boolean original, boolean advanced, boolean duplicate, int una, boolean sendable) {
        if (step == Step.NONE) {
            return false;
        }
        if (original && !Sequence.after(sample.originalEnd, point)) {
            return true;
        }
        if (step != Step.FIRST) {
            if (advanced || duplicate || sample.sacked > 0) {
                step = Step.NONE;
            }
        } else if (advanced) {
            step = sendable && Sequence.before(una, point) ? Step.NEW : Step.NONE;
        }
        return false;
    }

    /** Whether it is the turn of something new. */
    boolean wantsNew() {
        return step == Step.NEW;
    }

    /** Something new was sent, or not. */
    void newSent(boolean any) {
        step = any ? Step.NEXT : Step.NONE;
    }

    /** Whether what is lost is sent again as usual. */
    boolean lets() {
        return step != Step.NEW && step != Step.NEXT;
    }
}
