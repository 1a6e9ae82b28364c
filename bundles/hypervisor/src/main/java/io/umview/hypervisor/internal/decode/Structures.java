package io.umview.hypervisor.internal.decode;

import io.umview.api.Call;
import io.umview.api.ErrnoException;
import java.nio.ByteBuffer;
import java.util.StringJoiner;

/** What pointers to structures point to; layouts of 64-bit Linux. */
final class Structures {
    /** As many elements of an array as strace(1) shows. */
    private static final int SHOWN = 32;

    private static final int WORD = Long.BYTES;
    private static final int UTIME_NOW = 0x3fffffff;
    private static final int UTIME_OMIT = 0x3ffffffe;

    private Structures() {}

    /** {@code argv}. */
    static String strings(Call call, long address) throws ErrnoException {
        if (address == 0) {
            return "NULL";
        }
        StringJoiner text = new StringJoiner(", ", "[", "]");
        for (int i = 0; i < SHOWN; i++) {
            long pointer = word(call, address + (long) i * WORD);
            if (pointer == 0) {
                return text.toString();
            }
            text.add(Text.string(call, pointer));
        }
        return text.add("...").toString();
    }

    /** {@code envp}: the environment is long and seldom wanted. */
    static String environment(Call call, long address) throws ErrnoException {
        if (address == 0) {
            return "NULL";
        }
        int count = 0;
        while (count < 4096 && word(call, address + (long) count * WORD) != 0) {
            count++;
        }
        return Text.hex(address) + " /* " + count + (count == 1 ? " var */" : " vars */");
    }

    private static long word(Call call, long address) throws ErrnoException {
        return Text.structure(call.memory(), address, WORD).getLong();
    }

    /** {@code struct iovec} elements; the data only of what goes to the kernel. */
    static String vectors(Call call, long address, long count, boolean withData) throws ErrnoException {
        if (address == 0) {
            return "NULL";
        }
        StringJoiner text = new StringJoiner(", ", "[", "]");
        for (long i = 0; i < Math.min(count, SHOWN); i++) {
            ByteBuffer fields = Text.structure(call.memory(), address + i * 2 * WORD, 2 * WORD);
            long base = fields.getLong();
            long length = fields.getLong();
            String data = withData ? Text.data(call, base, length) : Text.pointer(base);
            text.add("{iov_base=" + data + ", iov_len=" + length + "}");
        }
        return count > SHOWN ? text.add("...").toString() : text.toString();
    }

    /** {@code struct msghdr} of sendmsg(2). */
    static String message(Call call, long address) throws ErrnoException {
        if (address == 0) {
            return "NULL";
        }
        ByteBuffer fields = Text.structure(call.memory(), address, 7 * WORD);
        int nameLength = fields.getInt(WORD);
        long count = fields.getLong(3 * WORD);
        return "{msg_name=" + SocketAddress.text(call, fields.getLong(0), nameLength) + ", msg_namelen=" + nameLength
                + ", msg_iov=" + vectors(call, fields.getLong(2 * WORD), count, true) + ", msg_iovlen=" + count
                + ", msg_controllen=" + fields.getLong(5 * WORD) + ", msg_flags="
                + Constants.MSG.flags(fields.getInt(6 * WORD)) + "}";
    }

    /** {@code struct timespec}, or {@code struct timeval}. */
    static String time(Call call, long address, String fraction) throws ErrnoException {
        if (address == 0) {
            return "NULL";
        }
        return time(Text.structure(call.memory(), address, 2 * WORD), fraction);
    }

    /** Two of them, as utimensat(2) and utimes(2) take. */
    static String times(Call call, long address, String fraction) throws ErrnoException {
        if (address == 0) {
            return "NULL";
        }
        ByteBuffer fields = Text.structure(call.memory(), address, 4 * WORD);
        return "[" + time(fields, fraction) + ", " + time(fields, fraction) + "]";
    }

    /** {@code struct itimerval}, or {@code struct itimerspec}. */
    static String interval(Call call, long address, String fraction) throws ErrnoException {
        if (address == 0) {
            return "NULL";
        }
        ByteBuffer fields = Text.structure(call.memory(), address, 4 * WORD);
        return "{it_interval=" + time(fields, fraction) + ", it_value=" + time(fields, fraction) + "}";
    }

    private static String time(ByteBuffer fields, String fraction) {
        long seconds = fields.getLong();
        long rest = fields.getLong();
        if (fraction.equals("tv_nsec") && rest == UTIME_NOW) {
            return "UTIME_NOW";
        }
        if (fraction.equals("tv_nsec") && rest == UTIME_OMIT) {
            return "UTIME_OMIT";
        }
        return "{tv_sec=" + seconds + ", " + fraction + "=" + rest + "}";
    }

    /** {@code struct open_how}. */
    static String openHow(Call call, long address, long size) throws ErrnoException {
        if (address == 0 || size < 3 * WORD) {
            return Text.pointer(address);
        }
        ByteBuffer fields = Text.structure(call.memory(), address, 3 * WORD);
        long flags = fields.getLong();
        long mode = fields.getLong();
        return "{flags=" + Parameters.openFlags(flags)
                + (Parameters.creates(flags) ? ", mode=" + Text.octal((int) mode) : "")
                + ", resolve=" + Constants.RESOLVE.flags(fields.getLong()) + "}";
    }

    /** {@code struct clone_args}: the fields that say what kind of child it is. */
    static String cloneArguments(Call call, long address) throws ErrnoException {
        if (address == 0) {
            return "NULL";
        }
        ByteBuffer fields = Text.structure(call.memory(), address, 5 * WORD);
        return "{flags=" + Constants.CLONE.flags(fields.getLong(0)) + ", exit_signal="
                + Constants.SIGNAL.nameOrNumber(fields.getLong(4 * WORD)) + ", ...}";
    }

    /** {@code gid_t} elements. */
    static String groups(Call call, long count, long address) throws ErrnoException {
        if (address == 0) {
            return "NULL";
        }
        StringJoiner text = new StringJoiner(", ", "[", "]");
        int shown = (int) Math.max(0, Math.min(count, SHOWN));
        ByteBuffer fields = Text.structure(call.memory(), address, shown * Integer.BYTES);
        for (int i = 0; i < shown; i++) {
            text.add(Integer.toUnsignedString(fields.getInt()));
        }
        return count > SHOWN ? text.add("...").toString() : text.toString();
    }

    /** An {@code int} that a pointer leads to, as the length of a socket address is. */
    static String number(Call call, long address) throws ErrnoException {
        return address == 0
                ? "NULL"
                : "[" + Text.structure(call.memory(), address, Integer.BYTES).getInt() + "]";
    }

    /** {@code struct rlimit}. */
    static String limit(Call call, long address) throws ErrnoException {
        if (address == 0) {
            return "NULL";
        }
        ByteBuffer fields = Text.structure(call.memory(), address, 2 * WORD);
        return "{rlim_cur=" + limit(fields.getLong()) + ", rlim_max=" + limit(fields.getLong()) + "}";
    }

    private static String limit(long value) {
        return value == -1 ? "RLIM64_INFINITY" : Long.toUnsignedString(value);
    }
}
