package io.umview.itest;

import static io.umview.itest.run.UmviewRunner.natively;
import static io.umview.itest.run.UmviewRunner.umview;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.umview.itest.run.ModuleJar;
import io.umview.itest.run.Programs;
import io.umview.itest.run.Resources;
import io.umview.itest.run.Result;
import io.umview.itest.run.Session;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be done with files of a hidden tree, call by call: as on a bind mount of the kernel ({@code guests/files}). */
class TreeFilesIT {
    private static final List<String> OF_EVERYBODY = List.of(
            "execute",
            "interpreters",
            "libraries",
            "starts",
            "links",
            "inotify",
            "fanotify",
            "handles",
            "subsets",
            "memory",
            "locks",
            "leases",
            "copies",
            "across",
            "unnamed",
            "attributes",
            "times",
            "nodes",
            "sockets",
            "waits");

    /** A folder becomes a mount of its own for root only, which these tell. */
    private static final List<String> OF_ROOT = List.of("temporary", "resolve", "statuses");

    private static final List<String> GROUPS = Programs.isRoot()
            ? Stream.concat(OF_EVERYBODY.stream(), OF_ROOT.stream()).toList()
            : OF_EVERYBODY;

    /** The same descriptors in a session's shell and outside. */
    private static final String INPUT = " </dev/null 3<&-";

    private static final int NOT_PERMITTED = 77;

    @TempDir
    static Path modules;

    @TempDir
    Path folder;

    @BeforeAll
    static void build() throws Exception {
        ModuleJar.build(modules, "hidden", "org.example.hidden.Hidden");
    }

    /** Links among what is left lead to everywhere. */
    @AfterEach
    void remove() {
        succeeded(natively().bash("rm -rf " + folder + "/*"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--quiet", "--nokvm"})
    void callsAreAsOnBindMounts(String option) {
        String program = Programs.require("python3") + " " + Resources.path("/guests/files") + " ";
        succeeded(natively().bash(folders()));
        List<String> expected = GROUPS.stream()
                .map(group -> natively().bash(program + "native " + at(group) + " " + group + INPUT))
                .peek(result -> assumeTrue(result.status() != NOT_PERMITTED, "no bind mounts"))
                .map(TreeFilesIT::succeeded)
                .toList();
        remove();
        succeeded(natively().bash(folders()));

        List<String> actual;
        try (Session session = umview("-q", option)
                .env("UMVIEW_MODULE_PATH", modules.toString())
                .session()) {
            session.must("um_add_service hidden");
            actual = GROUPS.stream()
                    .map(group -> {
                        session.must(mounts(group));
                        return session.run(program + "view " + at(group) + " " + group + INPUT)
                                .text();
                    })
                    .toList();
        }

        assertThat(differences(actual, expected)).isEmpty();
    }

    /** @return what it wrote */
    private static String succeeded(Result result) {
        assertThat(result).matches(ended -> ended.status() == 0);
        return result.out();
    }

    private String at(String group) {
        return folder + "/" + group;
    }

    private String folders() {
        return GROUPS.stream()
                .map(group -> "mkdir -p " + at(group) + "/{real/sub,other,m,n}")
                .collect(Collectors.joining("; "));
    }

    private String mounts(String group) {
        return "cd " + at(group) + " && mount -t hiddentest $PWD/real m && mount -t hiddentest $PWD/other n && cd /";
    }

    private static List<String> differences(List<String> actual, List<String> expected) {
        return Stream.iterate(0, i -> i < GROUPS.size(), i -> i + 1)
                .filter(i -> !actual.get(i).equals(expected.get(i)))
                .map(i -> GROUPS.get(i) + ": " + difference(actual.get(i), expected.get(i)))
                .toList();
    }

    private static String difference(String actual, String expected) {
        List<String> ours = actual.lines().toList();
        List<String> kernels = expected.lines().toList();
        int line = 0;
        while (line < Math.min(ours.size(), kernels.size()) && ours.get(line).equals(kernels.get(line))) {
            line++;
        }
        return "line " + line + ": " + (line < ours.size() ? ours.get(line) : "missing") + ", natively "
                + (line < kernels.size() ? kernels.get(line) : "none");
    }
}
