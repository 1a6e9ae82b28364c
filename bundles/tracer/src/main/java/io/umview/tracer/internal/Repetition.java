package io.umview.tracer.internal;

import io.umview.api.ErrnoException;
import io.umview.api.Reply;
import io.umview.api.Reply.Substitute;
import io.umview.api.SystemCall;
import io.umview.linux.Files;
import java.util.Arrays;

/** Lets a held thread make its pending call again with other arguments, or another call in its place. */
final class Repetition {
    private final Architecture architecture;
    private final Tracee tracee;
    private final int process;

    /** What the new arguments refer to: a mapping in the guest, and descriptors that it has for the time of the call. */
    record Placed(long address, int size, int[] lent) {
        static final Placed NOTHING = new Placed(0, 0, new int[0]);
    }

    /** @param process the one that the thread belongs to */
    Repetition(Architecture architecture, Tracee tracee, int process) {
        this.architecture = architecture;
        this.tracee = tracee;
        this.process = process;
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

    /** Replaces a descriptor of the thread, which is held. @return what its call returns */
    long replace(Reply.Replacing reply) throws ErrnoException {
        long flags = tracee.injectChecked(SystemCall.FCNTL, reply.target(), Files.F_GETFD);
        int sent = new DescriptorTransfer(tracee, process).send(reply.descriptor(), true);
        try {
            long closeOnExec = (flags & Files.FD_CLOEXEC) != 0 ? Files.O_CLOEXEC : 0;
            tracee.injectChecked(SystemCall.DUP3, sent, reply.target(), closeOnExec);
        } finally {
            tracee.inject(SystemCall.CLOSE, sent);
        }
        return reply.result();
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
        long[] values = new long[offsets.length];
        int[] lent = new int[offsets.length];
        int count = 0;
        for (int i = 0; i < offsets.length; i++) {
            Substitute substitute = again.substitutes().get(i);
            if (substitute instanceof Substitute.Number number) {
                values[i] = number.value();
            } else if (substitute instanceof Substitute.Lent descriptor) {
                lent[count] = new DescriptorTransfer(tracee, process).send(descriptor.descriptor(), true);
                values[i] = lent[count++];
            } else {
                values[i] = address + offsets[i];
            }
        }
        tracee.rewind();
        for (int i = 0; i < offsets.length; i++) {
            architecture.argument(tracee.registers(), again.substitutes().get(i).index(), values[i]);
        }
        return new Placed(address, placement.size(), Arrays.copyOf(lent, count));
    }

    /** Takes what was placed and lent away from the held thread again. */
    void remove(Placed placed) throws ErrnoException {
        for (int descriptor : placed.lent()) {
            tracee.inject(SystemCall.CLOSE, descriptor);
        }
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
