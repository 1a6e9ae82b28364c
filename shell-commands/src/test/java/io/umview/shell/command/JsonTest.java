package io.umview.shell.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class JsonTest {
    /** A value with members of all kinds. */
    public record Sample(String text, int number, boolean truth, List<String> list) {}

    @Test
    void recordsAreObjects() {
        assertThat(Json.of(new Sample("a", 1, true, List.of("b", "c"))))
                .isEqualTo("{\"text\": \"a\", \"number\": 1, \"truth\": true, \"list\": [\"b\", \"c\"]}");
        assertThat(Json.of(Json.with("first", 1.5, new Sample("", -1, false, List.of()))))
                .isEqualTo("{\"first\": 1.5, \"text\": \"\", \"number\": -1, \"truth\": false, \"list\": []}");
    }

    @Test
    void stringsAreEscaped() {
        assertThat(Json.of("\"\\\n\t\r\u0000\u007f\u009bé\ud83d\ude00\u2028/"))
                .isEqualTo("\"\\\"\\\\\\n\\t\\u000d\\u0000\\u007f\\u009bé\ud83d\ude00\\u2028/\"");
        assertThat(Json.of("\ud800x\udc00")).isEqualTo("\"\\ud800x\\udc00\"");
        assertThat(Json.of(Map.of("a\"b", 1))).isEqualTo("{\"a\\\"b\": 1}");
    }

    @Test
    void numbersThatJsonLacksAreRefused() {
        assertThatThrownBy(() -> Json.of(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void listsHaveALineForEachElement() {
        assertThat(Json.lines(List.of())).isEqualTo("[]\n");
        assertThat(Json.lines(List.of(1, 2))).isEqualTo("[\n1,\n2\n]\n");
    }

    @Property
    void everyStringIsOneLineOfValidUtf8(@ForAll String text) {
        String json = Json.of(text);

        assertThat(json).matches("\"(?:[^\"\\\\\\p{Cntrl}]|\\\\[\"\\\\nt]|\\\\u[0-9a-f]{4})*\"");
        assertThat(new String(json.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                .isEqualTo(json);
    }
}
