package io.umview.shell.protocol;

import java.net.ProtocolException;
import java.util.List;

/** Payload of HELLO: which hypervisor this is, and its views. */
public record Greeting(int version, long pid, List<View> views) {
    /** The protocol that this package speaks. */
    public static final int VERSION = 1;

    /** A view, by number and name; the name may be empty. */
    public record View(int id, int processes, String name) {}

    /** As a frame. */
    public Frame frame() {
        StringBuilder text = new StringBuilder();
        text.append(version).append(' ').append(pid).append('\n');
        for (View view : views) {
            text.append(view.id).append(' ').append(view.processes).append(' ');
            // A name is what a guest chose.
            text.append(view.name.replaceAll("\\p{Cntrl}", "?")).append('\n');
        }
        return Frame.of(Frame.Type.HELLO, text.toString());
    }

    /** Reads the frame. */
    public static Greeting of(Frame frame) throws ProtocolException {
        if (frame.type() != Frame.Type.HELLO) {
            throw new ProtocolException("not a console");
        }
        try {
            List<String> lines = frame.text().lines().toList();
            String[] first = lines.get(0).split(" ", 2);
            return new Greeting(
                    Integer.parseInt(first[0]),
                    Long.parseLong(first[1]),
                    lines.stream().skip(1).map(Greeting::view).toList());
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            throw new ProtocolException("not a console");
        }
    }

    private static View view(String line) {
        String[] words = line.split(" ", 3);
        return new View(Integer.parseInt(words[0]), Integer.parseInt(words[1]), words[2]);
    }
}
