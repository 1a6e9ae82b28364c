package io.umview.itest;

import static io.umview.itest.run.UmviewRunner.natively;
import static io.umview.itest.run.UmviewRunner.umview;
import static org.assertj.core.api.Assertions.assertThat;

import io.umview.itest.run.Programs;
import io.umview.itest.run.Resources;
import io.umview.itest.run.Session;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where paths lead while something is mounted. */
class PathsIT {
    @TempDir
    Path folder;

    private String python;

    @BeforeEach
    void python() {
        python = Programs.require("python3");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void everyWayToAFileLeadsToTheMountThatCoversIt(int seed) {
        Path tree = folder.resolve("tree");
        String program = python + " " + Resources.path("/guests/paths") + " " + tree + " " + seed + " ";
        natively().in(folder).run("sh", "-c", program + "make");
        String before = natively().in(folder).run("sh", "-c", program + "list").out();

        try (Session session = umview("-q", "-p", "umnet").in(folder).session()) {
            session.must("mount -t umnetnull none " + tree.resolve("target"));

            assertThat(session.must(program + "list")).isEqualTo(before).contains(" target ");
        }
    }

    /** What a thread may do to see other files under the same paths, and what it sees then. */
    @ParameterizedTest
    @CsvSource({
        "chroot,mount",
        "chroot-by-thread,mount",
        "unshare,mount",
        "setns,mount ENOENT;ENOENT mount",
        "pivot_root,mount",
        "clone,mount;ENOENT",
    })
    void anotherRootCountsAtOnce(String how, String then) {
        Programs.requireRoot();
        try (Session session = umview("-q", "-p", "umnet").in(folder).session()) {
            session.must("mount -t umnetnull none /dev/net/null");

            assertThat(session.must(python + " " + Resources.path("/guests/roots") + " " + how)
                            .split("\n"))
                    .containsExactly(("ENOENT ENOENT mount;" + then).split(";"));
        }
    }

    /** What was found out about a path counts no longer than until a guest gives the name to something else. */
    @Test
    void aNameLeadsAtOnceToWhatItWasGivenTo() throws Exception {
        String program = python + " " + Resources.path("/guests/names") + " ";
        String made =
                "mkdir -p %1$s/host %1$s/other %1$s/mount && echo host >%1$s/host/file && echo other >%1$s/other/file;";
        Path real = Files.createDirectory(folder.resolve("real"));
        String natively = natively()
                .in(folder)
                .run(
                        "sh",
                        "-c",
                        made.formatted(real) + "echo mount >" + real + "/mount/file;" + program + real + " " + real
                                + "/mount")
                .out();

        Path seen = Files.createDirectory(folder.resolve("seen"));
        try (Session session = umview("-q", "-p", "umfuse").in(folder).session()) {
            session.must(made.formatted(seen) + "mount -t umfusemem none " + seen + "/mount");
            session.must("echo mount >" + seen + "/mount/file");

            assertThat(session.must(program + seen + " " + seen + "/mount"))
                    .isEqualTo(natively)
                    .contains("exchanged: ['host mount host']", "inside, relative: ['inside other']");
        }
    }
}
