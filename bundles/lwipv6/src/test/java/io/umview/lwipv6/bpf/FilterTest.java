package io.umview.lwipv6.bpf;

import static io.umview.lwipv6.bpf.Instruction.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class FilterTest {
    private static final int LINK_HEADER = 14;

    private final PacketFacts facts = new PacketFacts().set(0x800, 4, 3, 1, 0, LINK_HEADER);

    private static byte[] program(int... parts) {
        ByteBuffer program = ByteBuffer.allocate(parts.length * 4).order(ByteOrder.nativeOrder());
        for (int i = 0; i < parts.length; i += 2) {
            program.putShort((short) parts[i]).putShort((short) 0).putInt(parts[i + 1]);
        }
        return program.array();
    }

    private int load(int offset) {
        byte[] frame = new byte[60];
        frame[LINK_HEADER] = 0x45;
        frame[LINK_HEADER + 9] = 17;
        Filter filter = Filter.of(program(LD | B | ABS, offset, RET | A, 0));
        return filter.run(ByteBuffer.wrap(frame), 0, frame.length, facts);
    }

    @Test
    void extensionsTellWhatIsNotInThePacket() {
        assertThat(load(AD_OFF + AD_PROTOCOL)).isEqualTo(0x800);
        assertThat(load(AD_OFF + AD_PKTTYPE)).isEqualTo(4);
        assertThat(load(AD_OFF + AD_IFINDEX)).isEqualTo(3);
        assertThat(load(AD_OFF + AD_HATYPE)).isEqualTo(1);
        assertThat(load(AD_OFF + AD_VLAN_TAG_PRESENT)).isZero();
        assertThat(load(AD_OFF + AD_PAY_OFFSET)).isEqualTo(LINK_HEADER + 20 + 8);
        facts.vlan(7, 0x8100);
        assertThat(load(AD_OFF + AD_VLAN_TAG_PRESENT)).isEqualTo(1);
        assertThat(load(AD_OFF + AD_VLAN_TAG)).isEqualTo(7);
        assertThat(load(AD_OFF + AD_VLAN_TPID)).isEqualTo(0x8100);
    }

    @Test
    void negativeOffsetsCountFromTheHeaders() {
        assertThat(load(NET_OFF)).isEqualTo(0x45);
        assertThat(load(NET_OFF + 9)).isEqualTo(17);
        assertThat(load(LL_OFF + LINK_HEADER)).isEqualTo(0x45);
        assertThat(load(LL_OFF - 1)).isZero();
    }

    @Test
    void aProgramWithoutAnEndIsRefused() {
        assertThat(Filter.of(new byte[0])).isNull();
        assertThat(Filter.of(program(LD | IMM, 0))).isNull();
        assertThat(Filter.of(new byte[7])).isNull();
        assertThat(Filter.of(new byte[8 * 4097])).isNull();
        byte[] longest = new byte[8 * 4096];
        Arrays.fill(longest, (byte) 0);
        System.arraycopy(program(RET | K, 1), 0, longest, 8 * 4095, 8);
        assertThat(Filter.of(longest)).as("4095 times ld #0").isNotNull();
    }

    @Property(tries = 2000)
    void anythingIsRefusedOrRuns(@ForAll @Size(max = 80) byte[] program, @ForAll @Size(max = 60) byte[] packet) {
        Filter filter = Filter.of(Arrays.copyOf(program, program.length / 8 * 8));
        if (filter != null) {
            filter.run(ByteBuffer.wrap(packet), 0, packet.length, facts);
        }
    }

    @Property(tries = 3000)
    void neverReadsOutsideOfThePacket(@ForAll long seed) {
        Random random = new Random(seed);
        Filter filter = Filter.of(RandomProgram.of(random));
        if (filter != null) {
            int length = random.nextInt(64);
            PacketFacts any = new PacketFacts().set(0x800, 0, 1, 1, random.nextInt(40) - 20, random.nextInt(80) - 20);
            ByteBuffer exact = ByteBuffer.allocate(length);
            filter.run(exact, 0, length, any);
        }
    }
}
