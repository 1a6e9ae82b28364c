package io.umview.lwipv6.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.buffer.PacketPool;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class VxlanTest {
    private final PacketPool pool = new PacketPool();

    @Property
    void whatIsWrittenIsRead(@ForAll @IntRange(max = Vxlan.MAX_VNI) int vni) {
        Packet packet = packet(new byte[] {1, 1, 1, 1, 1, 1, 1, 1, 1});
        Vxlan.emit(packet, 1, vni);
        assertThat(Vxlan.check(packet, 1)).isTrue();
        assertThat(Vxlan.vni(packet, 1)).isEqualTo(vni);
    }

    @Property
    void everyOtherBitOfFlagsAndReservedFieldsIsRefused(
            @ForAll @IntRange(max = Vxlan.MAX_VNI) int vni, @ForAll @IntRange(max = 63) int bit) {
        Packet packet = packet(new byte[8]);
        Vxlan.emit(packet, 0, vni);
        packet.put64(0, packet.get64(0) ^ 1L << bit);
        boolean identifier = bit >= 8 && bit < 32;
        assertThat(Vxlan.check(packet, 0)).isEqualTo(identifier);
    }

    @Property
    void anythingMayComeIn(@ForAll @Size(max = 20) byte[] bytes, @ForAll @IntRange(max = 20) int offset) {
        Packet packet = packet(bytes);
        if (Vxlan.check(packet, offset)) {
            assertThat(Vxlan.vni(packet, offset)).isBetween(0, Vxlan.MAX_VNI);
        }
    }

    private Packet packet(byte[] bytes) {
        Packet packet = pool.take(bytes.length);
        packet.append(bytes.length);
        packet.put(0, bytes, 0, bytes.length);
        return packet;
    }
}
