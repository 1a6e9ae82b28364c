package io.umview.api;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class GuestTextTest {
    @Property
    void everySequenceOfBytesSurvives(@ForAll byte[] bytes) {
        assertThat(GuestText.encode(GuestText.decode(bytes))).isEqualTo(bytes);
    }

    @Test
    void utf8IsReadable() {
        assertThat(GuestText.decode(new byte[] {'a', (byte) 0xc3, (byte) 0xa9})).isEqualTo("aé");
    }
}
