package io.umview.lwipv6.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.wire.IpAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SocketAddressCodecTest {
    @Test
    void layoutsAreThoseOfLinux() {
        assertThat(hex(new SocketAddress.Inet4(IpAddress.v4(0x01020304), 0x1234)))
                .isEqualTo("02001234010203040000000000000000");
        IpAddress linkLocal = new IpAddress(0xfe80L << 48, 1);
        assertThat(hex(new SocketAddress.Inet6(linkLocal, 80, 0x01020304, 3)))
                .isEqualTo("0a00005001020304fe80000000000000000000000000000103000000");
        assertThat(hex(new SocketAddress.PacketAddress(0x800, 2, 1, 4, new byte[] {1, 2, 3, 4, 5, 6})))
                .isEqualTo("1100080002000000010004060102030405060000");
        assertThat(hex(new SocketAddress.Netlink(5, 6))).isEqualTo("100000000500000006000000");
    }

    private static String hex(SocketAddress address) {
        return HexFormat.of().formatHex(SocketAddressCodec.encode(address));
    }

    @Property(tries = 500)
    void decodingIsTheInverse(@ForAll("addresses") SocketAddress address) throws NetworkException {
        SocketAddress read = SocketAddressCodec.decode(ByteBuffer.wrap(SocketAddressCodec.encode(address)));
        assertThat(SocketAddressCodec.encode(read)).isEqualTo(SocketAddressCodec.encode(address));
        assertThat(read).isEqualTo(address);
    }

    @Provide
    Arbitrary<SocketAddress> addresses() {
        Arbitrary<Long> half = Arbitraries.longs();
        Arbitrary<Integer> port = Arbitraries.integers().between(0, 65535);
        Arbitrary<Integer> any = Arbitraries.integers();
        return Arbitraries.oneOf(
                Combinators.combine(any, port)
                        .as((address, number) -> new SocketAddress.Inet4(IpAddress.v4(address), number)),
                Combinators.combine(half, half, port, any, any)
                        .as((high, low, number, flow, scope) ->
                                new SocketAddress.Inet6(new IpAddress(high, low), number, flow, scope)),
                Combinators.combine(any, any).as(SocketAddress.Netlink::new));
    }

    @Property(tries = 2000)
    void anythingIsAnAddressOrAnError(@ForAll @Size(max = 140) byte[] bytes, @ForAll("families") int family) {
        if (bytes.length > 1) {
            bytes[0] = (byte) family;
            bytes[1] = 0;
        }
        try {
            assertThat(SocketAddressCodec.decode(ByteBuffer.wrap(bytes)).family())
                    .isEqualTo(family);
        } catch (NetworkException error) {
            assertThat(error.error()).isEqualTo(NetworkError.EINVAL);
        }
    }

    @Provide
    Arbitrary<Integer> families() {
        return Arbitraries.of(0, 1, 2, 10, 16, 17, 40);
    }

    @Test
    void tooShortForTheFamily() {
        byte[] inet6 = SocketAddressCodec.encode(new SocketAddress.Inet6(IpAddress.LOOPBACK6, 1, 0, 7));
        for (int length = 0; length < 24; length++) {
            byte[] cut = Arrays.copyOf(inet6, length);
            assertThat(Messages.error(() -> SocketAddressCodec.decode(ByteBuffer.wrap(cut))))
                    .isEqualTo(NetworkError.EINVAL);
        }
        byte[] withoutScope = Arrays.copyOf(inet6, 24);
        assertThat(Messages.error(() -> assertThat(SocketAddressCodec.decode(ByteBuffer.wrap(withoutScope)))
                        .isEqualTo(new SocketAddress.Inet6(IpAddress.LOOPBACK6, 1, 0, 0))))
                .isNull();
    }
}
