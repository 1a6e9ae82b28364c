package io.umview.hypervisor.internal.path;

import io.umview.linux.Files;
import io.umview.linux.NativeBuffer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** What {@code /proc/TID/status} (proc(5)) tells of who a thread is, read without allocation. Belongs to one thread. */
final class ThreadStatus {
    private static final byte[] PROC = ascii("/proc/");
    private static final byte[] STATUS = ascii("/status");
    private static final byte[] UMASK = ascii("Umask:");
    private static final byte[] UID = ascii("Uid:");
    private static final byte[] GID = ascii("Gid:");
    private static final byte[] GROUPS = ascii("Groups:");
    private static final byte[] PERMITTED = ascii("CapPrm:");
    private static final byte[] EFFECTIVE = ascii("CapEff:");
    private static final int IDS = 4;

    /** Room for the file up to its capabilities, with a thousand groups; who is in more has those that come first. */
    private static final int ROOM = 16384;

    private final NativeBuffer file = new NativeBuffer(64);
    private final NativeBuffer content = new NativeBuffer(ROOM);
    private final NativeBuffer groups = new NativeBuffer(ROOM);
    private final ByteBuffer text = content.bytes();
    private final int[] uids = new int[IDS];
    private final int[] gids = new int[IDS];
    private int groupCount;
    private int umask;
    private long permitted;
    private long effective;
    private int at;
    private int end;

    private static byte[] ascii(String word) {
        return word.getBytes(StandardCharsets.US_ASCII);
    }

    /** @return false when there is no such thread */
    boolean read(int thread) {
        int position = PROC.length;
        file.bytes().put(0, PROC);
        position = Decimal.put(file.bytes(), position, thread);
        file.bytes().put(position, STATUS).put(position + STATUS.length, (byte) 0);
        int descriptor = Files.openat(Files.AT_FDCWD, file.address(), Files.O_CLOEXEC, 0);
        if (descriptor < 0) {
            return false;
        }
        end = (int) Files.read(descriptor, content.address(), ROOM);
        Files.close(descriptor);
        at = 0;
        while (at < end) {
            line();
        }
        return end > 0;
    }

    private void line() {
        if (takes(UMASK)) {
            umask = (int) number(8);
        } else if (takes(UID)) {
            ids(uids);
        } else if (takes(GID)) {
            ids(gids);
        } else if (takes(GROUPS)) {
            groupCount = 0;
            while (hasNumber()) {
                groups.bytes().putInt(4 * groupCount++, (int) number(10));
            }
        } else if (takes(PERMITTED)) {
            permitted = number(16);
        } else if (takes(EFFECTIVE)) {
            effective = number(16);
        }
        while (at < end && text.get(at++) != '\n') {
            continue;
        }
    }

    private boolean takes(byte[] word) {
        if (at + word.length > end) {
            return false;
        }
        for (int i = 0; i < word.length; i++) {
            if (text.get(at + i) != word[i]) {
                return false;
            }
        }
        at += word.length;
        return true;
    }

    private void ids(int[] into) {
        for (int i = 0; i < IDS && hasNumber(); i++) {
            into[i] = (int) number(10);
        }
    }

    private boolean hasNumber() {
        while (at < end && (text.get(at) == ' ' || text.get(at) == '\t')) {
            at++;
        }
        return at < end && text.get(at) != '\n';
    }

    private long number(int radix) {
        long value = 0;
        if (hasNumber()) {
            int digit = Character.digit(text.get(at), radix);
            while (digit >= 0) {
                value = value * radix + digit;
                digit = ++at < end ? Character.digit(text.get(at), radix) : -1;
            }
        }
        return value;
    }

    /** Whether both may do the same to files, by their real ids too. */
    boolean isSame(ThreadStatus other) {
        boolean same = groupCount == other.groupCount && effective == other.effective && permitted == other.permitted;
        for (int i = 0; i < IDS && same; i++) {
            same = uids[i] == other.uids[i] && gids[i] == other.gids[i];
        }
        for (int i = 0; i < groupCount && same; i++) {
            same = groups.bytes().getInt(4 * i) == other.groups.bytes().getInt(4 * i);
        }
        return same;
    }

    int umask() {
        return umask;
    }

    int uid() {
        return uids[0];
    }

    int gid() {
        return gids[0];
    }

    int fsuid() {
        return uids[IDS - 1];
    }

    int fsgid() {
        return gids[IDS - 1];
    }

    int groupCount() {
        return groupCount;
    }

    /** The address of 32-bit ids. */
    long groups() {
        return groups.address();
    }

    long permitted() {
        return permitted;
    }

    long effective() {
        return effective;
    }
}
