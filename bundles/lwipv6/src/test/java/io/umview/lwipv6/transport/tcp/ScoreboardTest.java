package io.umview.lwipv6.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** The scoreboard against one that knows of each byte what became of it. */
class ScoreboardTest {
    private static final int MSS = 10;

    @Property(tries = 500)
    void countsAsAnOracleDoes(@ForAll long seed) {
        Random random = new Random(seed);
        int base = random.nextInt();
        Scoreboard board = new Scoreboard();
        board.reset(base);
        Rack rack = new Rack(new RttEstimator());
        AckSample sample = new AckSample();
        int[] state = new int[4000];
        int una = 0;
        int nxt = 0;
        for (int step = 0; step < 200; step++) {
            sample.clear();
            rack.begin(AckSample.NONE);
            switch (random.nextInt(6)) {
                case 0, 1 -> {
                    int length = 1 + random.nextInt(3 * MSS);
                    if (nxt + length < state.length) {
                        nxt += length;
                        board.sent(base + nxt, step);
                    }
                }
                case 2 -> {
                    int ack = una + random.nextInt(nxt - una + 1);
                    int fresh = 0;
                    for (int i = una; i < ack; i++) {
                        fresh += (state[i] & Scoreboard.SACKED) == 0 ? 1 : 0;
                    }
                    una = ack;
                    board.acknowledge(base + ack, step, rack, sample);
                    assertThat(sample.acked).isEqualTo(fresh);
                }
                case 3 -> {
                    int from = una - 5 + random.nextInt(nxt - una + 10);
                    int to = from + random.nextInt(4 * MSS);
                    int fresh = 0;
                    for (int i = Math.max(from, una); i < Math.min(to, nxt); i++) {
                        fresh += (state[i] & Scoreboard.SACKED) == 0 ? 1 : 0;
                        state[i] = Scoreboard.SACKED;
                    }
                    board.sack(base + from, base + to, step, rack, sample);
                    assertThat(sample.sacked).isEqualTo(fresh);
                }
                case 4 -> {
                    for (int i = 0; i < board.size(); i++) {
                        if (!board.is(i, Scoreboard.SACKED) && random.nextBoolean()) {
                            mark(state, board, base, i, Scoreboard.LOST);
                            board.lose(i);
                        }
                    }
                }
                default -> {
                    int record = board.nextLost();
                    if (record >= 0) {
                        if (board.length(record) > MSS) {
                            board.split(record, board.start(record) + MSS);
                        }
                        mark(state, board, base, record, Scoreboard.LOST | Scoreboard.RETRANSMITTED);
                        board.retransmit(record, step);
                    }
                }
            }
            compare(board, state, base, una, nxt);
        }
    }

    private static void mark(int[] state, Scoreboard board, int base, int record, int flags) {
        for (int i = board.start(record) - base; i < board.end(record) - base; i++) {
            state[i] = flags;
        }
    }

    private static void compare(Scoreboard board, int[] state, int base, int una, int nxt) {
        int sacked = 0;
        int lost = 0;
        int retransmitted = 0;
        int first = -1;
        for (int i = una; i < nxt; i++) {
            sacked += (state[i] & Scoreboard.SACKED) != 0 ? 1 : 0;
            lost += (state[i] & Scoreboard.LOST) != 0 ? 1 : 0;
            retransmitted += (state[i] & Scoreboard.RETRANSMITTED) != 0 ? 1 : 0;
            if (first < 0 && state[i] == Scoreboard.LOST) {
                first = i;
            }
        }
        assertThat(board.sackedBytes()).as("sacked").isEqualTo(sacked);
        assertThat(board.lostBytes()).as("lost").isEqualTo(lost);
        assertThat(board.retransmittedBytes()).as("retransmitted").isEqualTo(retransmitted);
        assertThat(board.pendingBytes()).as("pending").isEqualTo(lost - retransmitted);
        assertThat(board.inFlight()).isEqualTo(nxt - una - sacked - lost + retransmitted);
        int next = board.nextLost();
        assertThat(next < 0 ? -1 : board.start(next) - base).as("next").isEqualTo(first);
        assertThat(board.base() - base).isEqualTo(una);
        assertThat(board.end() - base).isEqualTo(nxt);
    }

    @Test
    void aSplitKeepsBothParts() {
        Scoreboard board = new Scoreboard();
        board.reset(0);
        board.sent(100, 1);
        board.split(0, 30);
        assertThat(board.size()).isEqualTo(2);
        assertThat(board.length(0)).isEqualTo(30);
        assertThat(board.length(1)).isEqualTo(70);
        assertThat(board.time(1)).isOne();
    }
}
