package io.umview.tracer.internal;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.Reply;
import io.umview.api.Reply.Substitute;
import io.umview.api.SystemCall;
import io.umview.linux.Files;
import io.umview.linux.NativeBuffer;
import io.umview.linux.Processes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;

/**
 * execve(2) of a lent program by a thread that a debugger holds, so that nobody else can set its registers: the path is
 * exchanged in the caller's memory. That memory is gone as soon as the program runs; if the call fails, it gets back what was
 * there. Other strings of the call that are in the way are put below the stack for so long.
 */
final class ExecInPlace implements AutoCloseable {
    private static final int LONGEST = 1 << 17;
    private static final int MOST_STRINGS = 1 << 16;
    private static final int WORD = 8;

    /** What a function may use below its stack pointer (System V ABI for AMD64, 3.2.2). */
    private static final int RED_ZONE = 128;

    private static final long LOOK_AGAIN_NANOS = 500_000;
    private static final int LOOKS_IN_A_ROW = 1000;
    private static final int LOOKS = 3000;

    private final KeptCall call;
    private final ProcFiles proc = new ProcFiles();
    private final Deque<Changed> changes = new ArrayDeque<>();
    private final ByteBuffer text = ByteBuffer.allocateDirect(LONGEST);

    /** Stays with the memory that the thread has now, also when it has executed the program. */
    private final int memory;

    private long scratch;

    private record Changed(long address, byte[] before) {}

    private ExecInPlace(KeptCall call) throws ErrnoException {
        this.call = call;
        memory = Files.open("/proc/" + call.thread() + "/mem", Files.O_RDWR | Files.O_CLOEXEC, 0);
        scratch = proc.stackPointer(call.thread()) - RED_ZONE;
        if (memory < 0) {
            throw Errno.of(-memory).exception();
        }
    }

    /** Whether a reply asks for nothing but a lent program. */
    static boolean isAskedBy(Reply reply, KeptCall call) {
        return call.systemCall() == SystemCall.EXECVE
                && reply instanceof Reply.Again again
                && (again.call() == null || again.call() == SystemCall.EXECVE)
                && again.substitutes().size() == 1
                && again.substitutes().get(0) instanceof Substitute.Lent lent
                && lent.path() != null;
    }

    /**
     * Exchanges the path.
     *
     * @param reply one that asks for it
     * @param lent the caller's number of the descriptor
     * @throws ErrnoException EPERM: the memory is another process's too, or cannot be exchanged
     */
    static ExecInPlace prepare(KeptCall call, Reply reply, int lent) throws ErrnoException {
        if (Processes.shareMemory(call.pid(), new ProcFiles().parentOf(call.thread()))) {
            // A vfork(2) child: its parent would go on with what is written here.
            throw Errno.EPERM.exception();
        }
        byte[] path = pathOf(reply, lent);
        ExecInPlace exec = new ExecInPlace(call);
        try {
            exec.clear(call.argument(1), path.length);
            exec.clear(call.argument(2), path.length);
            exec.write(call.argument(0), path);
            return exec;
        } catch (ErrnoException e) {
            exec.undo();
            exec.close();
            throw e;
        }
    }

    private static byte[] pathOf(Reply reply, int lent) {
        Substitute.Lent program =
                (Substitute.Lent) ((Reply.Again) reply).substitutes().get(0);
        byte[] path = Repetition.pathOf(lent, Objects.requireNonNull(program.path()));
        return Arrays.copyOf(path, path.length + 1);
    }

    /** Moves the strings of an array out of the path's way. */
    private void clear(long array, int length) throws ErrnoException {
        long from = call.argument(0);
        ByteBuffer pointer = ByteBuffer.allocateDirect(WORD).order(ByteOrder.nativeOrder());
        for (int i = 0; array != 0; i++) {
            long slot = array + (long) WORD * i;
            call.memory().read(slot, pointer.clear());
            if (i == MOST_STRINGS || meet(slot, WORD, from, length)) {
                throw Errno.EPERM.exception();
            }
            long string = pointer.getLong(0);
            if (string == 0) {
                return;
            }
            if (meet(string, LONGEST, from, length)) {
                byte[] moved = new byte[call.memory().string(string, text) + 1];
                if (meet(string, moved.length, from, length)) {
                    text.get(0, moved);
                    scratch = scratch - moved.length & -WORD;
                    write(scratch, moved);
                    write(slot, pointer.putLong(0, scratch));
                }
            }
        }
    }

    private static boolean meet(long a, long lengthOfA, long b, long lengthOfB) {
        return a < b + lengthOfB && b < a + lengthOfA;
    }

    private void write(long address, ByteBuffer word) throws ErrnoException {
        byte[] bytes = new byte[WORD];
        word.get(0, bytes);
        write(address, bytes);
    }

    private void write(long address, byte[] bytes) throws ErrnoException {
        NativeBuffer buffer = new NativeBuffer(bytes.length);
        byte[] before = new byte[bytes.length];
        check(Files.pread(memory, buffer.address(), bytes.length, address), bytes.length);
        buffer.bytes().get(0, before);
        buffer.bytes().put(0, bytes);
        changes.push(new Changed(address, before));
        check(Files.pwrite(memory, buffer.address(), bytes.length, address), bytes.length);
    }

    private static void check(long result, int expected) throws ErrnoException {
        if (result != expected) {
            throw Errno.EPERM.exception();
        }
    }

    private void undo() {
        while (!changes.isEmpty()) {
            Changed last = changes.pop();
            NativeBuffer buffer = new NativeBuffer(last.before.length);
            buffer.bytes().put(0, last.before);
            Files.pwrite(memory, buffer.address(), last.before.length, last.address);
        }
    }

    /**
     * Waits until the program runs, or has failed to: nobody tells. If it failed its caller may see the exchanged path for a
     * moment.
     */
    void awaitEnd() {
        NativeBuffer one = new NativeBuffer(1);
        int execve = proc.blockedIn(call.thread());
        for (int i = 0;
                i < LOOKS && Files.pread(memory, one.address(), 1, call.argument(0)) == 1 && !isOver(execve);
                i++) {
            if (i < LOOKS_IN_A_ROW) {
                Thread.onSpinWait();
            } else {
                LockSupport.parkNanos(LOOK_AGAIN_NANOS);
            }
        }
        undo();
    }

    /** The memory is still there: where the thread is stopped, that is not the stop at its new program. */
    private boolean isOver(int execve) {
        int now = proc.blockedIn(call.thread());
        return now >= 0 && now != execve || proc.isInTracingStop(call.thread());
    }

    @Override
    public void close() {
        Files.close(memory);
    }
}
