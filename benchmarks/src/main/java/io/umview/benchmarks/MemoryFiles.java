package io.umview.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code umfusemem}, in Java, beside a file system in memory in C, both mounted in views. */
final class MemoryFiles implements Group {
    private static final Reach REACH = Reach.times(1 / 0.9);

    @Override
    public void measure(Setting setting, Table table) throws IOException {
        if (!Files.isExecutable(setting.memfs())) {
            table.leftOut("umfusemem", "there is no libfuse3 to build memfs with");
            return;
        }
        measure(setting, table, "umfusemem", "size=256m", "default_permissions", all());
        measure(
                setting,
                table,
                "umfusemem -o writeback",
                "size=256m,writeback",
                "default_permissions,writeback",
                OpenFileRows.writing());
    }

    private static Map<String, Work> all() {
        Map<String, Work> rows = new LinkedHashMap<>(OpenFileRows.reading());
        rows.putAll(OpenFileRows.writing());
        rows.putAll(OpenFileRows.mapping());
        rows.put("create+write+close+unlink", Work.call("file", "new").batches(20_000_000, 20));
        rows.put(
                "500 files made, listed, removed",
                Work.single(
                        "shell",
                        "mkdir d && cd d && for i in $(seq 500); do echo $i >$i; done && ls -l >/dev/null && cd .. && rm -r d",
                        5));
        return rows;
    }

    private static void measure(
            Setting setting, Table table, String name, String options, String options2, Map<String, Work> rows)
            throws IOException {
        try (Scratch scratch = new Scratch();
                Shell base = setting.view("-p", "umfuse");
                Shell view = setting.view("-p", "umfuse")) {
            Path place = scratch.folder("mounted");
            base.run("mount -t umfuse" + setting.memfs() + " -o " + options2 + " none " + place);
            view.run("mount -t umfusemem -o " + options + " none " + place);
            Pair pair = new Pair(setting, table, name, base, view);
            for (Shell shell : new Shell[] {base, view}) {
                shell.run("cd " + place + " && " + OpenFileRows.make());
            }
            for (Map.Entry<String, Work> row : rows.entrySet()) {
                pair.row(row.getKey() + ", against C", row.getValue(), REACH);
            }
            for (Shell shell : new Shell[] {base, view}) {
                shell.run("cd / && umount " + place);
            }
        }
    }
}
