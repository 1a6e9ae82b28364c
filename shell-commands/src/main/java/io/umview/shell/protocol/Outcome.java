package io.umview.shell.protocol;

import java.net.ProtocolException;

/**
 * Payload of DONE.
 *
 * @param status exit status: 0 for success, 1 for failure, 2 for a command that was written wrongly, 130 for an interrupted one
 * @param message why the command failed, in one line; may be empty
 */
public record Outcome(int status, String message) {
    /** The command did what it was to do. */
    public static final Outcome SUCCESS = new Outcome(0, "");

    public static final int FAILURE = 1;
    public static final int USAGE = 2;

    /** What a shell says of a program that SIGINT ended. */
    public static final int INTERRUPTED = 130;

    /** As a frame. */
    public Frame frame() {
        return Frame.of(Frame.Type.DONE, status + " " + message);
    }

    /** Reads the frame. */
    public static Outcome of(Frame frame) throws ProtocolException {
        String[] words = frame.text().split(" ", 2);
        try {
            return new Outcome(Integer.parseInt(words[0]), words[1]);
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            throw new ProtocolException("not a console");
        }
    }
}
