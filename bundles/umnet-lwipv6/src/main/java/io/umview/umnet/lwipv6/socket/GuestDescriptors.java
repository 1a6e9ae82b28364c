package io.umview.umnet.lwipv6.socket;

import io.umview.linux.Files;
import io.umview.linux.NativeBuffer;
import io.umview.linux.Processes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The descriptors of guests, seen from outside: what they refer to, and duplicates of them. For any thread. */
public final class GuestDescriptors implements AutoCloseable {
    private static final byte[] PROC = "/proc/".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] FD = "/fd\0".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] STATUS = "/status\0".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TGID = "\nTgid:\t".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] UID = "\nUid:\t".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CAPABILITIES = "\nCapEff:\t".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SOCKET = "socket:[".getBytes(StandardCharsets.US_ASCII);
    private static final int CACHED = 64;
    private static final int STATUS_SIZE = 4096;

    /** Sooner the kernel does not come round to giving the number of a thread to another one. */
    private static final long USER_NANOS = 10_000_000;

    private static final int O_PATH = 010000000;
    private static final int ESRCH = 3;
    private static final int EINVAL = 22;
    private static final int ENOENT = 2;

    private final NativeBuffer path = new NativeBuffer(64);
    private final NativeBuffer target = new NativeBuffer(64);
    private final NativeBuffer status = new NativeBuffer(STATUS_SIZE);

    /** The threads whose processes have a pidfd here, each at the place of its number modulo {@link #CACHED}. */
    private final int[] threads = new int[CACHED];

    private final int[] pidfds = new int[CACHED];

    /** The threads whose folder of descriptors is open here, in the same way. */
    private final int[] folderThreads = new int[CACHED];

    private final int[] folders = new int[CACHED];

    /** The threads whose user is known, in the same way. */
    private final int[] userThreads = new int[CACHED];

    private final int[] users = new int[CACHED];
    private final long[] userTimes = new long[CACHED];

    /**
     * The inode of a socket.
     *
     * @return -1 if the descriptor is none, or cannot be looked at
     */
    public synchronized long inode(int thread, int descriptor) {
        if (descriptor < 0) {
            return -1;
        }
        int slot = thread & CACHED - 1;
        boolean open = folderThreads[slot] == thread;
        long length = open || openFolder(slot, thread) ? link(slot, descriptor) : -1;
        if (length < 0 && open && openFolder(slot, thread)) {
            // Another thread has got the number since, perhaps.
            length = link(slot, descriptor);
        }
        ByteBuffer link = target.bytes();
        if (length <= SOCKET.length) {
            return -1;
        }
        for (int i = 0; i < SOCKET.length; i++) {
            if (link.get(i) != SOCKET[i]) {
                return -1;
            }
        }
        return number(link, SOCKET.length, (int) length);
    }

    private boolean openFolder(int slot, int thread) {
        closeFolder(slot);
        text(number(text(0, PROC), thread), FD);
        int folder = Files.openat(Files.AT_FDCWD, path.address(), O_PATH | Files.O_CLOEXEC, 0);
        if (folder >= 0) {
            folderThreads[slot] = thread;
            folders[slot] = folder;
        }
        return folder >= 0;
    }

    private void closeFolder(int slot) {
        if (folderThreads[slot] != 0) {
            Files.close(folders[slot]);
            folderThreads[slot] = 0;
        }
    }

    private long link(int slot, int descriptor) {
        path.bytes().put(number(0, descriptor), (byte) 0);
        return Files.readlinkat(folders[slot], path.address(), target.address(), 64);
    }

    /**
     * A duplicate of a guest's descriptor, to be closed soon: as long as it is open the guest's last close is not seen.
     *
     * @return the duplicate or a negative error
     */
    public synchronized int duplicate(int thread, int descriptor) {
        int slot = thread & CACHED - 1;
        if (threads[slot] == thread) {
            int result = Processes.pidfdGetfd(pidfds[slot], descriptor);
            if (result != -ESRCH) {
                return result;
            }
            // Another process has got the number since.
            forget(slot);
        }
        int pidfd = Processes.pidfdOpen(thread);
        if (pidfd == -EINVAL || pidfd == -ENOENT) {
            // Not the first thread of its process. A table of descriptors belongs to a process, as good as always.
            pidfd = Processes.pidfdOpen(processOf(thread));
        }
        if (pidfd < 0) {
            return pidfd;
        }
        if (threads[slot] != 0) {
            forget(slot);
        }
        threads[slot] = thread;
        pidfds[slot] = pidfd;
        return Processes.pidfdGetfd(pidfd, descriptor);
    }

    private void forget(int slot) {
        Files.close(pidfds[slot]);
        threads[slot] = 0;
    }

    /** Lets go of all processes. */
    @Override
    public synchronized void close() {
        for (int i = 0; i < CACHED; i++) {
            if (threads[i] != 0) {
                forget(i);
            }
            closeFolder(i);
        }
    }

    /**
     * The effective user of a thread, 0 if that cannot be looked up. What was looked up just now is believed: to open the file takes
     * longer than all the rest of socket(2).
     */
    public synchronized int user(int thread) {
        int slot = thread & CACHED - 1;
        long now = System.nanoTime();
        if (userThreads[slot] != thread || now - userTimes[slot] > USER_NANOS) {
            users[slot] = lookUpUser(thread);
            userThreads[slot] = thread;
            userTimes[slot] = now;
        }
        return users[slot];
    }

    private int lookUpUser(int thread) {
        int at = status(thread, UID);
        if (at < 0) {
            return 0;
        }
        while (status.bytes().get(at) > ' ') {
            // The real user comes first.
            at++;
        }
        return (int) number(status.bytes(), at + 1, STATUS_SIZE);
    }

    /** The effective capabilities of a thread, bit n for number n; none if they cannot be looked up. */
    public synchronized long capabilities(int thread) {
        int at = status(thread, CAPABILITIES);
        long value = 0;
        for (int digit; at >= 0 && (digit = Character.digit(status.bytes().get(at), 16)) >= 0; at++) {
            value = value << 4 | digit;
        }
        return value;
    }

    private int processOf(int thread) {
        int at = status(thread, TGID);
        return at < 0 ? -1 : (int) number(status.bytes(), at, STATUS_SIZE);
    }

    /** Reads the status of a thread. @return where the value of a field begins, or -1 */
    private int status(int thread, byte[] field) {
        text(number(text(0, PROC), thread), STATUS);
        int file = Files.openat(Files.AT_FDCWD, path.address(), Files.O_RDONLY | Files.O_CLOEXEC, 0);
        if (file < 0) {
            return -1;
        }
        int length = (int) Files.read(file, status.address(), STATUS_SIZE);
        Files.close(file);
        for (int i = 0; i + field.length < length; i++) {
            int same = 0;
            while (same < field.length && status.bytes().get(i + same) == field[same]) {
                same++;
            }
            if (same == field.length) {
                return i + same;
            }
        }
        return -1;
    }

    private int text(int at, byte[] text) {
        path.bytes().put(at, text);
        return at + text.length;
    }

    private int number(int at, int value) {
        int end = at;
        for (int rest = value; rest > 0 || end == at; rest /= 10) {
            end++;
        }
        int rest = value;
        for (int i = end - 1; i >= at; i--) {
            path.bytes().put(i, (byte) ('0' + rest % 10));
            rest /= 10;
        }
        return end;
    }

    private static long number(ByteBuffer text, int at, int end) {
        long value = 0;
        for (int i = at; i < end && text.get(i) >= '0' && text.get(i) <= '9'; i++) {
            value = value * 10 + text.get(i) - '0';
        }
        return value;
    }
}
