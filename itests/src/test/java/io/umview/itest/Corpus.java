package io.umview.itest;

import io.umview.itest.run.Programs;
import io.umview.itest.run.Resources;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/** The commands of {@code corpus/commands.txt}. */
final class Corpus {
    private Corpus() {}

    /**
     * One command.
     *
     * @param needs programs without which it means nothing
     */
    record Command(String name, List<String> needs, int status, String script) {
        boolean possible() {
            return needs.stream().allMatch(Programs::present);
        }
    }

    static List<Command> read() throws IOException {
        List<Command> commands = new ArrayList<>();
        String text = Files.readString(Resources.path("/corpus/commands.txt"));
        for (String part : text.substring(text.indexOf("\n### ")).split("\n### ")) {
            if (!part.isBlank()) {
                int end = part.indexOf('\n');
                commands.add(command(part.substring(0, end).split(" "), part.substring(end + 1) + "\n"));
            }
        }
        return commands;
    }

    private static Command command(String[] words, String script) {
        List<String> needs = new ArrayList<>();
        int status = 0;
        for (int i = 1; i < words.length; i += 2) {
            if (words[i].equals("needs")) {
                needs.add(words[i + 1]);
            } else {
                status = Integer.parseInt(words[i + 1]);
            }
        }
        return new Command(words[0], List.copyOf(needs), status, script);
    }
}
