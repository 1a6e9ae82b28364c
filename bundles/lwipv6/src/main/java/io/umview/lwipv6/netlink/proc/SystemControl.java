package io.umview.lwipv6.netlink.proc;

import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkException;
import java.util.function.IntConsumer;
import java.util.function.IntSupplier;

/** One file of /proc/sys. */
public interface SystemControl {
    /** What it says, without a newline at the end. */
    String read();

    /**
     * Changes it.
     *
     * @param text without white space at its ends
     * @throws NetworkException EINVAL for what it does not take, EACCES if it cannot be changed
     */
    void write(String text) throws NetworkException;

    /** Whether it can be changed. */
    default boolean writable() {
        return true;
    }

    /** A number that somebody else keeps. */
    static SystemControl number(IntSupplier get, IntConsumer set, int least, int most) {
        return new SystemControl() {
            @Override
            public String read() {
                return Integer.toString(get.getAsInt());
            }

            @Override
            public void write(String text) throws NetworkException {
                int value = SystemControl.number(text);
                if (value < least || value > most) {
                    throw NetworkError.EINVAL.exception();
                }
                set.accept(value);
            }
        };
    }

    /** Numbers that are kept and have no effect. */
    static SystemControl kept(String initial) {
        return new KeptControl(initial);
    }

    /** Something that cannot be changed. */
    static SystemControl fixed(String text) {
        return new SystemControl() {
            @Override
            public String read() {
                return text;
            }

            @Override
            public void write(String ignored) throws NetworkException {
                throw NetworkError.EACCES.exception();
            }

            @Override
            public boolean writable() {
                return false;
            }
        };
    }

    /** A number as the kernel reads it: decimal, {@code 0x} hexadecimal, or octal with a leading 0. */
    static int number(String text) throws NetworkException {
        try {
            long value = Long.decode(text);
            if (value < Integer.MIN_VALUE || value > 0xffffffffL) {
                throw NetworkError.EINVAL.exception();
            }
            return (int) value;
        } catch (NumberFormatException notANumber) {
            throw NetworkError.EINVAL.exception();
        }
    }
}
