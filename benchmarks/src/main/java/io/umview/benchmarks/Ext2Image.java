package io.umview.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** {@code umfuseext2} beside the same program that the kernel mounts where everybody sees it. */
final class Ext2Image implements Group {
    private static final double OPEN_FILE = 1 / 0.97;
    private static final double MAPPED = 1 / 0.95;
    private static final double TREE = 1.5;

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
        pair.row("exec of a program", Work.call("fork", "./program").batches(20_000_000, 15), Reach.times(MAPPED));
        pair.row("load a library", Work.call("library", "./library.so").batches(10_000_000, 20), Reach.times(MAPPED));
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
        String status = "cd repository && git -c safe.directory=* status --porcelain >/dev/null";
        pair.row("git status, 500 files", Work.single("shell", status, 5), Reach.times(TREE));
        pair.row("build", Work.single("shell", "make -s -C build -j2 again", 2), Reach.times(TREE));
    }

    private static void rows(Pair pair, Map<String, Work> rows, Reach reach) throws IOException {
        for (Map.Entry<String, Work> row : rows.entrySet()) {
            pair.row(row.getKey(), row.getValue(), reach);
        }
    }
}
