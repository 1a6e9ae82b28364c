package io.umview.lwipv6.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.buffer.PacketPool;
import java.util.BitSet;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class AssemblerTest {
    private final PacketPool pool = new PacketPool();

    @Property(tries = 500)
    void knowsWhichBytesAreThere(@ForAll long seed) {
        Random random = new Random(seed);
        int base = random.nextInt();
        Assembler assembler = new Assembler();
        BitSet oracle = new BitSet();
        int next = 0;
        for (int step = 0; step < 100; step++) {
            int start = next + 1 + random.nextInt(300);
            int end = start + 1 + random.nextInt(60);
            assertThat(assembler.add(base + start, base + end)).isTrue();
            oracle.set(start, end);
            checkBlocks(assembler, oracle, base, start);
            if (random.nextInt(4) == 0) {
                next += 1 + random.nextInt(150);
                int expected = oracle.get(next) ? oracle.nextClearBit(next) : next;
                next = assembler.advance(base + next) - base;
                assertThat(next).isEqualTo(expected);
                oracle.clear(0, next);
            }
            assertThat(assembler.bytes()).isEqualTo(oracle.cardinality());
            assertThat(assembler.isEmpty()).isEqualTo(oracle.isEmpty());
        }
    }

    /** RFC 2018, section 4: whole ranges, no range twice, the one that changed last at first. */
    private void checkBlocks(Assembler assembler, BitSet oracle, int base, int changed) {
        int blocks = assembler.blocks();
        Packet packet = pool.take(100);
        packet.append(100);
        assembler.emit(packet, 0, blocks);
        BitSet seen = new BitSet();
        boolean first = true;
        for (int i = 0; i < blocks; i++) {
            int start = packet.get32(8 * i) - base;
            int end = packet.get32(8 * i + 4) - base;
            assertThat(oracle.nextClearBit(start)).isGreaterThanOrEqualTo(end);
            boolean duplicate = i == 0 && (end < oracle.nextClearBit(start) || start > 0 && oracle.get(start - 1));
            if (duplicate) {
                continue;
            }
            if (first && !seen.get(start)) {
                first = false;
                if (i == 0) {
                    assertThat(changed).isBetween(start, end - 1);
                }
            }
            if (i > 0 || !duplicate) {
                seen.set(start, end);
            }
        }
        packet.release();
    }

    @Test
    void tooManyRangesAreRefused() {
        Assembler assembler = new Assembler();
        for (int i = 0; i < Assembler.MOST_RANGES; i++) {
            assertThat(assembler.add(10 * i, 10 * i + 5)).isTrue();
        }
        assertThat(assembler.add(-100, -90)).isFalse();
        assertThat(assembler.add(5, 10)).isTrue();
        assertThat(assembler.size()).isEqualTo(Assembler.MOST_RANGES - 1);
    }
}
