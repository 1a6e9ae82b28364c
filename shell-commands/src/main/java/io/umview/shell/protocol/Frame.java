package io.umview.shell.protocol;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** One message. */
public record Frame(Type type, byte[] payload) {
    /** What a frame says; see the package. */
    public enum Type {
        HELLO('H'),
        ATTACH('A'),
        RUN('R'),
        OUT('O'),
        ERR('E'),
        INTERRUPT('I'),
        DONE('D'),
        COMPLETE('C'),
        CANDIDATES('W');

        private final byte code;

        Type(char letter) {
            code = (byte) letter;
        }

        byte code() {
            return code;
        }

        static @Nullable Type of(byte code) {
            for (Type type : values()) {
                if (type.code == code) {
                    return type;
                }
            }
            return null;
        }
    }

    /** A frame with text. */
    public static Frame of(Type type, String text) {
        return new Frame(type, text.getBytes(StandardCharsets.UTF_8));
    }

    /** The payload as text. */
    public String text() {
        return new String(payload, StandardCharsets.UTF_8);
    }
}
