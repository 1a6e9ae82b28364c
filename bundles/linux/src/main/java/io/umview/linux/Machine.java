package io.umview.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** What differs between processors in this module: x86-64. */
final class Machine {
    static final int READ = 0;
    static final int WRITE = 1;
    static final int CLOSE = 3;
    static final int LSEEK = 8;
    static final int MMAP = 9;
    static final int MPROTECT = 10;
    static final int MUNMAP = 11;
    static final int RT_SIGACTION = 13;
    static final int RT_SIGRETURN = 15;
    static final int IOCTL = 16;
    static final int PREAD64 = 17;
    static final int PWRITE64 = 18;
    static final int READV = 19;
    static final int WRITEV = 20;
    static final int MINCORE = 27;
    static final int SOCKET = 41;
    static final int CONNECT = 42;
    static final int SENDTO = 44;
    static final int RECVFROM = 45;
    static final int SENDMSG = 46;
    static final int RECVMSG = 47;
    static final int SHUTDOWN = 48;
    static final int BIND = 49;
    static final int LISTEN = 50;
    static final int GETSOCKNAME = 51;
    static final int GETPEERNAME = 52;
    static final int SOCKETPAIR = 53;
    static final int SETSOCKOPT = 54;
    static final int GETSOCKOPT = 55;
    static final int WAIT4 = 61;
    static final int KILL = 62;
    static final int FCNTL = 72;
    static final int FTRUNCATE = 77;
    static final int PTRACE = 101;
    static final int PRCTL = 157;
    static final int GETTID = 186;
    static final int EXIT_GROUP = 231;
    static final int EPOLL_CTL = 233;
    static final int TGKILL = 234;
    static final int WAITID = 247;
    static final int INOTIFY_ADD_WATCH = 254;
    static final int OPENAT = 257;
    static final int UNLINKAT = 263;
    static final int READLINKAT = 267;
    static final int PPOLL = 271;
    static final int SPLICE = 275;
    static final int EPOLL_PWAIT = 281;
    static final int ACCEPT4 = 288;
    static final int EVENTFD2 = 290;
    static final int EPOLL_CREATE1 = 291;
    static final int PIPE2 = 293;
    static final int INOTIFY_INIT1 = 294;
    static final int RECVMMSG = 299;
    static final int SENDMMSG = 307;
    static final int PROCESS_VM_READV = 310;
    static final int PROCESS_VM_WRITEV = 311;
    static final int KCMP = 312;
    static final int SECCOMP = 317;
    static final int MEMFD_CREATE = 319;
    static final int STATX = 332;
    static final int PIDFD_OPEN = 434;
    static final int OPENAT2 = 437;
    static final int PIDFD_GETFD = 438;

    private Machine() {}

    /**
     * Machine code of a native method {@code static long enter(long number, long a, ..., long f)}. A C function gets its first
     * six arguments in rdi, rsi, rdx, rcx, r8 and r9, the others on the stack (System V ABI, 3.2.3); of a static native method
     * the first two are the environment and the class. The kernel takes the number in rax and the arguments in rdi, rsi, rdx,
     * r10, r8 and r9 (syscall(2)).
     */
    static byte[] enterKernel() {
        int[] code = {
            0x48, 0x89, 0xd0, // mov rax, rdx
            0x48, 0x89, 0xcf, // mov rdi, rcx
            0x4c, 0x89, 0xc6, // mov rsi, r8
            0x4c, 0x89, 0xca, // mov rdx, r9
            0x4c, 0x8b, 0x54, 0x24, 0x08, // mov r10, [rsp + 8]
            0x4c, 0x8b, 0x44, 0x24, 0x10, // mov r8, [rsp + 16]
            0x4c, 0x8b, 0x4c, 0x24, 0x18, // mov r9, [rsp + 24]
            0x0f, 0x05, // syscall
            0xc3, // ret
        };
        return bytes(code);
    }

    /** Where in {@link #enterKernel} the kernel is entered. */
    static int entry() {
        return enterKernel().length - 3;
    }

    /**
     * Machine code of a signal handler with SA_RESTART. The kernel has set the thread back to where it entered, so that it makes its call
     * again, if that is what becomes of the call; at one entry the handler has it return another result instead. Its third
     * argument is a ucontext_t, of which rax is at 144 and rip at 168 (struct sigcontext_64).
     */
    static byte[] returnInsteadOfRestart(long entry, int result) {
        ByteBuffer code = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
        code.put(bytes(0x48, 0xb8)).putLong(entry); // mov rax, entry
        code.put(bytes(0x48, 0x39, 0x82)).putInt(168); // cmp [rdx + 168], rax
        code.put(bytes(0x75, 19)); // jne to ret
        code.put(bytes(0x48, 0x83, 0x82)).putInt(168).put((byte) 2); // add qword [rdx + 168], 2
        code.put(bytes(0x48, 0xc7, 0x82)).putInt(144).putInt(result); // mov qword [rdx + 144], result
        code.put(bytes(0xc3)); // ret
        return Arrays.copyOf(code.array(), code.position());
    }

    /** Machine code of a signal handler that returns. */
    static byte[] doNothing() {
        return bytes(0xc3); // ret
    }

    /** Machine code that a signal handler returns to: rt_sigreturn(2). */
    static byte[] returnFromSignal() {
        return bytes(
                0xb8,
                RT_SIGRETURN,
                0x00,
                0x00,
                0x00, // mov eax, 15
                0x0f,
                0x05); // syscall
    }

    private static byte[] bytes(int... code) {
        byte[] bytes = new byte[code.length];
        for (int i = 0; i < code.length; i++) {
            bytes[i] = (byte) code[i];
        }
        return bytes;
    }
}
