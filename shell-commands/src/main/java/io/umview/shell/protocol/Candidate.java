package io.umview.shell.protocol;

import java.util.List;
import java.util.stream.Collectors;

/** Payload of CANDIDATES: a word that could stand in place of the last one, and what it means, if that need be said. */
public record Candidate(String word, String meaning) {
    /** As a frame. */
    public static Frame frame(List<Candidate> candidates) {
        return Frame.of(
                Frame.Type.CANDIDATES,
                candidates.stream()
                        .map(candidate -> oneLine(candidate.word) + "\t" + oneLine(candidate.meaning) + "\n")
                        .collect(Collectors.joining()));
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }

    /** Reads the frame. */
    public static List<Candidate> of(Frame frame) {
        return frame.text()
                .lines()
                .map(line -> line.split("\t", 2))
                .map(words -> new Candidate(words[0], words.length < 2 ? "" : words[1]))
                .toList();
    }
}
