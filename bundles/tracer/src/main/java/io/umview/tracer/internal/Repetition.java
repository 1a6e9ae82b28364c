package io.umview.tracer.internal;

import io.umview.api.ErrnoException;
import io.umview.api.Reply;
import io.umview.api.Reply.Substitute;
import io.umview.api.SystemCall;

/** Lets a held thread make its pending call again with other arguments, and sees it through. */
final class Repetition {
    private final Architecture architecture;
    private final Tracee tracee;

    Repetition(Architecture architecture, Tracee tracee) {
        this.architecture = architecture;
        this.tracee = tracee;
    }

    /**
     * Runs the call and releases the thread.
     *
     * @param announce called before the call is made, to have it let through
     */
    void run(Reply.Again again, Runnable announce) throws ErrnoException {
        Placement placement = new Placement();
        int[] offsets = again.substitutes().stream()
                .mapToInt(substitute -> place(placement, substitute))
                .toArray();
        long address = 0;
        if (placement.size() > 0) {
            // A mapping of its own and not the stack: a goroutine's stack is small and has other data below it. After
            // an
            // execve it is gone; of a vfork parent it stays a part, a page or two, because the child was not yet done
            // with it.
            address = tracee.place(new byte[placement.size()]);
            tracee.memory().write(address, placement.at(address));
        }
        for (int i = 0; i < offsets.length; i++) {
            Substitute substitute = again.substitutes().get(i);
            long value = substitute instanceof Substitute.Number number ? number.value() : address + offsets[i];
            architecture.argument(tracee.registers(), substitute.index(), value);
        }
        announce.run();
        if (tracee.runPending() == Tracee.Outcome.RETURNED) {
            long result = tracee.result();
            tracee.finishPending(result);
            if (placement.size() > 0) {
                tracee.inject(SystemCall.MUNMAP, address, placement.size());
            }
            tracee.release();
        }
    }

    /** Runs another call in place of the pending one, and releases the thread. */
    void run(Reply.Instead instead, Runnable announce) throws ErrnoException {
        tracee.replacePending(instead.call());
        for (int i = 0; i < instead.arguments().size(); i++) {
            architecture.argument(tracee.registers(), i, instead.arguments().get(i));
        }
        announce.run();
        if (tracee.runPending() == Tracee.Outcome.RETURNED) {
            tracee.finishPending(tracee.result());
            tracee.release();
        }
    }

    private static int place(Placement placement, Substitute substitute) {
        if (substitute instanceof Substitute.Text text) {
            return placement.text(text.bytes());
        }
        if (substitute instanceof Substitute.TextArray array) {
            return placement.array(array.strings());
        }
        return 0;
    }
}
