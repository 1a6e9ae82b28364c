package io.umview.tracer.internal;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.GuestText;
import io.umview.api.SystemCall;
import io.umview.linux.Processes;
import io.umview.tracer.Program;
import java.nio.ByteOrder;
import java.util.List;

/**
 * The start of a guest: a process that idles is spawned, and, once it is held, made to execute the program. So the program's
 * own execve is the first call that is trapped, and nothing of another program, such as a shell, colours its environment.
 */
final class Launch {
    /** Number of the virtual system call by which a guest whose execve failed says so. */
    static final int EXEC_FAILED = 0x756d;

    private static final String IDLE_PROGRAM = "/bin/sleep";
    /** struct sigaction of the kernel: handler, flags, restorer, mask; and the size of the last. */
    private static final int SIGACTION = 32;

    private static final int SIGSET = 8;
    private static final byte SIG_IGN = 1;

    private static final List<String> IDLE = List.of("sleep", "2147483647");

    private final Architecture architecture;
    private final Program program;

    Launch(Architecture architecture, Program program) {
        this.architecture = architecture;
        this.program = program;
    }

    /** Spawns the idle process, with the signals blocked that this process was started with. */
    int spawn() throws ErrnoException {
        Inheritance.keepOwnDescriptors();
        int pid = Processes.spawn(IDLE_PROGRAM, IDLE, Inheritance.BLOCKED);
        if (pid < 0) {
            throw Errno.of(-pid).exception();
        }
        return pid;
    }

    /** Sets the held idle process up to execute the program when it is released. */
    void prepare(Tracee tracee) throws ErrnoException {
        ignoreSignals(tracee);
        Placement placement = new Placement();
        placement.raw(architecture.execOrReport(EXEC_FAILED));
        int path = placement.text(GuestText.encode(program.path()));
        int arguments = placement.array(encode(program.arguments()));
        int environment = placement.array(encode(program.environment()));
        long address = tracee.place(new byte[placement.size()]);
        tracee.memory().write(address, placement.at(address));
        tracee.makeExecutable(address, placement.size());
        architecture.enter(tracee.registers(), architecture.number(SystemCall.EXECVE));
        architecture.instructionPointer(tracee.registers(), address);
        architecture.argument(tracee.registers(), 0, address + path);
        architecture.argument(tracee.registers(), 1, address + arguments);
        architecture.argument(tracee.registers(), 2, address + environment);
    }

    /** What was ignored when this process was started; its own settings, which a child would inherit, are the virtual machine's. */
    private static void ignoreSignals(Tracee tracee) throws ErrnoException {
        long ignored = Inheritance.IGNORED;
        if (ignored == 0) {
            return;
        }
        byte[] ignore = new byte[SIGACTION];
        ignore[ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? 0 : 7] = SIG_IGN;
        long address = tracee.place(ignore);
        while (ignored != 0) {
            int signal = Long.numberOfTrailingZeros(ignored) + 1;
            tracee.injectChecked(SystemCall.RT_SIGACTION, signal, address, 0, SIGSET);
            ignored &= ignored - 1;
        }
        tracee.injectChecked(SystemCall.MUNMAP, address, SIGACTION);
    }

    private static List<byte[]> encode(List<String> strings) {
        return strings.stream().map(GuestText::encode).toList();
    }
}
