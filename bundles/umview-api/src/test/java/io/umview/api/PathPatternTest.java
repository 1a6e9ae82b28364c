package io.umview.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathPatternTest {
    @ParameterizedTest
    @CsvSource({
        "/a/b, /a/b",
        "/a/ä, /a/ä",
        "/proc/#/net, /proc/1/net",
        "/proc/#/net, /proc/90210/net",
        "/sys/**/net, /sys/x/net",
        "/sys/**/net, /sys/x/y/net",
        "/sys/**/net, /sys/net/net",
        "/sys/**/net, /sys/net/net/net",
        "/sys/**, /sys/a/b",
        "/**/a/**/b, /x/a/a/y/b"
    })
    void matches(String pattern, String path) {
        assertThat(PathPattern.of(pattern).matches(path)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "/a/b, /a",
        "/a/b, /a/bc",
        "/a/b, /a/c",
        "/a/b, /a/b/c",
        "/a/b, /",
        "/a/b, ''",
        "/proc/#/net, /proc/self/net",
        "/proc/#/net, /proc/1x/net",
        "/proc/#/net, /proc//net",
        "/proc/#/net, /proc/net",
        "/sys/**/net, /sys/net",
        "/sys/**/net, /sys/x/net/y",
        "/sys/**/net, /sys/x/internet",
        "/sys/**, /sys",
        "/a/#, /a/b"
    })
    void doesNotMatch(String pattern, String path) {
        assertThat(PathPattern.of(pattern).matches(path)).isFalse();
    }

    @Test
    void findsAPathInABuffer() {
        ByteBuffer bytes = ByteBuffer.wrap("xx/a/12yy".getBytes(StandardCharsets.UTF_8));

        assertThat(PathPattern.of("/a/#").matches(bytes, 2, 5)).isTrue();
        assertThat(PathPattern.of("/a/#").matches(bytes, 2, 6)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "a", "a/b", "/a/", "//a", "/a//b"})
    void isCanonical(String text) {
        assertThatThrownBy(() -> PathPattern.of(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
