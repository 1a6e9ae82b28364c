package io.umview.tracer.internal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The kernel's shared object in every process. It is the same image in all of them, so this process's own is looked at. */
final class Vdso {
    private static final byte[] IMAGE = image();

    private Vdso() {}

    /** Where in the vdso an instruction stands. */
    static int offset(byte[] instruction) {
        for (int at = 0; at + instruction.length <= IMAGE.length; at++) {
            if (java.util.Arrays.equals(IMAGE, at, at + instruction.length, instruction, 0, instruction.length)) {
                return at;
            }
        }
        throw new IllegalStateException("no system call instruction in the vdso");
    }

    private static byte[] image() {
        try {
            List<String> maps = Files.readAllLines(Path.of("/proc/self/maps"));
            for (String line : maps) {
                if (line.endsWith("[vdso]")) {
                    String[] range = line.substring(0, line.indexOf(' ')).split("-");
                    long start = Long.parseUnsignedLong(range[0], 16);
                    int size = (int) (Long.parseUnsignedLong(range[1], 16) - start);
                    ByteBuffer image = ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
                    ProcessMemory memory = new FileMemory();
                    memory.of((int) ProcessHandle.current().pid()).read(start, image);
                    byte[] bytes = new byte[size];
                    image.get(0, bytes);
                    return bytes;
                }
            }
            return new byte[0];
        } catch (java.io.IOException | io.umview.api.ErrnoException e) {
            throw new IllegalStateException("cannot read the vdso", e);
        }
    }
}
