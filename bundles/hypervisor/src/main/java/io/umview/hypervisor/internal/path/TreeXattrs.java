package io.umview.hypervisor.internal.path;

import static io.umview.api.SystemCall.*;

import io.umview.api.Call;
import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.SystemCall;
import io.umview.linux.FileCalls;
import io.umview.linux.NativeBuffer;
import java.util.EnumSet;
import java.util.Set;

/** Extended attributes (xattr(7)) of files in a tree. */
final class TreeXattrs {
    static final Set<SystemCall> CALLS = EnumSet.of(
            SETXATTR,
            LSETXATTR,
            GETXATTR,
            LGETXATTR,
            LISTXATTR,
            LLISTXATTR,
            REMOVEXATTR,
            LREMOVEXATTR,
            SETXATTRAT,
            GETXATTRAT,
            LISTXATTRAT,
            REMOVEXATTRAT);

    /** XATTR_SIZE_MAX, XATTR_NAME_MAX and struct xattr_args (include/uapi/linux/limits.h, xattr.h). */
    private static final int MOST = 65536;

    private static final int XATTR_CREATE_OR_REPLACE = 3;
    private static final int LONGEST_NAME = 255;
    private static final int ARGUMENTS = 16;

    private final NativeBuffer name = new NativeBuffer(LONGEST_NAME + 1);
    private final NativeBuffer arguments = new NativeBuffer(ARGUMENTS);
    private final NativeBuffer value = new NativeBuffer(MOST);

    /** @param path leads to the file */
    long on(Call call, long path) throws ErrnoException {
        return switch (call.systemCall()) {
            case SETXATTR, LSETXATTR ->
                set(call, path, call.argument(1), call.argument(2), call.argument(3), call.intArgument(4));
            case GETXATTR, LGETXATTR -> get(call, path, call.argument(1), call.argument(2), call.argument(3));
            case LISTXATTR, LLISTXATTR -> list(call, path, call.argument(1), call.argument(2));
            case REMOVEXATTR, LREMOVEXATTR -> FileCalls.removexattr(path, name(call, call.argument(1)));
            case SETXATTRAT -> {
                readArguments(call);
                yield set(
                        call,
                        path,
                        call.argument(3),
                        arguments.bytes().getLong(0),
                        arguments.bytes().getInt(8),
                        arguments.bytes().getInt(12));
            }
            case GETXATTRAT -> {
                readArguments(call);
                yield get(
                        call,
                        path,
                        call.argument(3),
                        arguments.bytes().getLong(0),
                        arguments.bytes().getInt(8));
            }
            case LISTXATTRAT -> list(call, path, call.argument(3), call.argument(4));
            default -> FileCalls.removexattr(path, name(call, call.argument(3)));
        };
    }

    private void readArguments(Call call) throws ErrnoException {
        if (call.argument(5) < ARGUMENTS) {
            throw Errno.EINVAL.exception();
        }
        call.memory().read(call.argument(4), Results.part(arguments, ARGUMENTS));
    }

    private long name(Call call, long address) throws ErrnoException {
        try {
            call.memory().string(address, name.bytes());
        } catch (ErrnoException e) {
            throw e.errno() == Errno.ENAMETOOLONG ? Errno.ERANGE.exception() : e;
        }
        return name.address();
    }

    private long set(Call call, long path, long nameAddress, long from, long size, int flags) throws ErrnoException {
        if ((flags & ~XATTR_CREATE_OR_REPLACE) != 0) {
            throw Errno.EINVAL.exception();
        }
        long named = name(call, nameAddress);
        if (size < 0 || size > MOST) {
            throw Errno.E2BIG.exception();
        }
        call.memory().read(from, Results.part(value, (int) size));
        return FileCalls.setxattr(path, named, value.address(), size, flags);
    }

    private long get(Call call, long path, long nameAddress, long to, long size) throws ErrnoException {
        long named = name(call, nameAddress);
        return written(call, to, size, FileCalls.getxattr(path, named, value.address(), room(size)));
    }

    private long list(Call call, long path, long to, long size) throws ErrnoException {
        return written(call, to, size, FileCalls.listxattr(path, value.address(), room(size)));
    }

    private static long room(long size) {
        return Long.compareUnsigned(size, MOST) > 0 ? MOST : size;
    }

    private long written(Call call, long to, long size, long result) throws ErrnoException {
        if (size != 0 && result > 0) {
            call.memory().write(to, Results.part(value, (int) result));
        }
        return result;
    }
}
