package io.umview.hypervisor.internal.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class AttributeTextTest {
    @Test
    void numbersAreGatheredByWhatTheyStandFor() {
        Map<Integer, String> map = Map.of(2, "/b#1", 1, "/a#2", 3, "/b#1", 10, "/b#1", 4, "/b#1");

        assertThat(AttributeText.describe(map)).isEqualTo("/a#2 (1), /b#1 (2-4,10)");
        assertThat(AttributeText.describe("text")).isEqualTo("text");
    }
}
