package io.umview.umnet.lwipv6.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A folder that has the files of a tree. */
class MemoryFolderTest {
    private static final int USER = -1;

    private MemoryFolder folder;

    @BeforeEach
    void create() throws Exception {
        folder = MemoryFolder.create(USER);
    }

    @AfterEach
    void close() throws Exception {
        folder.close();
    }

    /** It need not have another. */
    private Path path() {
        return Path.of("/proc/self/fd/" + folder.root() + "/.");
    }

    private List<String> content() throws Exception {
        int length = path().toString().length();
        try (Stream<Path> paths = Files.walk(path())) {
            return paths.map(path -> path.toString().substring(length)).sorted().toList();
        }
    }

    private static FileTree tree(String... files) {
        FileTree tree = new FileTree();
        for (String file : files) {
            tree.file(file, false);
        }
        return tree;
    }

    @Test
    void hasTheFilesOfTheTreeAndTheirFolders() throws Exception {
        FileTree tree = tree("/a/b/c", "/a/d");
        tree.file("/a/w", true);
        tree.folder("/e");
        tree.link("/e/l", "../a/b");
        folder.show(tree);

        assertThat(content()).containsExactly("", "/a", "/a/b", "/a/b/c", "/a/d", "/a/w", "/e", "/e/l");
        assertThat(mode("/a/d")).isEqualTo("r--r--r--");
        assertThat(mode("/a/w")).isEqualTo("rw-r--r--");
        assertThat(Files.readSymbolicLink(path().resolve("e/l"))).hasToString("../a/b");
        assertThat(path().resolve("e/l/c")).exists();
    }

    private String mode(String path) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path().resolve(path.substring(1))));
    }

    @Test
    void followsTheTree() throws Exception {
        folder.show(tree("/a/b/c", "/a/d", "/x/y"));
        folder.show(tree("/a/b/e", "/a/d/f"));

        assertThat(content()).containsExactly("", "/a", "/a/b", "/a/b/e", "/a/d", "/a/d/f");
    }

    @Test
    void isGoneWhenItIsClosed() throws Exception {
        Path place = Files.readSymbolicLink(Path.of("/proc/self/fd/" + folder.root()));
        assumeThat(place).as("a folder of the host").isNotEqualTo(Path.of("/"));
        folder.show(tree("/a/b/c"));
        folder.close();

        assertThat(place).doesNotExist();
        folder = MemoryFolder.create(USER);
    }
}
