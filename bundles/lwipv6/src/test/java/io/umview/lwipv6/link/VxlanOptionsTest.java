package io.umview.lwipv6.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VxlanOptionsTest {
    @Test
    void aGroupIsEnough() throws IOException {
        VxlanOptions options = VxlanOptions.parse("239.1.2.3");
        assertThat(options.destinations()).containsExactly(InetAddress.getByName("239.1.2.3"));
        assertThat(options.isMulticast()).isTrue();
        assertThat(options.vni()).isEqualTo(1);
        assertThat(options.port()).isEqualTo(4789);
        assertThat(options.device()).isNull();
        assertThat(options.overhead()).isEqualTo(50);
    }

    @Test
    void networkPortAndDeviceMayBeGiven() {
        VxlanOptions options = VxlanOptions.parse("ff05::100%lo/16777215/8472");
        assertThat(options.vni()).isEqualTo(0xff_ffff);
        assertThat(options.port()).isEqualTo(8472);
        assertThat(options.device()).isEqualTo("lo");
        assertThat(options.overhead()).isEqualTo(70);
    }

    @Test
    void thereMayBeSeveralPeers() {
        VxlanOptions options = VxlanOptions.parse("192.0.2.1,192.0.2.2/7");
        assertThat(options.destinations()).hasSize(2);
        assertThat(options.isMulticast()).isFalse();
        assertThat(VxlanOptions.parse("192.0.2.1+192.0.2.2/7")).isEqualTo(options);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/1",
                "239.1.1.1/x",
                "239.1.1.1/16777216",
                "239.1.1.1/-1",
                "239.1.1.1/1/0",
                "239.1.1.1/1/65536",
                "239.1.1.1/1/1/1",
                "239.1.1.1,239.1.1.2",
                "192.0.2.1,2001:db8::1",
                "192.0.2.1,",
                "not a host"
            })
    void nonsenseIsRefused(String text) {
        assertThatThrownBy(() -> VxlanOptions.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aDeviceThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> VxlanOptions.parse("239.1.1.1%nosuch0").networkInterface())
                .isInstanceOf(IOException.class)
                .hasMessage("nosuch0: No such device");
    }
}
