package io.umview.msocket;

import com.sun.jna.Function;
import com.sun.jna.JNIEnv;
import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import java.io.FileDescriptor;
import java.net.SocketException;
import java.nio.charset.Charset;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * msocket(2): sockets of a network stack that a special file names, and the choice of a default stack, on which all sockets
 * are made that the program, its libraries and the Java runtime make from then on.
 *
 * <p>As {@code msocket.h} does for C: where no stacks are (outside of views, and in views without umnet), a null path means
 * socket(2), and every other path is no stack. The numbers of families, types and protocols are those of Linux.
 *
 * <p>What is thrown has the {@link LastErrorException} with the errno as its cause; the errors are those of msocket(2).
 */
public final class Msocket {
    /** For {@link #chooseDefault}: all families that the stack serves. */
    public static final int PF_UNSPEC = 0;

    public static final int PF_UNIX = 1;
    public static final int PF_INET = 2;
    public static final int PF_INET6 = 10;
    public static final int PF_NETLINK = 16;
    public static final int PF_PACKET = 17;

    public static final int SOCK_STREAM = 1;
    public static final int SOCK_DGRAM = 2;
    public static final int SOCK_RAW = 3;

    /** To be or-ed to a type: not for other programs that this one executes. */
    public static final int SOCK_CLOEXEC = 02000000;

    /** To be or-ed to a type: no call blocks. */
    public static final int SOCK_NONBLOCK = 04000;

    private static final int SOCK_DEFAULT = 0;

    private static final int EPERM = 1;
    private static final int EFAULT = 14;
    private static final int EINVAL = 22;
    private static final int ENOSYS = 38;
    private static final int ENOTSUP = 95;

    /** What carries virtual system calls: pivot_root(NULL, count, number, arguments). */
    private static final long PIVOT_ROOT = Platform.isARM() ? 41 : 155;

    private static final long UM_SERVICE = 1;
    private static final long UM_MSOCKET = 2;
    private static final long UM_GETINFO = 0x101;
    private static final int ARGUMENTS = 4;

    /** Room for struct viewinfo of msocket.h. */
    private static final int VIEWINFO = 512;

    static {
        Native.register(Msocket.class, NativeLibrary.getProcess());
    }

    private Msocket() {}

    /**
     * Makes a stack the default of this process, all its threads and the processes that it starts from now on.
     *
     * @param path a stack special file
     * @param family one protocol family, or {@link #PF_UNSPEC} for all that the stack serves
     */
    public static void chooseDefault(String path, int family) throws SocketException {
        call(path, family, SOCK_DEFAULT, 0);
    }

    /**
     * Makes a socket.
     *
     * @param path the stack, null for the default
     * @param type {@link #SOCK_STREAM} and its like, with {@link #SOCK_CLOEXEC} and {@link #SOCK_NONBLOCK} or-ed to it
     * @return its descriptor, for {@code FileInputStream} and {@code FileOutputStream}; who closes one of these closes it
     */
    public static FileDescriptor open(@Nullable String path, int family, int type, int protocol)
            throws SocketException {
        int descriptor = socket(path, family, type, protocol);
        try {
            return Wrapping.wrap(descriptor);
        } catch (ReflectiveOperationException | RuntimeException | Error e) {
            close(descriptor);
            throw new IllegalStateException("this Java has other file descriptors", e);
        }
    }

    /** Like {@link #open}, for who goes on with other native code. @return the descriptor's number; the caller closes it */
    public static int socket(@Nullable String path, int family, int type, int protocol) throws SocketException {
        if (type == SOCK_DEFAULT) {
            throw failure(path, new LastErrorException(EINVAL));
        }
        return call(path, family, type, protocol);
    }

    private static int call(@Nullable String path, int family, int type, int protocol) throws SocketException {
        try (Memory name = path == null ? null : text(path)) {
            return (int) virtualCall(UM_MSOCKET, Pointer.nativeValue(name), family, type, protocol);
        } catch (LastErrorException e) {
            if (!noStacks(e.getErrorCode())) {
                throw failure(path, e);
            }
        }
        if (path != null) {
            throw failure(path, new LastErrorException(ENOTSUP));
        }
        try {
            return socket(family, type, protocol);
        } catch (LastErrorException e) {
            throw failure(null, e);
        }
    }

    /** Whether an error says that nobody serves msocket here; views give the same ones other meanings. */
    private static boolean noStacks(int error) {
        return error == ENOSYS || (error == EFAULT || error == EPERM) && !inView();
    }

    private static boolean inView() {
        try (Memory info = new Memory(VIEWINFO)) {
            virtualCall(UM_SERVICE, UM_GETINFO, Pointer.nativeValue(info), 0, 0);
            return true;
        } catch (LastErrorException e) {
            return false;
        }
    }

    private static long virtualCall(long number, long... arguments) {
        try (Memory values = new Memory((long) ARGUMENTS * Long.BYTES)) {
            values.write(0, arguments, 0, ARGUMENTS);
            return syscall(PIVOT_ROOT, 0, ARGUMENTS, number, values);
        }
    }

    private static Memory text(String path) {
        byte[] bytes = path.getBytes(Charset.forName(System.getProperty("native.encoding", "UTF-8")));
        Memory text = new Memory(bytes.length + 1L);
        text.write(0, bytes, 0, bytes.length);
        text.setByte(bytes.length, (byte) 0);
        return text;
    }

    private static SocketException failure(@Nullable String path, LastErrorException e) {
        String reason = strerror(e.getErrorCode());
        SocketException failure = new SocketException(path == null ? reason : path + ": " + reason);
        failure.initCause(e);
        return failure;
    }

    /**
     * A FileDescriptor around a number. Java has no way to make one, and its module system none into the class, but JNI has,
     * the same on every Java: jni.h, struct JNINativeInterface_.
     */
    private static final class Wrapping {
        private static final int FROM_REFLECTED_FIELD = 8;
        private static final int SET_INT_FIELD = 109;
        private static final Map<String, Object> WITH_OBJECTS = Map.of(Library.OPTION_ALLOW_OBJECTS, true);

        private static FileDescriptor wrap(int descriptor) throws ReflectiveOperationException {
            try (Memory table = new Memory(Native.POINTER_SIZE)) {
                memcpy(table, JNIEnv.CURRENT, Native.POINTER_SIZE);
                Pointer functions = table.getPointer(0);
                Object field = FileDescriptor.class.getDeclaredField("fd");
                Object id = function(functions, FROM_REFLECTED_FIELD)
                        .invoke(Pointer.class, new Object[] {JNIEnv.CURRENT, field}, WITH_OBJECTS);
                FileDescriptor wrapped = new FileDescriptor();
                function(functions, SET_INT_FIELD)
                        .invoke(void.class, new Object[] {JNIEnv.CURRENT, wrapped, id, descriptor}, WITH_OBJECTS);
                return wrapped;
            }
        }

        private static Function function(Pointer functions, int index) {
            return Function.getFunction(functions.getPointer((long) index * Native.POINTER_SIZE));
        }
    }

    private static native long syscall(long number, long a, long b, long c, Pointer d) throws LastErrorException;

    private static native int socket(int family, int type, int protocol) throws LastErrorException;

    private static native int close(int descriptor);

    private static native String strerror(int error);

    private static native Pointer memcpy(Pointer to, JNIEnv from, long size);
}
