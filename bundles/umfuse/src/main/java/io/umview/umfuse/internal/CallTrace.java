package io.umview.umfuse.internal;

import io.umview.api.Call;
import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.HiddenTree.CallObserver;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Lines about calls, of the option {@code debug}. */
final class CallTrace implements CallObserver {
    private static final int O_CREAT = 0100;
    private static final int O_CREAT_TRUNC_WRONLY = 01101;
    private static final int AT_REMOVEDIR = 0x200;

    private final String place;
    private final Consumer<String> lines;

    CallTrace(String place, Consumer<String> lines) {
        this.place = place;
        this.lines = lines;
    }

    @Override
    public void made(Call call, String below, @Nullable Errno error) {
        String path = below.isEmpty() ? "/" : below;
        String result =
                error == null ? " status: Success Err:0" : " status: " + error.text() + " Err:" + error.number();
        lines.accept(
                switch (call.systemCall()) {
                    case STAT, LSTAT, NEWFSTATAT, STATX -> place + ": stat->GETATTR => path:" + path + result;
                    case OPEN, OPENAT, OPENAT2, CREAT -> opened(call, path, error);
                    default -> operation(call) + " [" + place + "] => path:" + path + argument(call) + result;
                });
    }

    private String opened(Call call, String path, @Nullable Errno error) {
        long flags = flags(call);
        String operation = (flags & O_CREAT) != 0 ? "CREATE[" : "OPEN[";
        return error == null
                ? operation + place + "] => path:" + path + " flags:0x" + Long.toHexString(flags)
                : operation + place + "] ERROR => path:" + path + " flags:0x" + Long.toHexString(flags) + " Err:"
                        + error.number();
    }

    private static long flags(Call call) {
        return switch (call.systemCall()) {
            case OPEN -> call.intArgument(1);
            case OPENAT -> call.intArgument(2);
            case CREAT -> O_CREAT_TRUNC_WRONLY;
            default -> howFlags(call);
        };
    }

    /** The first number of a struct open_how. */
    private static long howFlags(Call call) {
        try {
            byte[] flags = call.memory().bytes(call.argument(2), Long.BYTES);
            return ByteBuffer.wrap(flags).order(ByteOrder.nativeOrder()).getLong();
        } catch (ErrnoException e) {
            return 0;
        }
    }

    private static String operation(Call call) {
        return switch (call.systemCall()) {
            case ACCESS, FACCESSAT, FACCESSAT2 -> "ACCESS";
            case MKDIR, MKDIRAT -> "MKDIR";
            case MKNOD, MKNODAT -> "MKNOD";
            case CHMOD, FCHMODAT -> "CHMOD";
            case UNLINKAT -> (call.intArgument(2) & AT_REMOVEDIR) != 0 ? "RMDIR" : "UNLINK";
            case RENAME, RENAMEAT, RENAMEAT2 -> "RENAME";
            case LINKAT -> "LINK";
            case SYMLINKAT -> "SYMLINK";
            case READLINKAT -> "READLINK";
            case LCHOWN, FCHOWNAT -> "CHOWN";
            default -> call.systemCall().name();
        };
    }

    private static String argument(Call call) {
        return switch (call.systemCall()) {
            case ACCESS -> " mode:" + rights(call.intArgument(1));
            case FACCESSAT, FACCESSAT2 -> " mode:" + rights(call.intArgument(2));
            case MKDIR, MKNOD, CHMOD -> " mode:0" + Integer.toOctalString(call.intArgument(1));
            case MKDIRAT, MKNODAT, FCHMODAT -> " mode:0" + Integer.toOctalString(call.intArgument(2));
            case TRUNCATE -> " size:" + call.argument(1);
            default -> "";
        };
    }

    private static String rights(int mode) {
        return ((mode & 4) != 0 ? "R" : "")
                + ((mode & 2) != 0 ? "W" : "")
                + ((mode & 1) != 0 ? "X" : "")
                + (mode == 0 ? "F" : "");
    }
}
