package io.umview.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** {@code umfuseext2} beside the same program that the kernel mounts where everybody sees it. */
final class Ext2Image implements Group {
    private static final double OPEN_FILE = 1 / 0.97;
    private static final double MAPPED = 1 / 0.95;
    private static final double TREE = 1.5;
    private static final String EXEC = "exec of a program";
    private static final String LIBRARY = "load a library";
    private static final String STATUS = "git status, 500 files";

    private static final String MAKE_TREE = """
            set -e
            cc -O1 -shared -fPIC -o library.so build/*.c
            cp /bin/true program
            mkdir repository; cd repository
            for i in 0 1 2 3 4 5 6 7 8 9; do
              mkdir d$i
              for j in 0 1 2 3 4 5 6 7 8 9; do
                mkdir d$i/d$j
                for k in 0 1 2 3 4; do echo $i $j $k >d$i/d$j/file$k; done
              done
            done
            git init -q . 2>/dev/null
            git add .
            git -c user.name=n -c user.email=e commit -q -m all
            cd ..
            """;

    @Override
    public void measure(Setting setting, Table table) throws IOException {
        try (Scratch scratch = new Scratch();
                Shell base = setting.nativeShell();
                Shell view = setting.view("-p", "umfuse")) {
            if (!base.succeeds("command -v fuse2fs mke2fs fusermount3 git")) {
                table.leftOut("umfuseext2", "fuse2fs, mke2fs, fusermount3 or git is not installed");
                return;
            }
            Path image = make(scratch, base);
            Path hidden = scratch.file("hidden");
            base.run("cp --sparse=always " + image + " " + hidden);
            Path place = scratch.folder("mounted");
            Path viewPlace = scratch.folder("virtual");
            String access = base.succeeds("test $(id -u) = 0") ? ",allow_other" : "";
            base.run("fuse2fs -o rw,fakeroot" + access + " " + image + " " + place + " >/dev/null");
            try {
                view.run("mount -t umfuseext2 -o rw+ " + hidden + " " + viewPlace);
                base.run("cd " + place);
                view.run("cd " + viewPlace);
                rows(new Pair(setting, table, "umfuseext2", base, view), place, viewPlace);
                view.run("cd / && umount " + viewPlace);
                leastOfTraps(setting, table, base, place);
            } finally {
                base.run("cd / && fusermount3 -u " + place);
            }
        }
    }

    private static Path make(Scratch scratch, Shell shell) throws IOException {
        Path tree = scratch.folder("tree");
        Path image = scratch.file("image");
        Sources.in(tree.resolve("build"));
        shell.run("cd " + tree + " && " + OpenFileRows.make() + " && (" + MAKE_TREE + ")");
        shell.run("cd / && mke2fs -q -t ext2 -d " + tree + " " + image + " 192M");
        return image;
    }

    private static void rows(Pair pair, Path place, Path viewPlace) throws IOException {
        rows(pair, OpenFileRows.reading(), Reach.times(OPEN_FILE));
        rows(pair, OpenFileRows.writing(), Reach.times(OPEN_FILE));
        rows(pair, OpenFileRows.mapping(), Reach.times(MAPPED));
        pair.row(EXEC, exec(), Reach.times(MAPPED));
        pair.row(LIBRARY, library(), Reach.times(MAPPED));
        for (Map.Entry<String, Work> row : FileRows.path("").entrySet()) {
            Work work = row.getValue();
            pair.row(
                    row.getKey(),
                    Work.call(work.name(), place + "/build/Makefile")
                            .inView(viewPlace + "/build/Makefile")
                            .batches(5_000_000, 40),
                    Reach.NONE);
        }
        pair.row("create+write+close+unlink", Work.call("file", "new").batches(20_000_000, 20), Reach.NONE);
        pair.row(STATUS, status(), Reach.times(TREE));
        pair.row("build", Work.single("shell", "make -s -C build -j2 again", 2), Reach.times(TREE));
    }

    private static Work exec() {
        return Work.call("fork", "./program").batches(20_000_000, 15);
    }

    private static Work library() {
        return Work.call("library", "./library.so").batches(10_000_000, 20);
    }

    private static Work status() {
        String status = "cd repository && git -c safe.directory=* status --porcelain >/dev/null";
        return Work.single("shell", status, 5);
    }

    /** What it costs alone that the calls with paths are trapped and let through. */
    private static void leastOfTraps(Setting setting, Table table, Shell base, Path place) throws IOException {
        try (Shell other = setting.nativeShell()) {
            other.run("cd " + place);
            for (Map.Entry<String, Work> row :
                    Map.of(EXEC, exec(), LIBRARY, library(), STATUS, status()).entrySet()) {
                Comparison times = Comparison.of(
                        row.getValue(),
                        setting.rounds(),
                        () -> new Bench(base, setting.umbench()),
                        () -> new Bench(other, setting.pathResponder()));
                String name = "no view, the responder in C: umfuseext2: " + row.getKey();
                table.row(name, times.base(), times.view(), Reach.NONE);
            }
        }
    }

    private static void rows(Pair pair, Map<String, Work> rows, Reach reach) throws IOException {
        for (Map.Entry<String, Work> row : rows.entrySet()) {
            pair.row(row.getKey(), row.getValue(), reach);
        }
    }
}
