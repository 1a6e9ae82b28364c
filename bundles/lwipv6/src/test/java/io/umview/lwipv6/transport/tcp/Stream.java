package io.umview.lwipv6.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.umview.lwipv6.net.NetworkError;
import java.nio.ByteBuffer;
import java.util.Random;

/** A program at one end of a connection: writes a stream of bytes that can be foretold, and reads that of its peer. */
final class Stream {
    final Connection c;
    private final Random random;
    private final long toWrite;
    private final long toRead;
    private final int pattern;
    private final int peerPattern;
    int most = 20_000;
    long written;
    long read;
    boolean shut;
    boolean ended;
    boolean closed;
    NetworkError error;

    Stream(Connection c, Random random, long toWrite, int pattern, long toRead, int peerPattern) {
        this.c = c;
        this.random = random;
        this.toWrite = toWrite;
        this.toRead = toRead;
        this.pattern = pattern;
        this.peerPattern = peerPattern;
        c.observe(this::work);
    }

    static byte byteAt(int pattern, long position) {
        long x = (position + pattern) * 0x9e3779b97f4a7c15L;
        return (byte) (x >>> 40);
    }

    void work() {
        if (closed) {
            return;
        }
        if (c.pendingError() != null) {
            error = c.takeError();
        }
        read();
        write();
        if (shut && ended) {
            closed = true;
            c.close();
        }
    }

    private void write() {
        while (!shut && c.phase().sends()) {
            if (written == toWrite) {
                shut = true;
                c.shutdown(Connection.SEND_SHUTDOWN);
                return;
            }
            int wanted = (int) Math.min(toWrite - written, 1 + random.nextInt(most));
            ByteBuffer part = c.sendBuffer(wanted);
            int count = Math.min(wanted, part.remaining());
            if (count == 0) {
                c.writable();
                return;
            }
            for (int i = 0; i < count; i++) {
                part.put(byteAt(pattern, written++));
            }
            c.sent(count, random.nextInt(10) == 0 && written < toWrite);
        }
    }

    private void read() {
        while (true) {
            ByteBuffer part = c.incoming();
            int count = Math.min(part.remaining(), 1 + random.nextInt(most));
            if (count == 0) {
                break;
            }
            for (int i = 0; i < count; i++) {
                byte expected = byteAt(peerPattern, read);
                byte found = part.get();
                if (expected != found) {
                    assertThat(found).as("byte %d", read).isEqualTo(expected);
                }
                read++;
            }
            c.taken(count);
        }
        if ((c.shutdownBits() & Connection.RCV_SHUTDOWN) != 0 && c.unread() == 0) {
            ended = true;
        }
    }

    boolean complete() {
        return written == toWrite && read == toRead && closed;
    }
}
