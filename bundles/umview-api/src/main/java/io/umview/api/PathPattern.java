package io.umview.api;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * Canonical paths that look alike: {@code /proc/#/net}, {@code /sys/devices/**}{@code /net}. A name {@code #} stands for any decimal
 * number, a name {@code **} for one or more names, all others for themselves.
 */
public final class PathPattern {
    private static final byte[] NUMBER = {'#'};
    private static final byte[] ANY = {'*', '*'};

    private final String text;
    private final byte[][] names;

    private PathPattern(String text) {
        this.text = text;
        names = Arrays.stream(text.substring(1).split("/"))
                .map(GuestText::encode)
                .toArray(byte[][]::new);
    }

    /**
     * A pattern.
     *
     * @param text begins with a slash, ends with none, and has neither dots nor empty names
     */
    public static PathPattern of(String text) {
        if (!text.startsWith("/") || List.of(text.split("/", -1)).lastIndexOf("") != 0) {
            throw new IllegalArgumentException(text + " is not canonical");
        }
        return new PathPattern(text);
    }

    /** Whether a path matches. */
    public boolean matches(String path) {
        byte[] bytes = GuestText.encode(path);
        return matches(ByteBuffer.wrap(bytes), 0, bytes.length);
    }

    /** Whether the bytes of a path match, without a NUL. */
    public boolean matches(ByteBuffer path, int offset, int length) {
        return matches(0, path, offset, offset + length);
    }

    /** @param at where the name with this index should begin, with a slash */
    private boolean matches(int index, ByteBuffer path, int at, int end) {
        if (index == names.length || at >= end) {
            return index == names.length && at >= end;
        }
        byte[] name = names[index];
        int nameEnd = nameEnd(path, at, end);
        if (name.length != ANY.length || !Arrays.equals(name, ANY)) {
            return isName(name, path, at + 1, nameEnd) && matches(index + 1, path, nameEnd, end);
        }
        while (!matches(index + 1, path, nameEnd, end)) {
            if (nameEnd >= end) {
                return false;
            }
            nameEnd = nameEnd(path, nameEnd, end);
        }
        return true;
    }

    private static int nameEnd(ByteBuffer path, int slash, int end) {
        int at = slash + 1;
        while (at < end && path.get(at) != '/') {
            at++;
        }
        return at;
    }

    private static boolean isName(byte[] name, ByteBuffer path, int begin, int end) {
        if (Arrays.equals(name, NUMBER)) {
            return isNumber(path, begin, end);
        }
        if (end - begin != name.length) {
            return false;
        }
        for (int i = 0; i < name.length; i++) {
            if (path.get(begin + i) != name[i]) {
                return false;
            }
        }
        return true;
    }

    private static boolean isNumber(ByteBuffer path, int begin, int end) {
        for (int i = begin; i < end; i++) {
            if (path.get(i) < '0' || path.get(i) > '9') {
                return false;
            }
        }
        return begin < end;
    }

    @Override
    public String toString() {
        return text;
    }
}
