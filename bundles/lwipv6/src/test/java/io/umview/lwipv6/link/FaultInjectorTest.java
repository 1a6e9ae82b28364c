package io.umview.lwipv6.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.umview.lwipv6.buffer.InternetChecksum;
import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.time.ManualClock;
import io.umview.lwipv6.time.TimerWheel;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FaultInjectorTest {
    private static final int PACKETS = 10_000;
    private static final long MILLISECOND = 1_000_000;

    private final ManualClock clock = new ManualClock(-5);
    private final TimerWheel timers = new TimerWheel(clock);
    private final ManualLoop loop = new ManualLoop();
    private final Cable cable = new Cable(Link.Framing.IP);
    private final FaultInjector faulty = new FaultInjector(cable.left(), timers, 42, Faults.NONE, Faults.NONE);
    private final Station sender = new Station(loop, faulty);
    private final Station receiver = new Station(loop, cable.right());

    @Test
    void nothingGoesWrongUnlessAskedFor() {
        send(PACKETS);
        assertThat(numbers()).hasSize(PACKETS).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void asManyAreLostAsTheProbabilitySays() {
        faulty.faults(Faults.NONE.withLoss(0.1), Faults.NONE);
        send(PACKETS);
        assertThat(numbers().size()).isBetween(PACKETS * 88 / 100, PACKETS * 92 / 100);
        assertThat(sender.pool.inUse()).isZero();
    }

    @Test
    void asManyComeTwiceAsTheProbabilitySays() {
        faulty.faults(Faults.NONE.withDuplication(0.1), Faults.NONE);
        send(PACKETS);
        assertThat(numbers().size()).isBetween(PACKETS * 108 / 100, PACKETS * 112 / 100);
        assertThat(numbers()).isSorted();
    }

    @Test
    void whatIsCorruptedDiffersInOneBitAndIsNotTrusted() {
        faulty.faults(Faults.NONE.withCorruption(1), Faults.NONE);
        receiver.inspector = packet -> {
            assertThat(packet.checksum()).isEqualTo(Packet.Checksum.UNVERIFIED);
            assertThat(InternetChecksum.finish(InternetChecksum.sum(packet, 0, packet.length())))
                    .isNotZero();
        };
        Packet packet = sender.pool.take(100);
        packet.append(100);
        packet.clear(0, 100);
        packet.completeLater(0, 16);
        byte[] right = Station.bytes(packet);
        int checksum = InternetChecksum.finish(InternetChecksum.sum(packet, 0, 100));
        right[16] = (byte) (checksum >>> 8);
        right[17] = (byte) checksum;

        faulty.send(packet);
        faulty.flush();
        loop.run();

        byte[] wrong = receiver.frames.get(0);
        int bits = 0;
        for (int i = 0; i < right.length; i++) {
            bits += Integer.bitCount((right[i] ^ wrong[i]) & 0xff);
        }
        assertThat(bits).isOne();
    }

    @Test
    void aDelayedPacketComesWhenItsTimeHasComeAndInOrder() {
        faulty.faults(Faults.NONE.withDelay(Duration.ofMillis(20), Duration.ZERO), Faults.NONE);
        send(10);
        assertThat(receiver.frames).isEmpty();

        pass(19);
        assertThat(receiver.frames).isEmpty();
        pass(2);
        assertThat(numbers()).hasSize(10).isSorted();
    }

    @Test
    void jitterLetsPacketsOvertakeEachOther() {
        faulty.faults(Faults.NONE.withDelay(Duration.ofMillis(20), Duration.ofMillis(10)), Faults.NONE);
        send(100);
        for (int i = 0; i < 32; i++) {
            pass(1);
        }
        assertThat(numbers()).hasSize(100).doesNotHaveDuplicates();
        assertThat(isSorted(numbers())).isFalse();
    }

    @Test
    void reorderedPacketsAreNotDelayed() {
        faulty.faults(
                Faults.NONE.withDelay(Duration.ofMillis(20), Duration.ZERO).withReordering(0.25), Faults.NONE);
        send(1000);
        assertThat(numbers().size()).isBetween(200, 300);
        pass(21);
        assertThat(numbers()).hasSize(1000).doesNotHaveDuplicates();
    }

    @Test
    void incomingPacketsHaveFaultsOfTheirOwn() {
        faulty.faults(Faults.NONE, Faults.NONE.withLoss(1));
        send(10);
        receiver.link.send(receiver.frame(0, 0, 50));
        receiver.link.flush();
        loop.run();
        assertThat(numbers()).hasSize(10);
        assertThat(sender.frames).isEmpty();
    }

    @Test
    void theSameSeedMakesTheSameThingsGoWrong() {
        Faults faults = new Faults(0.1, 0.1, 0.1, 0.1, Duration.ofMillis(5), Duration.ofMillis(3));
        List<List<Integer>> runs = new ArrayList<>();
        for (int run = 0; run < 2; run++) {
            Cable fresh = new Cable(Link.Framing.IP);
            FaultInjector link = new FaultInjector(fresh.left(), timers, 7, faults, Faults.NONE);
            Station from = new Station(loop, link);
            Station to = new Station(loop, fresh.right());
            send(from, 500);
            for (int i = 0; i < 10; i++) {
                pass(1);
            }
            runs.add(numbers(to));
        }
        assertThat(runs.get(0)).isEqualTo(runs.get(1));
    }

    @Test
    void closingReleasesWhatIsOnItsWay() {
        faulty.faults(Faults.NONE.withDelay(Duration.ofSeconds(1), Duration.ZERO), Faults.NONE);
        send(10);
        faulty.close();
        assertThat(sender.pool.inUse()).isZero();
        assertThat(timers.delay()).isEqualTo(-1);
    }

    @Test
    void aProbabilityIsOne() {
        assertThatThrownBy(() -> Faults.NONE.withLoss(1.1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Faults.NONE.withLoss(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
    }

    private void send(int count) {
        send(sender, count);
    }

    private void send(Station from, int count) {
        for (int i = 0; i < count; i++) {
            Packet packet = from.pool.take(4);
            packet.append(4);
            packet.put32(0, i);
            from.link.send(packet);
            from.link.flush();
            loop.run();
        }
    }

    private void pass(long milliseconds) {
        clock.advance(milliseconds * MILLISECOND);
        timers.advance();
        loop.run();
    }

    private List<Integer> numbers() {
        return numbers(receiver);
    }

    private static List<Integer> numbers(Station station) {
        return station.frames.stream()
                .map(frame -> ByteBuffer.wrap(frame).getInt())
                .toList();
    }

    private static boolean isSorted(List<Integer> numbers) {
        return numbers.stream().sorted().toList().equals(numbers);
    }
}
