package io.umview.lwipv6.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.time.ManualClock;
import org.junit.jupiter.api.Test;

class SwitchTest {
    private static final long BROADCAST = 0xffff_ffff_ffffL;
    private static final long A = 0x0202_0000_0001L;
    private static final long B = 0x0202_0000_0002L;
    private static final long SECOND = 1_000_000_000;

    private final ManualClock clock = new ManualClock(Long.MAX_VALUE / 3);
    private final ManualLoop loop = new ManualLoop();
    private final Switch fabric = new Switch(clock);
    private final Station first = new Station(loop, fabric.port());
    private final Station second = new Station(loop, fabric.port());
    private final Station third = new Station(loop, fabric.port());

    @Test
    void aFrameToNobodyInParticularGoesToAllOthers() {
        first.send(BROADCAST, A, 46);
        loop.run();

        assertThat(first.frames).isEmpty();
        assertThat(second.frames).hasSize(1);
        assertThat(third.frames).hasSize(1);
    }

    @Test
    void aStationThatWasHeardGetsItsFramesAlone() {
        second.send(BROADCAST, B, 46);
        loop.run();
        third.frames.clear();

        first.send(B, A, 46);
        loop.run();

        assertThat(second.frames).hasSize(1);
        assertThat(third.frames).isEmpty();
    }

    @Test
    void aStationThatMovedIsFoundAtItsNewPlace() {
        second.send(BROADCAST, B, 46);
        third.send(BROADCAST, B, 46);
        loop.run();
        second.frames.clear();
        third.frames.clear();

        first.send(B, A, 46);
        loop.run();

        assertThat(second.frames).isEmpty();
        assertThat(third.frames).hasSize(1);
    }

    @Test
    void aStationThatWasSilentForFiveMinutesIsForgotten() {
        second.send(BROADCAST, B, 46);
        clock.advance(301 * SECOND);
        loop.run();
        third.frames.clear();

        first.send(B, A, 46);
        loop.run();

        assertThat(third.frames).hasSize(1);
    }

    @Test
    void theStationsOfAClosedPortAreForgotten() {
        second.send(BROADCAST, B, 46);
        loop.run();
        third.frames.clear();
        second.link.close();

        first.send(B, A, 46);
        loop.run();

        assertThat(third.frames).hasSize(1);
    }

    @Test
    void aFrameToAStationBehindTheSamePortIsNotForwarded() {
        first.send(BROADCAST, B, 46);
        loop.run();
        second.frames.clear();

        assertThat(first.send(B, A, 46)).isTrue();
        loop.run();

        assertThat(second.frames).isEmpty();
    }

    @Test
    void framesThatNoBridgeForwardsAreDropped() {
        assertThat(first.send(0x0180_c200_0000L, A, 46)).isFalse();
        assertThat(first.send(B, BROADCAST, 46)).isFalse();
        assertThat(first.send(B, 0, 46)).isFalse();
        Packet stub = first.pool.take(13);
        stub.append(13);
        assertThat(first.link.send(stub)).isFalse();
        loop.run();

        assertThat(second.frames).isEmpty();
        assertThat(first.pool.inUse()).isZero();
    }

    @Test
    void aBatchWakesItsReceiverOnce() {
        second.send(BROADCAST, B, 46);
        loop.run();

        for (int i = 0; i < 10; i++) {
            first.link.send(first.frame(B, A, i));
        }
        first.link.flush();

        assertThat(loop.waiting()).isOne();
        loop.run();
        assertThat(second.frames).hasSize(10);
        assertThat(second.batches).isOne();
    }

    @Test
    void whatIsLeftToDoGoesThroughAsItIs() {
        second.inspector = packet -> {
            assertThat(packet.segmentation()).isEqualTo(Packet.Segmentation.TCP4);
            assertThat(packet.segmentSize()).isEqualTo(1448);
            assertThat(packet.checksum()).isEqualTo(Packet.Checksum.PARTIAL);
            assertThat(packet.checksumStart()).isEqualTo(34);
            assertThat(packet.checksumOffset()).isEqualTo(16);
        };
        Packet large = first.frame(BROADCAST, A, 65_000);
        large.segmentation(Packet.Segmentation.TCP4, 1448);
        large.completeLater(34, 16);

        first.link.send(large);
        first.link.flush();
        loop.run();

        assertThat(second.frames).hasSize(1);
        assertThat(third.frames).hasSize(1);
    }

    @Test
    void aPacketThatSomebodyElseHoldsIsCopied() {
        second.inspector = packet -> packet.put8(20, 0x55);
        Packet held = first.frame(BROADCAST, A, 46).retain();
        third.link.close();

        first.link.send(held);
        first.link.flush();
        loop.run();

        assertThat(second.frames).hasSize(1);
        assertThat(held.get8(20)).isZero();
        held.release();
        assertThat(first.pool.inUse()).isZero();
    }

    @Test
    void aFrameLargerThanTheReceiversMtuIsDropped() {
        second.send(BROADCAST, B, 46);
        loop.run();
        assertThat(first.send(B, A, 1505)).isFalse();
        second.link.mtu(9000);
        assertThat(first.send(B, A, 1505)).isTrue();
        loop.run();
        assertThat(second.frames).hasSize(1);
    }

    @Test
    void whatAFullPortCannotTakeIsDroppedAndGivenBack() {
        second.send(BROADCAST, B, 46);
        loop.run();

        int sent = 0;
        while (first.send(B, A, 46)) {
            sent++;
        }

        assertThat(((SwitchPort) second.link).dropped()).isOne();
        assertThat(first.pool.inUse()).isZero();
        loop.run();
        assertThat(second.frames).hasSize(sent);
        assertThat(second.pool.inUse()).isZero();
    }
}
