package io.umview.lwipv6.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.time.ManualClock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PcapngLinkTest {
    private static final long A = 0x0202_0000_0001L;
    private static final long B = 0x0202_0000_0002L;

    @TempDir
    Path directory;

    private final ManualClock clock = new ManualClock(1_700_000_000_123_456_000L);
    private final ManualLoop loop = new ManualLoop();

    @Test
    void everyPacketIsWrittenWithTimeInterfaceAndDirection() throws IOException {
        Path file = capture();

        List<Block> blocks = blocks(file);
        assertThat(blocks).extracting(Block::type).containsExactly(0x0a0d0d0a, 1, 6, 6);
        ByteBuffer sent = blocks.get(2).body();
        assertThat(sent.getInt(0)).isZero();
        assertThat((long) sent.getInt(4) << 32 | sent.getInt(8) & 0xffffffffL).isEqualTo(1_700_000_000_123_456L);
        assertThat(sent.getInt(12)).isEqualTo(14 + 51);
        assertThat(sent.getInt(16)).isEqualTo(14 + 51);
        assertThat(sent.order(ByteOrder.BIG_ENDIAN).getLong(20) >>> 16).isEqualTo(B);
        assertThat(flags(blocks.get(2))).isEqualTo(2);
        assertThat(flags(blocks.get(3))).isEqualTo(1);
        assertThat(blocks.get(3).body().getInt(12)).isEqualTo(14 + 65_000);
    }

    @Test
    void tsharkReadsIt() throws Exception {
        Path file = capture();

        List<String> command = List.of(
                "tshark",
                "-r",
                file.toString(),
                "-T",
                "fields",
                "-e",
                "frame.interface_name",
                "-e",
                "frame.len",
                "-e",
                "frame.time_epoch",
                "-e",
                "frame.packet_flags_direction",
                "-e",
                "eth.dst");
        Process tshark;
        try {
            tshark = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            assumeThat(e).as("tshark is not installed").isNull();
            return;
        }
        String output = new String(tshark.getInputStream().readAllBytes());
        assertThat(tshark.waitFor()).isZero();
        assertThat(output.lines())
                .containsExactly(
                        "sw0\t65\t1700000000.123456000\t0x00000002\t02:02:00:00:00:02",
                        "sw0\t65014\t1700000000.123456000\t0x00000001\t02:02:00:00:00:01");
    }

    @Test
    void linksShareAFile() throws IOException {
        Path file = directory.resolve("two.pcapng");
        try (PcapngWriter writer = open(file)) {
            Cable first = new Cable(Link.Framing.ETHERNET);
            Cable second = new Cable(Link.Framing.IP);
            Station one = new Station(loop, new PcapngLink(first.left(), "vd0", writer, clock));
            Station two = new Station(loop, new PcapngLink(second.left(), "tn0", writer, clock));
            two.send(B, A, 0);
            one.send(B, A, 0);
        }

        List<Block> blocks = blocks(file);
        assertThat(blocks).extracting(Block::type).containsExactly(0x0a0d0d0a, 1, 1, 6, 6);
        assertThat(blocks.get(1).body().getShort(0)).isEqualTo((short) 1);
        assertThat(blocks.get(2).body().getShort(0)).isEqualTo((short) 101);
        assertThat(blocks.get(3).body().getInt(0)).isOne();
        assertThat(blocks.get(4).body().getInt(0)).isZero();
    }

    @Test
    void whatDoesNotFitIntoTheBufferIsWrittenOnTheWay() throws IOException {
        Path file = directory.resolve("long.pcapng");
        try (PcapngWriter writer = open(file)) {
            Cable cable = new Cable(Link.Framing.ETHERNET);
            Station station = new Station(loop, new PcapngLink(cable.left(), "sw0", writer, clock));
            for (int i = 0; i < 2000; i++) {
                station.send(B, A, i);
            }
        }
        assertThat(blocks(file)).hasSize(2002);
    }

    @Test
    void aFullDiskEndsTheCaptureNotTheLink() throws IOException {
        WritableByteChannel full = new WritableByteChannel() {
            private int writes;

            @Override
            public int write(ByteBuffer bytes) throws IOException {
                if (writes++ > 0) {
                    throw new IOException("No space left on device");
                }
                int count = bytes.remaining();
                bytes.position(bytes.limit());
                return count;
            }

            @Override
            public boolean isOpen() {
                return true;
            }

            @Override
            public void close() {}
        };
        Cable cable = new Cable(Link.Framing.ETHERNET);
        Station peer = new Station(loop, cable.right());
        Station station = new Station(loop, new PcapngLink(cable.left(), "sw0", new PcapngWriter(full), clock));
        station.send(B, A, 46);
        loop.run();
        station.send(B, A, 46);
        loop.run();
        assertThat(peer.frames).hasSize(2);
    }

    /** A small frame out, a large one in. */
    private Path capture() throws IOException {
        Path file = directory.resolve("capture.pcapng");
        try (PcapngWriter writer = open(file)) {
            Cable cable = new Cable(Link.Framing.ETHERNET);
            Station station = new Station(loop, new PcapngLink(cable.left(), "sw0", writer, clock));
            Station peer = new Station(loop, cable.right());
            station.send(B, A, 51);
            loop.run();
            Packet large = peer.frame(A, B, 65_000);
            large.segmentation(Packet.Segmentation.TCP6, 1400);
            peer.link.send(large);
            peer.link.flush();
            loop.run();
            assertThat(Files.size(file)).as("flushed when the stack is idle").isGreaterThan(65_000);
        }
        return file;
    }

    private static PcapngWriter open(Path file) throws IOException {
        return new PcapngWriter(FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE));
    }

    private static int flags(Block block) {
        ByteBuffer body = block.body();
        int at = 20 + (body.getInt(12) + 3 & ~3);
        assertThat(body.getShort(at)).isEqualTo((short) 2);
        assertThat(body.getShort(at + 2)).isEqualTo((short) 4);
        return body.getInt(at + 4);
    }

    private record Block(int type, byte[] bytes) {
        ByteBuffer body() {
            return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
        }
    }

    private static List<Block> blocks(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.nativeOrder());
        List<Block> blocks = new ArrayList<>();
        while (bytes.hasRemaining()) {
            int type = bytes.getInt();
            int length = bytes.getInt();
            assertThat(length % 4).isZero();
            byte[] body = new byte[length - 12];
            bytes.get(body);
            assertThat(bytes.getInt()).isEqualTo(length);
            blocks.add(new Block(type, body));
        }
        return blocks;
    }
}
