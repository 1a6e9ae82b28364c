package io.umview.umdev.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.umview.api.ErrnoException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What sfdisk(8) writes we read as sfdisk itself reads it. */
class ToolsTest {
    private static final Pattern LINE = Pattern.compile("^\\S*?(\\d+) : start= *(\\d+), size= *(\\d+), type=(\\S+)");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "label: dos\n,4M\n,4M\n",
                "label: dos\n,2M\n,2M,S\n,20M,E\n,2M\n,3M\n,4M\n,1M\n,,\n",
                "label: gpt\n,4M\n,8M\n,,\n",
                "label: gpt\nfirst-lba: 40\n5 : start=2048,size=2048\n9 : start=8192\n",
            })
    void partitionsAreWhereSfdiskPutThem(String script) throws Exception {
        Path image = folder.resolve("disk");
        Files.write(image, new byte[32 << 20]);
        run(image, script, "sfdisk", "-q", image.toString());
        MemoryDisk disk = new MemoryDisk((32 << 20) / 512);
        disk.bytes.put(0, Files.readAllBytes(image));

        List<PartitionEntry> found = new ArrayList<>(read(disk));

        assertThat(found).isNotEmpty().isEqualTo(expected(run(image, "", "sfdisk", "-d", image.toString())));
    }

    private static List<PartitionEntry> read(MemoryDisk disk) throws ErrnoException {
        return PartitionTable.read(disk).entries().stream()
                .sorted((a, b) -> a.number() - b.number())
                .toList();
    }

    private static List<PartitionEntry> expected(String dump) {
        List<PartitionEntry> entries = new ArrayList<>();
        for (String line : dump.lines().toList()) {
            Matcher matcher = LINE.matcher(line);
            if (matcher.find()) {
                long size = matcher.group(4).equals("5") ? 2 : Long.parseLong(matcher.group(3));
                entries.add(
                        new PartitionEntry(Integer.parseInt(matcher.group(1)), Long.parseLong(matcher.group(2)), size));
            }
        }
        return entries;
    }

    private static String run(Path image, String input, String... command) throws InterruptedException {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(output).isZero();
            return output;
        } catch (IOException e) {
            assumeTrue(false, "no sfdisk: " + e.getMessage());
            throw new AssertionError(e);
        }
    }
}
