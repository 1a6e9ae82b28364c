package io.umview.lwipv6.wire;

import io.umview.lwipv6.buffer.Packet;

/**
 * The options of a TCP header: maximum segment size (RFC 9293, section 3.7.1), window scale and timestamps (RFC 7323), selective
 * acknowledgments (RFC 2018). One object is filled in anew for every segment.
 */
public final class TcpOptions {
    /** The most SACK blocks that fit. */
    public static final int BLOCKS = 4;

    /** The largest shift of a window (RFC 7323, section 2.3). */
    public static final int LARGEST_SHIFT = 14;

    /** Bytes of the timestamps option, aligned. */
    public static final int TIMESTAMPS_LENGTH = 12;

    private static final int END = 0;
    private static final int NOP = 1;
    private static final int MSS = 2;
    private static final int SCALE = 3;
    private static final int SACK_PERMITTED = 4;
    private static final int SACK = 5;
    private static final int TIMESTAMPS = 8;
    private static final int TIMESTAMPS_ALIGNED = 0x0101080a;

    private int mss;
    private int scale;
    private boolean sackPermitted;
    private boolean timestamps;
    private int value;
    private int echo;
    private int blocks;
    private final int[] starts = new int[BLOCKS];
    private final int[] ends = new int[BLOCKS];

    /** Options that say nothing. */
    public TcpOptions() {
        clear();
    }

    /** Reads the options of a header whose length was {@linkplain Tcp#check checked}. What is malformed ends them. */
    public void parse(Packet packet, int headerLength) {
        clear();
        if (headerLength == Tcp.HEADER) {
            return;
        }
        if (headerLength == Tcp.HEADER + TIMESTAMPS_LENGTH && packet.get32(Tcp.HEADER) == TIMESTAMPS_ALIGNED) {
            timestamps(packet, Tcp.HEADER + 4);
            return;
        }
        int at = Tcp.HEADER;
        while (at < headerLength) {
            int kind = packet.get8(at);
            if (kind == END) {
                return;
            }
            if (kind == NOP) {
                at++;
                continue;
            }
            if (at + 1 >= headerLength) {
                return;
            }
            int length = packet.get8(at + 1);
            if (length < 2 || at + length > headerLength) {
                return;
            }
            option(packet, kind, at + 2, length - 2);
            at += length;
        }
    }

    private void option(Packet packet, int kind, int at, int length) {
        switch (kind) {
            case MSS -> {
                if (length == 2) {
                    mss = packet.get16(at);
                }
            }
            case SCALE -> {
                if (length == 1) {
                    scale = Math.min(packet.get8(at), LARGEST_SHIFT);
                }
            }
            case SACK_PERMITTED -> sackPermitted |= length == 0;
            case SACK -> sack(packet, at, length);
            case TIMESTAMPS -> {
                if (length == 8) {
                    timestamps(packet, at);
                }
            }
            default -> {}
        }
    }

    private void sack(Packet packet, int at, int length) {
        if (length % 8 != 0 || length > BLOCKS * 8) {
            return;
        }
        blocks = length / 8;
        for (int i = 0; i < blocks; i++) {
            starts[i] = packet.get32(at + 8 * i);
            ends[i] = packet.get32(at + 8 * i + 4);
        }
    }

    private void timestamps(Packet packet, int at) {
        timestamps = true;
        value = packet.get32(at);
        echo = packet.get32(at + 4);
    }

    private void clear() {
        mss = 0;
        scale = -1;
        sackPermitted = false;
        timestamps = false;
        value = 0;
        echo = 0;
        blocks = 0;
    }

    /** The maximum segment size, or 0 if it is not there. */
    public int mss() {
        return mss;
    }

    /** The shift of windows, 0 to 14, or -1 if it is not there. */
    public int scale() {
        return scale;
    }

    /** Whether SACK is permitted. */
    public boolean sackPermitted() {
        return sackPermitted;
    }

    /** Whether timestamps are there. */
    public boolean timestamps() {
        return timestamps;
    }

    /** TSval. */
    public int value() {
        return value;
    }

    /** TSecr. */
    public int echo() {
        return echo;
    }

    /** How many SACK blocks there are. */
    public int blocks() {
        return blocks;
    }

    /** The first sequence number of a SACK block. */
    public int start(int block) {
        return starts[block];
    }

    /** The sequence number behind a SACK block. */
    public int end(int block) {
        return ends[block];
    }

    /** Writes a maximum segment size; 4 bytes. */
    public static void emitMss(Packet packet, int at, int mss) {
        packet.put32(at, MSS << 24 | 4 << 16 | mss);
    }

    /** Writes a window scale; 4 bytes. */
    public static void emitScale(Packet packet, int at, int shift) {
        packet.put32(at, NOP << 24 | SCALE << 16 | 3 << 8 | shift);
    }

    /** Writes that SACK is permitted; 4 bytes. */
    public static void emitSackPermitted(Packet packet, int at) {
        packet.put32(at, NOP << 24 | NOP << 16 | SACK_PERMITTED << 8 | 2);
    }

    /** Writes timestamps; 12 bytes. */
    public static void emitTimestamps(Packet packet, int at, int value, int echo) {
        packet.put32(at, TIMESTAMPS_ALIGNED);
        packet.put32(at + 4, value);
        packet.put32(at + 8, echo);
    }

    /** Writes the head of a SACK option, 4 bytes; so many blocks are to follow by {@link #emitBlock}, 8 bytes each. */
    public static void emitSack(Packet packet, int at, int blocks) {
        packet.put32(at, NOP << 24 | NOP << 16 | SACK << 8 | (2 + 8 * blocks));
    }

    /** Writes one SACK block; 8 bytes. */
    public static void emitBlock(Packet packet, int at, int start, int end) {
        packet.put32(at, start);
        packet.put32(at + 4, end);
    }
}
