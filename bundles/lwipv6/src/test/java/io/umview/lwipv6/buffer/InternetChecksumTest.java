package io.umview.lwipv6.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class InternetChecksumTest {
    @Test
    void isThatOfTheExampleInRfc1071() {
        ByteBuffer bytes = ByteBuffer.wrap(
                new byte[] {0x00, 0x01, (byte) 0xf2, 0x03, (byte) 0xf4, (byte) 0xf5, (byte) 0xf6, (byte) 0xf7});
        assertThat(InternetChecksum.fold(InternetChecksum.sum(bytes, 0, 8))).isEqualTo(0xddf2);
    }

    @Property
    void isTheOnesComplementSumOf16BitWords(@ForAll @Size(max = 200) byte[] data, @ForAll @IntRange(max = 7) int from) {
        int length = Math.max(0, data.length - from);
        int start = data.length - length;
        int expected = 0;
        for (int i = 0; i < length; i += 2) {
            int low = i + 1 < length ? data[start + i + 1] & 0xff : 0;
            expected += (data[start + i] & 0xff) << 8 | low;
            expected = (expected & 0xffff) + (expected >>> 16);
        }
        assertThat(InternetChecksum.fold(InternetChecksum.sum(ByteBuffer.wrap(data), start, length)))
                .isEqualTo(expected);
    }

    @Property
    void verifiesToZero(@ForAll @Size(min = 2, max = 99) byte[] data) {
        ByteBuffer bytes = ByteBuffer.wrap(data);
        bytes.putShort(0, (short) 0);
        bytes.putShort(0, (short) InternetChecksum.finish(InternetChecksum.sum(bytes, 0, data.length)));
        assertThat(InternetChecksum.finish(InternetChecksum.sum(bytes, 0, data.length)))
                .isZero();
    }

    @Test
    void aUdpChecksumOfZeroIsSentAsAllOnes() {
        PacketPool pool = new PacketPool();
        Packet packet = pool.take(8);
        packet.append(8);
        packet.clear(0, 8);
        packet.put16(0, 0xffff);
        packet.completeLater(0, 6);
        InternetChecksum.complete(packet);
        assertThat(packet.get16(6)).isEqualTo(0xffff);
        packet.release();
    }
}
