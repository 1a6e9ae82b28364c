package io.umview.lwipv6.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ByteRingTest {
    private static final int LIMIT = 20_000;

    private final PacketPool pool = new PacketPool();

    @Property(tries = 300)
    void givesBackWhatWasPutInInOrder(
            @ForAll @Size(max = 60) List<@IntRange(min = -9000, max = 9000) Integer> steps, @ForAll long seed) {
        Random random = new Random(seed);
        ByteRing ring = new ByteRing(LIMIT);
        Deque<Byte> oracle = new ArrayDeque<>();
        for (int step : steps) {
            if (step >= 0) {
                fill(ring, oracle, step, random);
            } else {
                take(ring, oracle, -step);
            }
            assertThat(ring.size()).isEqualTo(oracle.size());
        }
        take(ring, oracle, LIMIT);
        assertThat(ring.size()).isZero();
        assertThat(oracle).isEmpty();
        ring.shrink();
        assertThat(ring.allocated()).isZero();
    }

    private static void fill(ByteRing ring, Deque<Byte> oracle, int wanted, Random random) {
        int left = Math.min(wanted, ring.space());
        while (left > 0) {
            ByteBuffer part = ring.writable(left);
            int count = part.remaining();
            assertThat(count).isPositive();
            for (int i = 0; i < count; i++) {
                byte value = (byte) random.nextInt();
                part.put(value);
                oracle.add(value);
            }
            ring.commit(count);
            left -= count;
        }
    }

    private static void take(ByteRing ring, Deque<Byte> oracle, int wanted) {
        int left = Math.min(wanted, ring.size());
        while (left > 0) {
            ByteBuffer part = ring.readable();
            int count = Math.min(left, part.remaining());
            for (int i = 0; i < count; i++) {
                assertThat(part.get()).isEqualTo(oracle.remove());
            }
            ring.drop(count);
            left -= count;
        }
    }

    @Test
    void bytesBehindAGapWaitUntilTheGapIsFilled() {
        ByteRing ring = new ByteRing(LIMIT);
        put(ring, 0, "ab");
        ring.commit(2);
        ring.drop(1);
        put(ring, 4, "fg");
        put(ring, 9000, "z"); // makes it grow
        put(ring, 1, "cde");
        ring.commit(5);
        Packet out = pool.take(10);
        ring.get(0, out, 6);
        byte[] bytes = new byte[6];
        out.get(0, bytes, 0, 6);
        assertThat(new String(bytes, java.nio.charset.StandardCharsets.US_ASCII))
                .isEqualTo("bcdefg");
        out.release();
    }

    private void put(ByteRing ring, int position, String text) {
        Packet packet = pool.take(text.length());
        packet.append(text.length());
        packet.put(0, text.getBytes(java.nio.charset.StandardCharsets.US_ASCII), 0, text.length());
        ring.put(position, packet, 0, text.length());
        packet.release();
    }
}
