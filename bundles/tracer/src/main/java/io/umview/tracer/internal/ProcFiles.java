package io.umview.tracer.internal;

import io.umview.linux.Files;
import io.umview.linux.NativeBuffer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/** Reads files of proc(5) into a buffer of its own, without allocation. Belongs to one thread at a time. */
final class ProcFiles {
    private static final int SELF = (int) ProcessHandle.current().pid();
    private static final int SIZE = 65536;
    private static final byte[] PROC = "/proc/".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PERSONALITY = "/personality".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] STATUS = "/status".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] AUXILIARY = "/auxv".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SYSTEM_CALL = "/syscall".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CHILDREN = "/children".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TGID = "\nTgid:\t".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] STATE = "\nState:\t".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PARENT = "\nPPid:\t".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TRACER = "\nTracerPid:\t".getBytes(StandardCharsets.US_ASCII);
    private static final int AT_SYSINFO_EHDR = 33;

    /** SIGCHLD, SIGCONT, SIGURG and SIGWINCH (signal(7)). */
    private static final long IGNORED_BY_DEFAULT = 1L << 16 | 1L << 17 | 1L << 22 | 1L << 27;

    private final NativeBuffer path = new NativeBuffer(64);
    private final NativeBuffer content = new NativeBuffer(SIZE);

    /** personality(2) of a thread, -1 when it cannot be read. */
    int personality(int thread) {
        int length = read(thread, PERSONALITY);
        int value = 0;
        for (int i = 0; i < length; i++) {
            int digit = Character.digit(content.bytes().get(i), 16);
            if (digit < 0) {
                break;
            }
            value = value << 4 | digit;
        }
        return length > 0 ? value : -1;
    }

    /** The process of a thread, -1 when there is no such thread. */
    int processOf(int thread) {
        int length = read(thread, STATUS);
        int at = indexOf(TGID, length);
        return at < 0 ? -1 : (int) number(at + TGID.length, length, 10);
    }

    /**
     * Signals that are pending for a thread and that it would notice, bit n-1 for signal n; all of them when it has ended.
     * What is neither blocked nor ignored it would: what it does not catch and Linux then ignores it would not, but of a traced
     * thread that is queued all the same.
     */
    long pendingSignals(int thread) {
        int length = read(thread, STATUS);
        if (length <= 0 || isZombie(length)) {
            return -1;
        }
        long pending = field("\nSigPnd:\t", length) | field("\nShdPnd:\t", length);
        long unnoticed = field("\nSigIgn:\t", length) | IGNORED_BY_DEFAULT & ~field("\nSigCgt:\t", length);
        return pending & ~field("\nSigBlk:\t", length) & ~unnoticed;
    }

    /** Whether a thread has ended, be it that somebody has still to take notice. */
    boolean hasEnded(int thread) {
        int length = read(thread, STATUS);
        return length <= 0 || isZombie(length);
    }

    /** Whether a thread waits where no signal but SIGKILL, if that, ends it, and no stop either. */
    boolean sleepsUninterruptibly(int thread) {
        return isInState(read(thread, STATUS), 'D');
    }

    /** Whether a thread stands still for its tracer. */
    boolean isInTracingStop(int thread) {
        return isInState(read(thread, STATUS), 't');
    }

    private boolean isZombie(int length) {
        return isInState(length, 'Z');
    }

    private boolean isInState(int length, char state) {
        int at = indexOf(STATE, length);
        return at >= 0 && content.bytes().get(at + STATE.length) == state;
    }

    /** The process that waits for the end of a thread's process, -1 when there is no such thread. */
    int parentOf(int thread) {
        int length = read(thread, STATUS);
        int at = indexOf(PARENT, length);
        return at < 0 ? -1 : (int) number(at + PARENT.length, length, 10);
    }

    /** Signals that this process ignores. */
    long ignoredSignals(int thread) {
        return field("\nSigIgn:\t", read(thread, STATUS));
    }

    /** Signals that a thread blocks. */
    long blockedSignals(int thread) {
        return field("\nSigBlk:\t", read(thread, STATUS));
    }

    /** Whether somebody else than this process traces a thread. */
    boolean debugged(int thread) {
        int tracer = tracer(thread);
        return tracer != 0 && processOf(tracer) != SELF;
    }

    /** Whether this process traces a thread. */
    boolean held(int thread) {
        int tracer = tracer(thread);
        return tracer != 0 && processOf(tracer) == SELF;
    }

    private int tracer(int thread) {
        int length = read(thread, STATUS);
        int at = indexOf(TRACER, length);
        return at < 0 ? 0 : (int) number(at + TRACER.length, length, 10);
    }

    /** Where the vdso is mapped, 0 when the process has none. */
    long vdso(int process) {
        int length = read(process, AUXILIARY);
        for (int i = 0; i + 16 <= length; i += 16) {
            if (content.bytes().getLong(i) == AT_SYSINFO_EHDR) {
                return content.bytes().getLong(i + 8);
            }
        }
        return 0;
    }

    /** The number of the call in which a thread is blocked, -1 when it runs or cannot be looked at. */
    int blockedIn(int thread) {
        int length = read(thread, SYSTEM_CALL);
        return length > 0 && Character.isDigit(content.bytes().get(0)) ? (int) number(0, length, 10) : -1;
    }

    /** The stack pointer of a thread that is blocked in a call, 0 when it runs or cannot be looked at. */
    long stackPointer(int thread) {
        int length = read(thread, SYSTEM_CALL);
        int fields = 0;
        for (int i = 0; i < length; i++) {
            // Number, six arguments, stack pointer, instruction pointer: proc(5).
            if (content.bytes().get(i) == ' ' && ++fields == 7) {
                return number(i + " 0x".length(), length, 16);
            }
        }
        return 0;
    }

    /** The children that one thread of a process has. */
    List<Integer> children(int process, int thread) {
        ByteBuffer name = path.bytes();
        int end = append(append(put(0, PROC), process), "/task/");
        end = append(end, thread);
        put(end, CHILDREN);
        name.put(end + CHILDREN.length, (byte) 0);
        int length = readNamed();
        List<Integer> children = new ArrayList<>();
        int at = 0;
        while (at < length) {
            int value = (int) number(at, length, 10);
            if (value > 0) {
                children.add(value);
            }
            while (at < length && content.bytes().get(at) != ' ') {
                at++;
            }
            at++;
        }
        return children;
    }

    /** The threads of a process; empty when it has ended. */
    static List<Integer> threads(int process) {
        List<Integer> threads = new ArrayList<>();
        numbers("/proc/" + process + "/task", threads::add);
        return threads;
    }

    private static void numbers(String directory, IntConsumer consumer) {
        String[] names = new java.io.File(directory).list();
        if (names != null) {
            for (String name : names) {
                consumer.accept(Integer.parseInt(name));
            }
        }
    }

    private int read(int id, byte[] file) {
        int end = append(put(0, PROC), id);
        put(end, file);
        path.bytes().put(end + file.length, (byte) 0);
        return readNamed();
    }

    private int readNamed() {
        int descriptor = Files.openat(Files.AT_FDCWD, path.address(), Files.O_RDONLY | Files.O_CLOEXEC, 0);
        if (descriptor < 0) {
            return -1;
        }
        long total = 0;
        long count;
        while (total < SIZE && (count = Files.read(descriptor, content.address() + total, SIZE - total)) > 0) {
            total += count;
        }
        Files.close(descriptor);
        return (int) total;
    }

    private int put(int at, byte[] text) {
        path.bytes().put(at, text);
        return at + text.length;
    }

    private int append(int at, String text) {
        return put(at, text.getBytes(StandardCharsets.US_ASCII));
    }

    private int append(int at, int number) {
        int digits = 1;
        for (int rest = number / 10; rest > 0; rest /= 10) {
            digits++;
        }
        for (int i = digits - 1, rest = number; i >= 0; i--, rest /= 10) {
            path.bytes().put(at + i, (byte) ('0' + rest % 10));
        }
        return at + digits;
    }

    private long field(String label, int length) {
        byte[] text = label.getBytes(StandardCharsets.US_ASCII);
        int at = indexOf(text, length);
        return at < 0 ? 0 : number(at + text.length, length, 16);
    }

    private long number(int from, int length, int radix) {
        long value = 0;
        for (int i = from; i < length; i++) {
            int digit = Character.digit(content.bytes().get(i), radix);
            if (digit < 0) {
                break;
            }
            value = value * radix + digit;
        }
        return value;
    }

    private int indexOf(byte[] text, int length) {
        for (int at = 0; at + text.length <= length; at++) {
            int i = 0;
            while (i < text.length && content.bytes().get(at + i) == text[i]) {
                i++;
            }
            if (i == text.length) {
                return at;
            }
        }
        return -1;
    }
}
