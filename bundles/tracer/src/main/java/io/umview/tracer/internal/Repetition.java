package io.umview.tracer.internal;

import io.umview.api.ErrnoException;
import io.umview.api.Reply;
import io.umview.api.Reply.Substitute;
import io.umview.api.SystemCall;

/** Lets a held thread make its pending call again with other arguments, or another call in its place. */
final class Repetition {
    private final Architecture architecture;
    private final Tracee tracee;

    /** What the new arguments point to: a mapping in the guest. */
    record Placed(long address, int size) {
        static final Placed NOTHING = new Placed(0, 0);
    }

    Repetition(Architecture architecture, Tracee tracee) {
        this.architecture = architecture;
        this.tracee = tracee;
    }

    /** Whether a reply asks for a repetition. */
    static boolean isAskedBy(Reply reply) {
        return reply instanceof Reply.Again || reply instanceof Reply.Instead;
    }

    /** Runs the call to its end; the thread is still held then, or has executed another program and is released. */
    void run(Reply reply, Runnable announce) throws ErrnoException {
        Placed placed = prepare(reply);
        announce.run();
        if (tracee.runPending() == Tracee.Outcome.RETURNED) {
            remove(placed);
            tracee.release();
        }
    }

    /** Sets the thread up to make the call. */
    Placed prepare(Reply reply) throws ErrnoException {
        if (reply instanceof Reply.Instead instead) {
            tracee.rewind();
            architecture.enter(tracee.registers(), architecture.number(instead.call()));
            for (int i = 0; i < instead.arguments().size(); i++) {
                architecture.argument(tracee.registers(), i, instead.arguments().get(i));
            }
            return Placed.NOTHING;
        }
        return substitute((Reply.Again) reply);
    }

    private Placed substitute(Reply.Again again) throws ErrnoException {
        Placement placement = new Placement();
        int[] offsets = again.substitutes().stream()
                .mapToInt(substitute -> place(placement, substitute))
                .toArray();
        long address = 0;
        if (placement.size() > 0) {
            // A mapping of its own and not the stack: a goroutine's stack is small and has other data below it. After
            // an execve it is gone; of a vfork parent it stays a part, a page or two, because the child was not yet
            // done with it.
            address = tracee.place(new byte[placement.size()]);
            tracee.memory().write(address, placement.at(address));
        }
        tracee.rewind();
        for (int i = 0; i < offsets.length; i++) {
            Substitute substitute = again.substitutes().get(i);
            long value = substitute instanceof Substitute.Number number ? number.value() : address + offsets[i];
            architecture.argument(tracee.registers(), substitute.index(), value);
        }
        return new Placed(address, placement.size());
    }

    /** Takes what was placed out of the held thread's memory again. */
    void remove(Placed placed) throws ErrnoException {
        if (placed.size() > 0) {
            tracee.inject(SystemCall.MUNMAP, placed.address(), placed.size());
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
