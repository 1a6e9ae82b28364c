package io.umview.lwipv6.wire;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Domain names as sequences of labels (RFC 1035, section 3.1), without compression. */
public final class DomainName {
    private static final int LONGEST_LABEL = 63;
    private static final int LONGEST = 255;

    private DomainName() {}

    /** Whether a text can be written as labels. */
    public static boolean isValid(String name) {
        int length = 1;
        for (String label : stripped(name).split("\\.", -1)) {
            int bytes = label.getBytes(StandardCharsets.ISO_8859_1).length;
            if (bytes == 0 || bytes > LONGEST_LABEL) {
                return false;
            }
            length += 1 + bytes;
        }
        return length <= LONGEST;
    }

    /** Names one behind the other. What is no name, and what would make it longer than {@code most} bytes, is left out. */
    public static byte[] encode(List<String> names, int most) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (String name : names) {
            if (isValid(name) && bytes.size() + stripped(name).length() + 2 <= most) {
                for (String label : stripped(name).split("\\.")) {
                    bytes.write(label.length());
                    bytes.writeBytes(label.getBytes(StandardCharsets.ISO_8859_1));
                }
                bytes.write(0);
            }
        }
        return bytes.toByteArray();
    }

    private static String stripped(String name) {
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }
}
