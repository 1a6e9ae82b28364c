package io.umview.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The program behind {@code benchmarks/run}. */
final class Benchmarks {
    private static final String USAGE = """
            Usage: benchmarks/run [OPTION]... [GROUP]...
            Times work in a view beside the same work outside, and prints one table.

              -r, --rounds N   start the timed processes N times (default 5)
              -j, --java HOME  a Java to use; the first runs the views, each has a start-up row
              -h, --help       show this help

            Groups, all if none is named:
            """;

    private Benchmarks() {}

    private static Map<String, Group> groups() {
        Map<String, Group> groups = new LinkedHashMap<>();
        groups.put("empty", new EmptyView());
        groups.put("umnet", new LoadedView());
        groups.put("trapped", new TrappedCalls());
        groups.put("paths", new MountedPaths());
        groups.put("ext2", new Ext2Image());
        groups.put("mem", new MemoryFiles());
        groups.put("ramdisk", new RamDisks());
        groups.put("throughput", new Throughput());
        groups.put("start", new StartUp());
        groups.put("load", new ServiceLoading());
        return groups;
    }

    /** @param arguments the distribution, the folder for the run's files, the folder with the jar; then the user's words */
    public static void main(String[] arguments) throws IOException {
        List<String> words = List.of(arguments).subList(3, arguments.length);
        int rounds = 5;
        List<Path> javas = new ArrayList<>();
        Set<String> wanted = new LinkedHashSet<>();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            switch (word) {
                case "-h", "--help" -> usage(0);
                case "-r", "--rounds" -> rounds = Integer.parseInt(value(words, ++i));
                case "-j", "--java" -> javas.add(Path.of(value(words, ++i)));
                default -> {
                    if (!groups().containsKey(word)) {
                        usage(2);
                    }
                    wanted.add(word);
                }
            }
        }
        if (javas.isEmpty()) {
            javas.add(Path.of(System.getProperty("java.home")));
        }
        run(
                new Setting(Path.of(arguments[0]), Path.of(arguments[1]), Path.of(arguments[2]), rounds, javas),
                wanted.isEmpty() ? groups().keySet() : wanted);
    }

    private static String value(List<String> words, int index) {
        if (index >= words.size()) {
            usage(2);
        }
        return words.get(index);
    }

    private static void usage(int status) {
        (status == 0 ? System.out : System.err).println(USAGE + "  " + String.join(", ", groups().keySet()));
        System.exit(status);
    }

    private static void run(Setting setting, Set<String> wanted) throws IOException {
        System.out.println(LocalDate.now() + ", Linux "
                + Files.readString(Path.of("/proc/sys/kernel/osrelease")).trim() + ", Java "
                + StartUp.version(setting.javas().get(0)) + ", "
                + Runtime.getRuntime().availableProcessors() + " processors, load "
                + Files.readString(Path.of("/proc/loadavg")).split(" ")[0] + ", " + setting.rounds() + " rounds");
        System.out.println();
        Table table = new Table();
        table.head();
        for (String name : wanted) {
            try {
                groups().get(name).measure(setting, table);
            } catch (IOException e) {
                table.failed(name, String.valueOf(e.getMessage()));
            }
        }
        System.out.println();
        System.out.println(table.missed() == 0 ? "All reached." : table.missed() + " not reached.");
    }
}
