package io.umview.lwipv6.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class DomainNameTest {
    @Test
    void namesAreLabelsOneBehindTheOther() {
        assertThat(text(DomainName.encode(List.of("a.bc", "def."), 100))).isEqualTo("\1a\2bc\0\3def\0");
    }

    @Test
    void whatDoesNotFitIsLeftOut() {
        assertThat(text(DomainName.encode(List.of("a.bc", "def", "g"), 9))).isEqualTo("\1a\2bc\0\1g\0");
    }

    @Test
    void whatIsNoNameIsLeftOut() {
        String label = "x".repeat(63);
        assertThat(DomainName.isValid(label)).isTrue();
        assertThat(DomainName.isValid(label + "x")).isFalse();
        assertThat(DomainName.isValid(String.join(".", label, label, label, label)))
                .isFalse();
        assertThat(DomainName.isValid("a..b")).isFalse();
        assertThat(DomainName.isValid("")).isFalse();
        assertThat(DomainName.encode(List.of("..", "", ".a"), 100)).isEmpty();
    }

    @Property
    void anyTextIsWrittenOrLeftOut(@ForAll List<String> names) {
        assertThat(DomainName.encode(names, 255)).hasSizeLessThanOrEqualTo(255);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
