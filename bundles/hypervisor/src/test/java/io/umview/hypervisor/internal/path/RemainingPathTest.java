package io.umview.hypervisor.internal.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RemainingPathTest {
    private final RemainingPath path = new RemainingPath();

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private List<String> components() {
        List<String> components = new ArrayList<>();
        while (path.next()) {
            ByteBuffer component = ByteBuffer.allocate(path.size());
            path.copyTo(component, 0);
            components.add(new String(component.array(), StandardCharsets.UTF_8));
        }
        return components;
    }

    @ParameterizedTest
    @CsvSource({"a, a", "/a/b, a b", "//a///b//, a b", "./a/../b/., . a .. b .", "/, ''"})
    void componentsAreWhatIsBetweenSlashes(String text, String expected) {
        path.set(bytes(text));

        assertThat(String.join(" ", components())).isEqualTo(expected);
    }

    @Test
    void dotsAreTold() {
        path.set(bytes("./../.../a."));

        path.next();
        assertThat(path.isDot()).isTrue();
        path.next();
        assertThat(path.isParent()).isTrue();
        path.next();
        assertThat(path.isDot() || path.isParent()).isFalse();
        path.next();
        assertThat(path.isDot() || path.isParent()).isFalse();
    }

    @Test
    void slashesBehindTheLastComponentAreNoComponent() {
        path.set(bytes("a/b//"));

        path.next();
        assertThat(path.isLast()).isFalse();
        path.next();
        assertThat(path.isLast()).isTrue();
        assertThat(path.isAtEnd()).isFalse();
        assertThat(path.rest()).isEqualTo("//");
    }

    @ParameterizedTest
    @CsvSource({"link/b/c, x, x b c", "link/b/c, x/y/z/long/er, x y z long er b c", "link, /t, t", "link/, u/v, u v"})
    void theTargetOfALinkComesBeforeTheRest(String text, String target, String expected) throws Exception {
        path.set(bytes(text));
        path.next();

        path.prepend(ByteBuffer.wrap(bytes(target)), target.length());

        assertThat(path.isAbsolute()).isEqualTo(target.startsWith("/"));
        assertThat(String.join(" ", components())).isEqualTo(expected);
    }

    @Test
    void whatLinksMakeTooLongIsNoPath() throws Exception {
        byte[] target = bytes("x/".repeat(PathWalk.PATH_MAX / 2 - 1));
        path.set(bytes("a/b/c/d/e"));

        assertThatThrownBy(() -> {
                    while (path.next()) {
                        path.prepend(ByteBuffer.wrap(target), target.length);
                    }
                })
                .isInstanceOfSatisfying(
                        ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENAMETOOLONG));
    }
}
