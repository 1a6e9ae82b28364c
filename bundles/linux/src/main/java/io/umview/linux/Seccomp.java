package io.umview.linux;

/**
 * seccomp(2) user notification (Linux 5.0; include/uapi/linux/seccomp.h). Offsets are those of {@code struct seccomp_notif},
 * {@code struct seccomp_notif_resp} and {@code struct seccomp_notif_addfd}.
 */
public final class Seccomp {
    public static final int SET_MODE_FILTER = 1;

    public static final int FLAG_TSYNC = 1;
    public static final int FLAG_SPEC_ALLOW = 4;
    public static final int FLAG_NEW_LISTENER = 8;
    /** With TSYNC and NEW_LISTENER: ESRCH when a thread cannot follow (Linux 5.7). */
    public static final int FLAG_TSYNC_ESRCH = 16;
    /** Once received, a notification is withdrawn by fatal signals only (Linux 5.19). */
    public static final int FLAG_WAIT_KILLABLE_RECV = 32;

    public static final int RET_ALLOW = 0x7fff0000;
    public static final int RET_TRACE = 0x7ff00000;
    public static final int RET_USER_NOTIF = 0x7fc00000;
    public static final int RET_ERRNO = 0x00050000;

    public static final int NOTIF_ID = 0;
    public static final int NOTIF_PID = 8;
    public static final int NOTIF_NUMBER = 16;
    public static final int NOTIF_ARCH = 20;
    public static final int NOTIF_IP = 24;
    public static final int NOTIF_ARGUMENTS = 32;
    public static final int NOTIF_SIZE = 80;

    public static final int RESP_ID = 0;
    public static final int RESP_VALUE = 8;
    public static final int RESP_ERROR = 16;
    public static final int RESP_FLAGS = 20;
    public static final int RESP_SIZE = 24;
    public static final int RESP_CONTINUE = 1;

    public static final int ADDFD_ID = 0;
    public static final int ADDFD_FLAGS = 8;
    public static final int ADDFD_SOURCE = 12;
    public static final int ADDFD_TARGET = 16;
    public static final int ADDFD_NEW_FLAGS = 20;
    public static final int ADDFD_SIZE = 24;
    /** Installs the descriptor and answers the call with its number in one step (Linux 5.14). */
    public static final int ADDFD_SEND = 2;

    private static final long IOCTL_RECV = 0xc0502100L;
    private static final long IOCTL_SEND = 0xc0182101L;
    private static final long IOCTL_ID_VALID = 0x40082102L;
    private static final long IOCTL_ADDFD = 0x40182103L;
    private static final long IOCTL_SET_FLAGS = 0x40082104L;
    private static final long SYNC_WAKE_UP = 1;

    private static final int OPERATION_GET_ACTION_AVAIL = 2;
    private static final int OPERATION_SET_MODE_FILTER = 1;
    private static final int EFAULT = 14;

    private Seccomp() {}

    /** SECCOMP_IOCTL_NOTIF_RECV; the buffer must be zero. ENOENT when the call was withdrawn meanwhile. */
    public static int receive(int listener, long notification) {
        return Files.ioctl(listener, IOCTL_RECV, notification);
    }

    /** SECCOMP_IOCTL_NOTIF_SEND. ENOENT when nobody waits for the answer any more. */
    public static int send(int listener, long response) {
        return Files.ioctl(listener, IOCTL_SEND, response);
    }

    /** SECCOMP_IOCTL_NOTIF_ID_VALID; the address of the 64-bit id. */
    public static int valid(int listener, long id) {
        return Files.ioctl(listener, IOCTL_ID_VALID, id);
    }

    /** SECCOMP_IOCTL_NOTIF_ADDFD (Linux 5.9). */
    public static int addDescriptor(int listener, long request) {
        return Files.ioctl(listener, IOCTL_ADDFD, request);
    }

    /** Hands the processor over to whom a notification or its answer wakes (Linux 6.6; without it the wake-up takes longer). */
    public static boolean wakeSynchronously(int listener) {
        return Files.ioctl(listener, IOCTL_SET_FLAGS, SYNC_WAKE_UP) == 0;
    }

    /** Whether the kernel knows an action of seccomp filters. */
    public static boolean available(int action) {
        NativeBuffer value = new NativeBuffer(4);
        value.bytes().putInt(0, action);
        long result = Kernel.call(Machine.SECCOMP, OPERATION_GET_ACTION_AVAIL, 0, value.address());
        java.lang.ref.Reference.reachabilityFence(value);
        return result == 0;
    }

    /** Whether the kernel knows a combination of filter flags: with a NULL program EFAULT says yes, EINVAL no. */
    public static boolean supports(int flags) {
        return Kernel.call(Machine.SECCOMP, OPERATION_SET_MODE_FILTER, flags, 0) == -EFAULT;
    }
}
