package io.umview.lwipv6.bpf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random programs, verified and run by the kernel and here. */
class FilterAgainstKernelTest {
    private static final int PROGRAMS = 6000;
    private static final int PACKET = 200;

    @TempDir
    private Path directory;

    @Test
    void programsAreTakenAndComeOutAsInTheKernel() throws Exception {
        Random random = new Random(20);
        List<byte[]> programs = new ArrayList<>();
        List<byte[]> packets = new ArrayList<>();
        for (int i = 0; i < PROGRAMS; i++) {
            programs.add(RandomProgram.of(random));
            packets.add(packet(random));
        }
        List<String> verdicts = askKernel(programs, packets);
        List<String> differences = new ArrayList<>();
        int refused = 0;
        int kept = 0;
        for (int i = 0; i < PROGRAMS; i++) {
            String here = run(programs.get(i), packets.get(i));
            if (!here.equals(verdicts.get(i))) {
                differences.add(HexFormat.of().formatHex(programs.get(i)) + " " + verdicts.get(i) + " here " + here);
            }
            refused += here.equals("refused") ? 1 : 0;
            kept += here.equals("refused") || here.equals("0") ? 0 : 1;
        }
        assertThat(differences).isEmpty();
        assertThat(refused).isBetween(PROGRAMS / 20, PROGRAMS / 2);
        assertThat(kept).isGreaterThan(PROGRAMS / 10);
    }

    /** Small numbers in pairs of bytes, so that some of it looks like netlink attributes. */
    private static byte[] packet(Random random) {
        byte[] packet = new byte[PACKET];
        random.nextBytes(packet);
        for (int i = 0; i < PACKET; i += 4) {
            if (random.nextBoolean()) {
                packet[i] = (byte) (4 + random.nextInt(12));
                packet[i + 1] = 0;
                packet[i + 2] = (byte) random.nextInt(32);
                packet[i + 3] = 0;
            }
        }
        return packet;
    }

    private static String run(byte[] program, byte[] packet) {
        Filter filter = Filter.of(program);
        if (filter == null) {
            return "refused";
        }
        PacketFacts facts = new PacketFacts().set(0, 0, 0, 0, 0, 0);
        int kept = filter.run(ByteBuffer.wrap(packet), 0, packet.length, facts);
        return String.valueOf(Integer.compareUnsigned(kept, packet.length) < 0 ? kept : packet.length);
    }

    private List<String> askKernel(List<byte[]> programs, List<byte[]> packets)
            throws IOException, InterruptedException {
        Path script = directory.resolve("filters.py");
        try (InputStream source = getClass().getResourceAsStream("filters.py")) {
            Files.copy(source, script);
        }
        Path questions = directory.resolve("questions");
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < programs.size(); i++) {
            lines.add(HexFormat.of().formatHex(programs.get(i))
                    + " "
                    + HexFormat.of().formatHex(packets.get(i)));
        }
        Files.write(questions, lines);
        Process python;
        try {
            python = new ProcessBuilder("python3", script.toString())
                    .redirectInput(questions.toFile())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException none) {
            assumeTrue(false, "no python3");
            throw none;
        }
        try (BufferedReader reader = python.inputReader()) {
            List<String> verdicts = reader.lines().toList();
            assertThat(python.waitFor()).isZero();
            return verdicts;
        } finally {
            python.destroy();
        }
    }
}
