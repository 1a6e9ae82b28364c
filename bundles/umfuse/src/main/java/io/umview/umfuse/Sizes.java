package io.umview.umfuse;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;

/** Numbers of bytes in mount options: {@code 64m}. */
public final class Sizes {
    private static final String SUFFIXES = "kmgt";

    private Sizes() {}

    /**
     * Parses a size.
     *
     * @param text a number and, if need be, one of k, m, g and t, large or small; or empty
     * @param otherwise what an empty text means
     * @throws ErrnoException EINVAL
     */
    public static long parse(String text, long otherwise) throws ErrnoException {
        if (text.isEmpty()) {
            return otherwise;
        }
        int suffix = SUFFIXES.indexOf(Character.toLowerCase(text.charAt(text.length() - 1)));
        try {
            long number = Long.parseLong(suffix < 0 ? text : text.substring(0, text.length() - 1));
            int shift = 10 * (suffix + 1);
            if (number < 0 || number > Long.MAX_VALUE >> shift) {
                throw Errno.EINVAL.exception();
            }
            return number << shift;
        } catch (NumberFormatException e) {
            throw Errno.EINVAL.exception();
        }
    }
}
