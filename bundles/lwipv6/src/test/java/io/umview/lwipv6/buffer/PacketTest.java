package io.umview.lwipv6.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PacketTest {
    private final PacketPool pool = new PacketPool();

    @Test
    void headersArePutInFrontAndTakenOff() {
        Packet packet = pool.take(100);
        packet.append(4);
        packet.put32(0, 0x01020304);
        packet.prepend(2);
        packet.put16(0, 0xaabb);
        assertThat(packet.length()).isEqualTo(6);
        assertThat(packet.get32(0)).isEqualTo(0xaabb0102);
        packet.trimFront(3);
        packet.truncate(2);
        assertThat(packet.get16(0)).isEqualTo(0x0203);
        packet.release();
    }

    @Test
    void nothingOutsideTheWindowIsReached() {
        Packet packet = pool.take(100);
        packet.append(4);
        assertThatThrownBy(() -> packet.get32(1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> packet.get8(-1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> packet.put16(3, 0)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> packet.trimFront(5)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> packet.clear(0, Integer.MAX_VALUE)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> packet.append(packet.tailroom() + 1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> packet.prepend(packet.headroom() + 1)).isInstanceOf(IndexOutOfBoundsException.class);
        packet.release();
    }

    @Test
    void marksStayWhereTheyAreWhenTheWindowMoves() {
        Packet packet = pool.take(100);
        packet.append(20);
        packet.transportHeader(0);
        packet.completeLater(0, 16);
        packet.prepend(40);
        packet.networkHeader(0);
        packet.prepend(14);
        assertThat(packet.networkHeader()).isEqualTo(14);
        assertThat(packet.transportHeader()).isEqualTo(54);
        assertThat(packet.checksumStart()).isEqualTo(54);
        Packet copy = pool.copy(packet);
        assertThat(copy.checksumStart()).isEqualTo(54);
        assertThat(copy.networkHeader()).isEqualTo(14);
        copy.release();
        packet.release();
    }

    @Test
    void memoryIsUsedAgainWhenTheLastHolderLetsGo() {
        Packet packet = pool.take(1500);
        packet.retain();
        packet.release();
        assertThat(pool.inUse()).isOne();
        assertThat(pool.take(1500)).isNotSameAs(packet);
        packet.release();
        assertThat(pool.take(1500)).isSameAs(packet);
        assertThat(pool.inUse()).isEqualTo(2);
    }

    @Test
    void aPacketIsNotReleasedTwice() {
        Packet packet = pool.take(1);
        packet.release();
        assertThatThrownBy(packet::release).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void queuesKeepOrderAndCount() {
        PacketQueue queue = new PacketQueue();
        for (int size = 1; size <= 3; size++) {
            Packet packet = pool.take(10);
            packet.append(size);
            queue.add(packet);
        }
        assertThat(queue.bytes()).isEqualTo(6);
        Packet first = queue.poll();
        assertThat(first).isNotNull();
        assertThat(first.length()).isOne();
        first.release();
        assertThat(queue.size()).isEqualTo(2);
        queue.clear();
        assertThat(queue.isEmpty()).isTrue();
        assertThat(queue.bytes()).isZero();
        assertThat(pool.inUse()).isZero();
    }
}
