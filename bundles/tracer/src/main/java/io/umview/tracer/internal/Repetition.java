package io.umview.tracer.internal;

import io.umview.api.ErrnoException;
import io.umview.api.Reply;
import io.umview.api.Reply.Substitute;
import io.umview.api.SystemCall;
import io.umview.linux.Files;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.BooleanSupplier;

/** Lets a held thread make its pending call again with other arguments, or another call in its place. */
final class Repetition {
    private static final short AF_UNIX = 1;

    private final Architecture architecture;
    private final Tracee tracee;
    private final Lender lender;

    /** Gives the guest a duplicate of a descriptor. @return its number there */
    @FunctionalInterface
    interface Lender {
        int lend(int descriptor) throws ErrnoException;
    }

    /**
     * What the guest has for the call only.
     *
     * @param address of a mapping that new arguments point to, and its size
     * @param lent a descriptor, -1 for none
     */
    record Placed(long address, int size, int lent) {
        static final Placed NOTHING = new Placed(0, 0, -1);
    }

    Repetition(Architecture architecture, Tracee tracee, Lender lender) {
        this.architecture = architecture;
        this.tracee = tracee;
        this.lender = lender;
    }

    /** The descriptor that a reply lends the guest, -1 for none. */
    static int lentBy(Reply reply) {
        return reply instanceof Reply.Again again ? again.lent() : -1;
    }

    /** Whether a reply asks for a repetition. */
    static boolean isAskedBy(Reply reply) {
        return reply instanceof Reply.Again || reply instanceof Reply.Instead;
    }

    /**
     * Runs the call to its end, and releases the thread.
     *
     * @param urgent whether the thread must leave the call if it blocks: it makes it again then
     * @param announce says that the thread is about to make a call that is to be let through
     * @param withdraw says that it has made it: it may not have been one that is trapped, and the next one is another
     */
    void run(Reply reply, BooleanSupplier urgent, Runnable announce, Runnable withdraw) throws ErrnoException {
        Placed placed = prepare(reply);
        announce.run();
        if (tracee.runPending(urgent) == Tracee.Outcome.RETURNED) {
            withdraw.run();
            remove(placed);
            tracee.release();
        }
    }

    /** Replaces a descriptor of the thread, which is held. @return what its call returns */
    static long replace(Tracee tracee, int process, Reply.Replacing reply) throws ErrnoException {
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
        int source = again.lent();
        int lent = source < 0 ? -1 : lender.lend(source);
        int[] offsets = again.substitutes().stream()
                .mapToInt(substitute -> place(placement, substitute, lent))
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
        if (again.call() != null) {
            architecture.enter(tracee.registers(), architecture.number(again.call()));
        }
        for (int i = 0; i < offsets.length; i++) {
            Substitute substitute = again.substitutes().get(i);
            architecture.argument(
                    tracee.registers(), substitute.index(), value(substitute, address + offsets[i], lent));
        }
        return new Placed(address, placement.size(), lent);
    }

    private static long value(Substitute substitute, long pointer, int lent) {
        if (substitute instanceof Substitute.Number number) {
            return number.value();
        }
        return substitute instanceof Substitute.Lent descriptor && descriptor.path() == null ? lent : pointer;
    }

    /** Takes what was placed, and lent, from the held thread again. */
    void remove(Placed placed) throws ErrnoException {
        if (placed.lent() >= 0) {
            tracee.inject(SystemCall.CLOSE, placed.lent());
        }
        if (placed.size() > 0) {
            tracee.inject(SystemCall.MUNMAP, placed.address(), placed.size());
        }
    }

    private static int place(Placement placement, Substitute substitute, int lent) {
        if (substitute instanceof Substitute.Lent descriptor && descriptor.path() != null) {
            return placement.text(pathOf(lent, descriptor.path()));
        }
        if (substitute instanceof Substitute.LentAddress address) {
            return placement.raw(addressOf(lent, address.path()));
        }
        if (substitute instanceof Substitute.Text text) {
            return placement.text(text.bytes());
        }
        if (substitute instanceof Substitute.TextArray array) {
            return placement.array(array.strings());
        }
        return 0;
    }

    private static byte[] addressOf(int lent, byte[] rest) {
        byte[] path = pathOf(lent, rest);
        ByteBuffer address = ByteBuffer.allocate(Substitute.LentAddress.SIZE).order(ByteOrder.nativeOrder());
        return address.putShort(AF_UNIX).put(path).array();
    }

    /** A path through a descriptor of the caller's. */
    static byte[] pathOf(int lent, byte[] rest) {
        byte[] descriptor = ("/proc/self/fd/" + lent).getBytes(StandardCharsets.US_ASCII);
        byte[] path = Arrays.copyOf(descriptor, descriptor.length + rest.length);
        System.arraycopy(rest, 0, path, descriptor.length, rest.length);
        return path;
    }
}
