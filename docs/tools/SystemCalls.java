import io.umview.api.Interest;
import io.umview.api.Interest.ArgumentTest;
import io.umview.api.Interest.Trap;
import io.umview.api.SystemCall;
import java.io.PrintStream;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** Writes docs/system-calls.md from the tables of the code; see {@code system-calls} beside it. */
final class SystemCalls {
    private static final PrintStream OUT = System.out;

    private SystemCalls() {}

    public static void main(String[] arguments) throws ReflectiveOperationException {
        OUT.println("""
                # Which system calls are trapped when

                Written by `docs/tools/system-calls` from the tables of the code, for x86-64. Everything that is not listed is
                never trapped: it is executed by the kernel and costs nothing. An interest that grew does not shrink: what was
                trapped once goes on reaching the hypervisor in the processes that had it, and is let through.

                In all tables an empty condition means every occurrence of the call. Conditions are tested by the kernel, in
                the seccomp filter; arguments are counted from 0.
                """);
        section(
                "In every view",
                """
                By the hypervisor itself: commands of the view are recognised when they are executed, `pivot_root(NULL, …)`
                carries virtual system calls, and in `personality` lie the marks of guest threads.
                """,
                interest("io.umview.hypervisor.internal.call.Dispatcher", "ALWAYS"));
        section(
                "In the views of an ordinary user",
                """
                By the tracer: what makes a process undumpable puts it out of its reach (not that of root, nor with
                `--nokvm`).
                """,
                interest("io.umview.tracer.internal.Undumpable", "INTEREST"));
        section(
                "When guests are traced by ptrace (`--nokvm`)",
                "By the tracer, besides the above: a thread that asks not to be traced would get lost.\n",
                interest("io.umview.tracer.internal.TraceLoop", "OWN"));
        section(
                "Once a service claimed calls or something was mounted",
                "There is no io_uring then (ENOSYS): its operations are made by the kernel itself and pass no filter.\n",
                interest("io.umview.hypervisor.internal.view.Bypass", "IO_URING"));
        section(
                "Once something was mounted in a view",
                """
                Calls that take a path, and calls after which paths may lead elsewhere. Those that lead to nothing of the view
                are executed by the kernel. The same calls are then trapped in all views of the hypervisor.
                """,
                called("io.umview.hypervisor.internal.path.PathCalls", "interest"));
        section(
                "Once a hidden tree was mounted, or a path claimed",
                """
                As `umfuse` and `umdev` do, and `umnet` for stacks that show themselves in proc(5) and sysfs(5). Calls that have
                paths in addresses or tell some, and those after which a thread may be somebody else to files: calls on files of
                the tree are made by the hypervisor with what the caller may do.
                """,
                called("io.umview.hypervisor.internal.path.TreeCalls", "interest"));
        section(
                "Once a tree was mounted that shows files as something else",
                "As `umdev` does with devices.\n",
                interest("io.umview.hypervisor.internal.path.TreeCalls", "STATUSES"));
        requests(
                "Once a block device of umdev was mounted",
                """
                Requests of ioctl(2) that FUSE does not pass on, because their numbers tell neither size nor direction. Devices
                of a kind of their own, such as `umdevtap`, have theirs besides.
                """,
                (List<?>) method("io.umview.umdev.block.BlockIoctls", "requests").invoke(null));
        OUT.println("""
                ## With umnet

                | number | call | trapped when |
                |---|---|---|
                | %d | `socket` | argument 0 is one of the protocol families that a mounted stack answers for, that the \
                arguments of umnet deny, or that a process chose a stack for |
                """.formatted(number(SystemCall.SOCKET)));
        OUT.println("""
                What makes sockets of the host or none (`umnetnative`, `umnetnull`, …) has nothing else of a socket trapped.
                """);
        section(
                "Once a stack was mounted that shows itself in proc(5) and sysfs(5)",
                "By umnet, which asks the stack of the caller; besides, all that is trapped for paths and hidden trees.\n",
                interest("io.umview.umnet.internal.StackViews", "INTEREST"));
        section(
                "Once umnetlwipv6 was mounted",
                "Calls on sockets. What moves plain data is not among them.\n",
                interest("io.umview.umnet.lwipv6.call.SocketInterest", "ALL"));
        section(
                "Once a packet socket of umnetlwipv6 has a ring",
                "Then the ring is mapped (packet(7)).\n",
                interest("io.umview.umnet.lwipv6.call.SocketInterest", "MAPPINGS"));
        section(
                "Once a stream of umnetlwipv6 has SO_LINGER with a time",
                "Then its end waits (socket(7)).\n",
                interest("io.umview.umnet.lwipv6.call.SocketInterest", "CLOSES"));
        OUT.print("""
                ## Other calls

                A module may claim any call that the API knows (`io.umview.api.SystemCall`, %d calls of Linux 6.18), and tells
                in which conditions it must see it.
                """.formatted(SystemCall.values().length - 1));
    }

    private static void section(String title, String text, Interest interest) throws ReflectiveOperationException {
        OUT.println("## " + title + "\n\n" + text + "\n| number | call | trapped when |\n|---|---|---|");
        List<Trap> traps = new ArrayList<>(interest.traps());
        traps.removeIf(trap -> number(trap.call()) < 0);
        traps.sort(Comparator.comparingInt(trap -> number(trap.call())));
        for (Trap trap : traps) {
            String condition = trap.tests().stream().map(SystemCalls::describe).collect(Collectors.joining(" and "));
            OUT.println("| " + number(trap.call()) + " | `" + trap.call() + "` | " + condition + " |");
        }
        OUT.println();
    }

    /** Requests of ioctl(2). */
    private static void requests(String title, String text, List<?> requests) {
        String numbers = requests.stream()
                .map(request -> "0x" + Integer.toHexString((Integer) request))
                .collect(Collectors.joining(", "));
        OUT.println("## " + title + "\n\n" + text + "\n| number | call | trapped when |\n|---|---|---|");
        OUT.println("| " + number(SystemCall.IOCTL) + " | `ioctl` | argument 1 is one of " + numbers + " |\n");
    }

    private static String describe(ArgumentTest test) {
        String argument = "argument " + test.index();
        if (test.value() == 0 && test.mask() == -1L) {
            return argument + (test.equal() ? " is NULL" : " is not NULL");
        }
        if (test.mask() == test.value()) {
            return argument + (test.equal() ? " has the bits 0x" : " lacks a bit of 0x") + Long.toHexString(test.mask());
        }
        if (test.mask() == -1L || test.mask() == 0xffffffffL) {
            return argument + (test.equal() ? " is " : " is not ") + number(test.value());
        }
        if (test.value() == 0) {
            return argument + (test.equal() ? " has no bit of 0x" : " has a bit of 0x") + Long.toHexString(test.mask());
        }
        return argument + " & 0x" + Long.toHexString(test.mask()) + (test.equal() ? " is 0x" : " is not 0x")
                + Long.toHexString(test.value());
    }

    private static String number(long value) {
        return value > 1000 ? "0x" + Long.toHexString(value) : Long.toString(value);
    }

    private static int number(SystemCall call) {
        try {
            SystemCall[] table =
                    (SystemCall[]) field("io.umview.tracer.internal.X86_64Calls", "TABLE").get(null);
            for (int number = 0; number < table.length; number++) {
                if (table[number] == call) {
                    return number;
                }
            }
            return -1;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Interest interest(String type, String name) throws ReflectiveOperationException {
        return (Interest) field(type, name).get(null);
    }

    private static Interest called(String type, String name) throws ReflectiveOperationException {
        return (Interest) method(type, name).invoke(null);
    }

    private static Field field(String type, String name) throws ReflectiveOperationException {
        Field field = Class.forName(type).getDeclaredField(name);
        field.setAccessible(true);
        return field;
    }

    private static Method method(String type, String name) throws ReflectiveOperationException {
        Method method = Class.forName(type).getDeclaredMethod(name);
        method.setAccessible(true);
        return method;
    }
}
