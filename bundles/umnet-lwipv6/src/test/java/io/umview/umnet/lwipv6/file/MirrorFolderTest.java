package io.umview.umnet.lwipv6.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A folder that has the files of a tree. */
class MirrorFolderTest {
    private MirrorFolder mirror;

    @BeforeEach
    void create() throws Exception {
        mirror = MirrorFolder.create();
    }

    @AfterEach
    void close() throws Exception {
        mirror.close();
    }

    private List<String> content() throws Exception {
        try (Stream<Path> paths = Files.walk(Path.of(mirror.path()))) {
            return paths.map(path -> path.toString().substring(mirror.path().length()))
                    .sorted()
                    .toList();
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
        mirror.show(tree);

        assertThat(content()).containsExactly("", "/a", "/a/b", "/a/b/c", "/a/d", "/a/w", "/e", "/e/l");
        assertThat(mode("/a/d")).isEqualTo("r--r--r--");
        assertThat(mode("/a/w")).isEqualTo("rw-r--r--");
        assertThat(Files.readSymbolicLink(Path.of(mirror.path(), "/e/l"))).hasToString("../a/b");
        assertThat(Path.of(mirror.path(), "/e/l/c")).exists();
    }

    private String mode(String path) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(Path.of(mirror.path(), path)));
    }

    @Test
    void followsTheTree() throws Exception {
        mirror.show(tree("/a/b/c", "/a/d", "/x/y"));
        mirror.show(tree("/a/b/e", "/a/d/f"));

        assertThat(content()).containsExactly("", "/a", "/a/b", "/a/b/e", "/a/d", "/a/d/f");
    }

    @Test
    void isBelowThePrefixThatAllHave() {
        assertThat(mirror.path()).startsWith(MirrorFolder.PREFIX);
    }

    @Test
    void isGoneWhenItIsClosed() throws Exception {
        mirror.show(tree("/a/b/c"));
        mirror.close();

        assertThat(Path.of(mirror.path())).doesNotExist();
    }
}
