package io.umview.umfuse.tar;

import io.umview.api.GuestText;
import io.umview.fuse.Attributes;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Reads headers: ustar and pax (POSIX.1-2017, pax, "ustar Interchange Format", "pax Header Block"), and GNU's long names and
 * large numbers (GNU tar manual, "Basic Tar Format"). Nothing but headers is read.
 */
final class TarReader {
    private static final int BLOCK = 512;
    private static final int MAX_TEXT = 1 << 20;
    private static final int NAME = 0;
    private static final int MODE = 100;
    private static final int UID = 108;
    private static final int GID = 116;
    private static final int SIZE = 124;
    private static final int TIME = 136;
    private static final int CHECKSUM = 148;
    private static final int TYPE = 156;
    private static final int LINK = 157;
    private static final int MAGIC = 257;
    private static final int MAJOR = 329;
    private static final int MINOR = 337;
    private static final int PREFIX = 345;

    private static final Pattern TIME_OF_PAX = Pattern.compile("-?\\d{1,10}(\\.\\d{0,20})?");

    private final Source source;
    private final TarTree tree;
    private final byte[] header = new byte[BLOCK];
    private Map<String, String> extended = new HashMap<>();

    TarReader(Source source, TarTree tree) {
        this.source = source;
        this.tree = tree;
    }

    /** @throws IOException it is no archive, or a damaged one */
    void read() throws IOException {
        long offset = 0;
        while (fill(offset, header) && !isZero()) {
            if (!checksumIsRight()) {
                throw new IOException("no tar archive: a header at byte " + offset + " is damaged");
            }
            long data = offset + BLOCK;
            long size = size();
            if (size < 0 || size > Long.MAX_VALUE / 2 - data) {
                throw new IOException("a header at byte " + offset + " has a wrong size");
            }
            entry((char) header[TYPE], data, size);
            offset = data + (size + BLOCK - 1) / BLOCK * BLOCK;
        }
        if (offset == 0) {
            throw new IOException("no tar archive");
        }
    }

    private boolean fill(long offset, byte[] into) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(into);
        source.read(offset, buffer);
        return !buffer.hasRemaining();
    }

    private void entry(char type, long data, long size) throws IOException {
        switch (type) {
            case 'x' -> pax(text(data, size));
            case 'g' -> {}
            case 'L' -> extended.put("path", cString(text(data, size)));
            case 'K' -> extended.put("linkpath", cString(text(data, size)));
            default -> {
                add(type, data, size);
                extended = new HashMap<>();
            }
        }
    }

    private void add(char type, long data, long size) {
        String path = extended.getOrDefault("path", name());
        String link = extended.getOrDefault("linkpath", string(LINK, 100));
        switch (type) {
            case '0', '\0', '7' -> {
                boolean directory = path.endsWith("/");
                tree.add(path, attributes(directory ? Attributes.S_IFDIR : Attributes.S_IFREG, size), data, null);
            }
            case '1' -> tree.link(path, link);
            case '2' -> tree.add(path, attributes(Attributes.S_IFLNK, GuestText.encode(link).length), 0, link);
            case '3' -> tree.add(path, attributes(Attributes.S_IFCHR, 0), 0, null);
            case '4' -> tree.add(path, attributes(Attributes.S_IFBLK, 0), 0, null);
            case '5', 'D' -> tree.add(path, attributes(Attributes.S_IFDIR, 0), 0, null);
            case '6' -> tree.add(path, attributes(Attributes.S_IFIFO, 0), 0, null);
            default -> {}
        }
    }

    private Attributes attributes(int type, long size) {
        long time = time();
        int major = (int) number(MAJOR, 8);
        int minor = (int) number(MINOR, 8);
        int device = major << 8 | minor & 0xff | (minor & ~0xff) << 12;
        return new Attributes(
                0,
                type | (int) number(MODE, 8) & 07777,
                1,
                (int) extendedNumber("uid", number(UID, 8)),
                (int) extendedNumber("gid", number(GID, 8)),
                type == Attributes.S_IFCHR || type == Attributes.S_IFBLK ? device : 0,
                size,
                (size + BLOCK - 1) / BLOCK,
                time,
                time,
                time,
                4096);
    }

    private long size() {
        return header[TYPE] == 'x' || header[TYPE] == 'g' ? number(SIZE, 12) : extendedNumber("size", number(SIZE, 12));
    }

    /** Seconds with a fraction, of which nanoseconds count. */
    private long time() {
        String text = extended.getOrDefault("mtime", "");
        return TIME_OF_PAX.matcher(text).matches()
                ? new BigDecimal(text).movePointRight(9).longValue()
                : number(TIME, 12) * 1_000_000_000;
    }

    private long extendedNumber(String key, long otherwise) {
        try {
            String text = extended.get(key);
            return text == null ? otherwise : Long.parseLong(text);
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }

    /** Octal digits, or, with the top bit set, a binary number. */
    private long number(int offset, int length) {
        if ((header[offset] & 0x80) != 0) {
            long value = header[offset] & 0x3f;
            for (int i = 1; i < length; i++) {
                value = value << 8 | header[offset + i] & 0xff;
            }
            return value;
        }
        long value = 0;
        for (int i = 0; i < length; i++) {
            int digit = header[offset + i] - '0';
            if (digit >= 0 && digit < 8) {
                value = value << 3 | digit;
            } else if (value != 0) {
                break;
            }
        }
        return value;
    }

    private String name() {
        String name = string(NAME, 100);
        boolean ustar = new String(header, MAGIC, 6, java.nio.charset.StandardCharsets.ISO_8859_1).equals("ustar\0");
        String prefix = ustar ? string(PREFIX, 155) : "";
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    private String string(int offset, int length) {
        return cString(Arrays.copyOfRange(header, offset, offset + length));
    }

    private static String cString(byte[] bytes) {
        int end = 0;
        while (end < bytes.length && bytes[end] != 0) {
            end++;
        }
        return GuestText.decode(Arrays.copyOf(bytes, end));
    }

    private byte[] text(long offset, long size) throws IOException {
        byte[] bytes = new byte[(int) Math.min(size, MAX_TEXT)];
        if (size > MAX_TEXT || !fill(offset, bytes)) {
            throw new IOException("an extended header at byte " + offset + " is damaged");
        }
        return bytes;
    }

    /** Records of the form {@code LENGTH KEY=VALUE\n}. */
    private void pax(byte[] records) throws IOException {
        int at = 0;
        while (at < records.length) {
            int blank = indexOf(records, ' ', at);
            int length = blank < 0 || blank - at > 9 ? 0 : decimal(records, at, blank);
            int equals = blank < 0 ? -1 : indexOf(records, '=', blank);
            if (equals < 0 || length <= equals - at + 1 || length > records.length - at) {
                throw new IOException("an extended header is damaged");
            }
            String key = GuestText.decode(Arrays.copyOfRange(records, blank + 1, equals));
            extended.put(key, GuestText.decode(Arrays.copyOfRange(records, equals + 1, at + length - 1)));
            at += length;
        }
    }

    private static int decimal(byte[] bytes, int from, int to) {
        int value = 0;
        for (int i = from; i < to; i++) {
            if (bytes[i] < '0' || bytes[i] > '9') {
                return 0;
            }
            value = value * 10 + bytes[i] - '0';
        }
        return value;
    }

    private static int indexOf(byte[] bytes, char wanted, int from) {
        for (int i = from; i < bytes.length; i++) {
            if (bytes[i] == wanted) {
                return i;
            }
        }
        return -1;
    }

    private boolean isZero() {
        for (byte b : header) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    private boolean checksumIsRight() {
        long sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            sum += i >= CHECKSUM && i < CHECKSUM + 8 ? ' ' : header[i] & 0xff;
        }
        return sum == number(CHECKSUM, 8);
    }

    /** Reads an archive. */
    static TarTree read(Source source, int uid, int gid) throws IOException {
        TarTree tree = new TarTree(uid, gid);
        new TarReader(source, tree).read();
        return tree;
    }
}
