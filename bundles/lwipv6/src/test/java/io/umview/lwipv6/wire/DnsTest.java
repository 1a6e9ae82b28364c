package io.umview.lwipv6.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.buffer.PacketPool;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class DnsTest {
    private final PacketPool pool = new PacketPool();

    @Property
    void aQueryThatFailsIsAResponseToItself(
            @ForAll @Size(min = 12, max = 40) byte[] bytes, @ForAll @IntRange(max = 15) int code) {
        Packet query = packet(bytes);
        int identifier = Dns.identifier(query);
        int length = query.length();

        Dns.fail(query, code);

        assertThat(Dns.check(query)).isTrue();
        assertThat(Dns.isResponse(query)).isTrue();
        assertThat(Dns.responseCode(query)).isEqualTo(code);
        assertThat(Dns.identifier(query)).isEqualTo(identifier);
        assertThat(query.length()).isEqualTo(length);
        assertThat(query.get8(2) & 0x79).as("opcode and RD").isEqualTo(bytes[2] & 0x79);
    }

    @Property
    void theIdentifierIsWhatWasSet(@ForAll @IntRange(max = 65535) int identifier) {
        Packet query = packet(new byte[12]);
        Dns.identifier(query, identifier);
        assertThat(Dns.identifier(query)).isEqualTo(identifier);
    }

    @Property
    void whatIsShorterThanAHeaderIsRefused(@ForAll @Size(max = 11) byte[] bytes) {
        assertThat(Dns.check(packet(bytes))).isFalse();
    }

    private Packet packet(byte[] bytes) {
        Packet packet = pool.take(bytes.length);
        packet.append(bytes.length);
        packet.put(0, bytes, 0, bytes.length);
        return packet;
    }
}
