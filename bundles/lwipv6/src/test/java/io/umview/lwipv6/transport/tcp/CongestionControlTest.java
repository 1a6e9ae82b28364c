package io.umview.lwipv6.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class CongestionControlTest {
    private static final int MSS = 1000;
    private static final long RTT = 100_000;

    private final CongestionWindow window = new CongestionWindow();
    private long now = 1_000_000;
    private int una;

    private void window(int segments) {
        window.mss(MSS);
        window.size(segments * MSS);
    }

    private void roundTrips(CongestionControl control, int count) {
        for (int i = 0; i < count; i++) {
            int segments = window.segments();
            now += RTT;
            for (int j = 0; j < segments; j++) {
                control.acked(window, MSS, now, RTT);
            }
        }
    }

    @Test
    void slowStartDoubles() {
        window(10);
        roundTrips(new Reno(), 1);
        assertThat(window.segments()).isEqualTo(20);
        roundTrips(new Cubic(), 1);
        assertThat(window.segments()).isEqualTo(40);
    }

    /** Round trips that are measured with each acknowledgment. */
    private void measuredRoundTrips(CongestionControl control, int count, long rtt) {
        for (int i = 0; i < count; i++) {
            int segments = window.segments();
            int end = una + segments * MSS;
            now += rtt;
            for (int j = 0; j < segments; j++) {
                una += MSS;
                control.acked(window, MSS, now, rtt);
                control.measured(window, rtt, una, una < end ? end : una + window.size());
            }
        }
    }

    @Test
    void slowStartGoesOnWhileRoundTripsTakeTheirTime() {
        window(10);
        Cubic cubic = new Cubic();
        measuredRoundTrips(cubic, 2, RTT);
        measuredRoundTrips(cubic, 2, RTT + 12_000);
        assertThat(window.segments()).isEqualTo(160);
        assertThat(window.threshold()).isEqualTo(CongestionWindow.INFINITE);
    }

    /** RFC 9406, section 4.2: an eighth of the round trip longer; a quarter of the growth for five rounds. */
    @Test
    void slowStartEndsWhenRoundTripsTakeLonger() {
        window(10);
        Cubic cubic = new Cubic();
        measuredRoundTrips(cubic, 2, RTT);
        measuredRoundTrips(cubic, 1, RTT + 13_000);
        // After the eighth sample growth is slower.
        assertThat(window.segments()).isEqualTo(40 + 8 + 32 / 4);
        measuredRoundTrips(cubic, 3, RTT + 13_000);
        assertThat(window.threshold()).isEqualTo(CongestionWindow.INFINITE);
        measuredRoundTrips(cubic, 1, RTT + 13_000);
        assertThat(window.segments()).isCloseTo((int) (56 * Math.pow(1.25, 4)), within(3));
        assertThat(window.threshold()).isCloseTo(window.size(), within(2 * MSS));
    }

    @Test
    void slowStartGoesOnIfItWasJitter() {
        window(10);
        Cubic cubic = new Cubic();
        measuredRoundTrips(cubic, 2, RTT);
        measuredRoundTrips(cubic, 1, RTT + 13_000);
        int size = window.segments();
        measuredRoundTrips(cubic, 1, RTT);
        assertThat(window.segments()).isGreaterThan(size * 15 / 8);
        measuredRoundTrips(cubic, 3, RTT);
        assertThat(window.threshold()).isEqualTo(CongestionWindow.INFINITE);
    }

    /** RFC 9406, section 4.3: later slow starts are ordinary ones. */
    @Test
    void onlyTheFirstSlowStartLooksAtTheDelay() {
        window(10);
        window.threshold(1000 * MSS);
        Cubic cubic = new Cubic();
        measuredRoundTrips(cubic, 2, RTT);
        measuredRoundTrips(cubic, 1, 2 * RTT);
        assertThat(window.segments()).isEqualTo(80);
    }

    @Test
    void slowStartEndsAtTheThreshold() {
        window(10);
        window.threshold(15 * MSS);
        roundTrips(new Reno(), 1);
        assertThat(window.segments()).isEqualTo(15);
        roundTrips(new Reno(), 5);
        assertThat(window.segments()).isCloseTo(20, within(1));
    }

    @Test
    void renoHalvesAndGrowsByOne() {
        window(100);
        Reno reno = new Reno();
        assertThat(reno.reduced(window)).isEqualTo(50 * MSS);
        window.threshold(50 * MSS);
        window.size(50 * MSS);
        roundTrips(reno, 10);
        assertThat(window.segments()).isEqualTo(60);
    }

    @Test
    void theThresholdIsAtLeastTwoSegments() {
        window(1);
        window.threshold(new Reno().reduced(window));
        assertThat(window.threshold()).isEqualTo(2 * MSS);
    }

    /** RFC 9438, section 5.1: K is the cube root of (W_max - cwnd) / C; then the window is W_max again. */
    @Test
    void cubicComesBackToWhereItWas() {
        window(1000);
        Cubic cubic = new Cubic();
        int reduced = cubic.reduced(window);
        assertThat(reduced).isEqualTo(700 * MSS);
        window.threshold(reduced);
        window.size(reduced);
        double k = Math.cbrt(300 / 0.4);
        roundTrips(cubic, (int) (k * 1e6 / RTT));
        assertThat(window.segments()).isCloseTo(1000, within(15));
        // And beyond: W_cubic(K + 3) = 0.4 * 27 + W_max.
        roundTrips(cubic, 30);
        assertThat(window.segments()).isCloseTo(1011, within(10));
    }

    @Test
    void cubicIsNoSlowerThanReno() {
        window(10);
        Cubic cubic = new Cubic();
        int reduced = cubic.reduced(window);
        window.threshold(reduced);
        window.size(reduced);
        long rtt = 1000;
        for (int i = 0; i < 400; i++) {
            now += rtt;
            int segments = window.segments();
            for (int j = 0; j < segments; j++) {
                cubic.acked(window, MSS, now, rtt);
            }
        }
        // In 0.4 s the curve hardly moves; Reno's estimate has grown by about 0.53 and then 1 each round trip.
        assertThat(window.segments()).isGreaterThan(200);
    }

    @Test
    void fastConvergenceGivesUpRoom() {
        window(1000);
        Cubic cubic = new Cubic();
        cubic.reduced(window);
        window.size(800 * MSS);
        int reduced = cubic.reduced(window);
        window.threshold(reduced);
        window.size(reduced);
        assertThat(reduced).isEqualTo(560 * MSS);
        // W_max is 800 * 0.85 = 680.
        double k = Math.cbrt((680 - 560) / 0.4);
        roundTrips(cubic, (int) Math.round(k * 1e6 / RTT));
        assertThat(window.segments()).isCloseTo(680, within(15));
    }

    @Test
    void undoForgetsTheReduction() {
        window(100);
        Cubic cubic = new Cubic();
        cubic.reduced(window);
        cubic.undo();
        roundTrips(cubic, 1);
        assertThat(window.segments()).isEqualTo(200);
    }

    @Test
    void anotherSegmentSizeKeepsAsManySegments() {
        window(10);
        window.mss(500);
        assertThat(window.segments()).isEqualTo(10);
        assertThat(window.size()).isEqualTo(5000);
    }
}
