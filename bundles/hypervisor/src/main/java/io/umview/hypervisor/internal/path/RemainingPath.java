package io.umview.hypervisor.internal.path;

import io.umview.api.Call;
import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.GuestText;
import java.nio.ByteBuffer;

/**
 * What of a path is still to be followed, component by component; the target of a symbolic link comes before the rest. Works in a
 * buffer of its own; belongs to one thread.
 */
final class RemainingPath {
    private final ByteBuffer bytes = ByteBuffer.allocateDirect(CanonicalPath.ROOM);
    private final ByteBuffer fromGuest = bytes.slice(0, PathWalk.PATH_MAX);
    private int begin;
    private int from;
    private int end;

    /** Starts with a path in guest memory. @throws ErrnoException EFAULT or ENAMETOOLONG */
    void read(Call call, long address) throws ErrnoException {
        end = call.memory().string(address, fromGuest);
        from = 0;
    }

    /** Starts with a path of less than PATH_MAX bytes. */
    void set(byte[] path) {
        bytes.put(0, path);
        end = path.length;
        from = 0;
    }

    /** Goes back to the first component. Not after a link was followed. */
    void restart() {
        from = 0;
    }

    boolean isEmpty() {
        return end == 0;
    }

    boolean isAbsolute() {
        return bytes.get(0) == '/';
    }

    boolean endsWithSlash() {
        return bytes.get(end - 1) == '/';
    }

    /** Goes to the next component. @return false when there is none */
    boolean next() {
        begin = behindSlashes();
        from = begin;
        while (from < end && bytes.get(from) != '/') {
            from++;
        }
        return begin < from;
    }

    private int behindSlashes() {
        int at = from;
        while (at < end && bytes.get(at) == '/') {
            at++;
        }
        return at;
    }

    /** The length of the component. */
    int size() {
        return from - begin;
    }

    /** Whether the component is one dot. */
    boolean isDot() {
        return size() == 1 && bytes.get(begin) == '.';
    }

    /** Whether the component is two dots. */
    boolean isParent() {
        return size() == 2 && bytes.get(begin) == '.' && bytes.get(begin + 1) == '.';
    }

    /** Whether nothing comes behind the component. */
    boolean isAtEnd() {
        return from == end;
    }

    /** Whether nothing but slashes comes behind the component. */
    boolean isLast() {
        return behindSlashes() == end;
    }

    /** Puts the component into another buffer. */
    void copyTo(ByteBuffer target, int at) {
        for (int i = begin; i < from; i++) {
            target.put(at + i - begin, bytes.get(i));
        }
    }

    /** Puts the target of a symbolic link, of some length, before what comes behind the component. */
    void prepend(ByteBuffer link, int size) throws ErrnoException {
        int rest = end - from;
        if (size + rest > CanonicalPath.ROOM) {
            throw Errno.ENAMETOOLONG.exception();
        }
        for (int i = 0; i < rest; i++) {
            // Towards the end first if the text moves right, so that nothing is overwritten before it was moved.
            int offset = size > from ? rest - 1 - i : i;
            bytes.put(size + offset, bytes.get(from + offset));
        }
        for (int i = 0; i < size; i++) {
            bytes.put(i, link.get(i));
        }
        from = 0;
        end = size + rest;
    }

    /** What comes behind the component: empty, or beginning with a slash. */
    String rest() {
        byte[] rest = new byte[end - from];
        bytes.get(from, rest);
        return GuestText.decode(rest);
    }
}
