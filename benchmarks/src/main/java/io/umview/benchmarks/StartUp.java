package io.umview.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The time from starting umview to its end, when the guest does nothing, against a Java program that does nothing. */
final class StartUp implements Group {
    private static final int BATCHES = 6;
    private static final int NEWER = 25;

    @Override
    public void measure(Setting setting, Table table) throws IOException {
        for (Path java : setting.javas()) {
            int version = version(java);
            try (Shell base = new Shell(List.of(), setting.environment(java));
                    Shell view = new Shell(List.of(), setting.environment(java))) {
                view.run(setting.umview() + " --train");
                String nothing = java.resolve("bin/java") + " -cp "
                        + setting.modules().resolve("classes") + " " + Nothing.class.getName();
                Comparison times = Comparison.of(
                        Work.single("spawn", nothing, BATCHES).inView(setting.umview() + " -q true"),
                        setting.rounds(),
                        () -> new Bench(base, setting.umbench()),
                        () -> new Bench(view, setting.umbench()));
                String name = "umview -q true, against an empty main, Java " + version;
                table.row(name, times.base(), times.view(), Reach.times(version >= NEWER ? 5.5 : 7));
            }
        }
    }

    /** The feature number of a Java. */
    static int version(Path java) throws IOException {
        try (BufferedReader lines = Files.newBufferedReader(java.resolve("release"))) {
            String line;
            while ((line = lines.readLine()) != null) {
                if (line.startsWith("JAVA_VERSION=\"")) {
                    return Integer.parseInt(
                            line.substring("JAVA_VERSION=\"".length()).split("[^0-9]", 2)[0]);
                }
            }
        }
        throw new IOException(java + " does not tell its version");
    }
}
