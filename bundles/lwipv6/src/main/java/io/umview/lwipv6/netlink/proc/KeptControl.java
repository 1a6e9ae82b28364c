package io.umview.lwipv6.netlink.proc;

import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkException;

/** One or more numbers, or a word, as they were written. */
final class KeptControl implements SystemControl {
    private final boolean numbers;
    private final int count;
    private String text;

    KeptControl(String initial) {
        text = initial;
        count = initial.split("\\s+").length;
        numbers = initial.matches("[-0-9\\s]+");
    }

    @Override
    public String read() {
        return text;
    }

    /** Fewer numbers than there are leave the last ones as they were. */
    @Override
    public void write(String written) throws NetworkException {
        if (!numbers) {
            text = written;
            return;
        }
        String[] values = text.split("\\s+");
        String[] given = written.split("\\s+");
        if (given.length > count) {
            throw NetworkError.EINVAL.exception();
        }
        for (int i = 0; i < given.length; i++) {
            values[i] = Integer.toString(SystemControl.number(given[i]));
        }
        text = String.join("\t", values);
    }
}
