package io.umview.hypervisor.internal.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Inet6TextTest {
    @ParameterizedTest
    @CsvSource({
        "00000000000000000000000000000000, ::",
        "00000000000000000000000000000001, ::1",
        "fe800000000000000000000000000000, fe80::",
        "20010db8000000010001000100010001, 2001:db8:0:1:1:1:1:1",
        "20010000000000010000000000000001, 2001:0:0:1::1",
        "20010db8000000000001000000000001, 2001:db8::1:0:0:1",
        "00000000000000000000ffffc0000201, ::ffff:192.0.2.1",
    })
    void theLongestRunOfZerosIsLeftOut(String bytes, String text) {
        assertThat(Inet6Text.of(HexFormat.of().parseHex(bytes))).isEqualTo(text);
    }
}
