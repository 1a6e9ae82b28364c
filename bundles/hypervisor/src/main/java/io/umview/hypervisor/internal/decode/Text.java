package io.umview.hypervisor.internal.decode;

import io.umview.api.Call;
import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.GuestMemory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Numbers, strings and bytes in C's notation. */
final class Text {
    private static final int PATH_MAX = 4096;

    /** As many bytes of data as strace(1) shows. */
    private static final int SHOWN = 32;

    private Text() {}

    static String pointer(long address) {
        return address == 0 ? "NULL" : hex(address);
    }

    static String hex(long value) {
        return "0x" + Long.toHexString(value);
    }

    /** Octal with a leading zero, as permissions are written. */
    static String octal(int value) {
        return value == 0 ? "000" : "0" + Integer.toOctalString(value);
    }

    /** A path at an address, in full. */
    static String path(Call call, long address) throws ErrnoException {
        return address == 0 ? "NULL" : quote(call.memory().string(address, PATH_MAX));
    }

    /** A string at an address, cut like data. */
    static String string(Call call, long address) throws ErrnoException {
        if (address == 0) {
            return "NULL";
        }
        try {
            return cut(call.memory().string(address, PATH_MAX));
        } catch (ErrnoException e) {
            if (e.errno() != Errno.ENAMETOOLONG) {
                throw e;
            }
            return quote(call.memory().bytes(address, SHOWN)) + "...";
        }
    }

    /** The beginning of some bytes at an address. */
    static String data(Call call, long address, long size) throws ErrnoException {
        if (address == 0) {
            return "NULL";
        }
        if (size <= 0) {
            return "\"\"";
        }
        String text = quote(call.memory().bytes(address, (int) Math.min(size, SHOWN)));
        return size > SHOWN ? text + "..." : text;
    }

    private static String cut(byte[] bytes) {
        return bytes.length <= SHOWN ? quote(bytes) : quote(java.util.Arrays.copyOf(bytes, SHOWN)) + "...";
    }

    /** Reads a structure. */
    static ByteBuffer structure(GuestMemory memory, long address, int size) throws ErrnoException {
        return ByteBuffer.wrap(memory.bytes(address, size)).order(ByteOrder.nativeOrder());
    }

    /** A string literal. Text in UTF-8 stays readable; what is none, or would move a cursor, is escaped. */
    static String quote(byte[] bytes) {
        StringBuilder text = new StringBuilder("\"");
        try {
            String decoded = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            decoded.codePoints().forEach(c -> append(text, c, !isControl(c)));
        } catch (CharacterCodingException e) {
            for (byte b : bytes) {
                append(text, b & 0xff, b >= ' ' && b < 0x7f);
            }
        }
        return text.append('"').toString();
    }

    private static boolean isControl(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED,
                    Character.PRIVATE_USE -> true;
            default -> false;
        };
    }

    private static void append(StringBuilder text, int c, boolean printable) {
        switch (c) {
            case '"' -> text.append("\\\"");
            case '\\' -> text.append("\\\\");
            case '\n' -> text.append("\\n");
            case '\t' -> text.append("\\t");
            case '\r' -> text.append("\\r");
            default -> {
                if (printable) {
                    text.appendCodePoint(c);
                } else {
                    for (byte b : c < 0x100
                            ? new byte[] {(byte) c}
                            : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
                        text.append('\\').append(octalDigits(b & 0xff));
                    }
                }
            }
        }
    }

    private static String octalDigits(int value) {
        String digits = Integer.toOctalString(value);
        return "000".substring(digits.length()) + digits;
    }
}
