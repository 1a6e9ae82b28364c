package io.umview.hypervisor.internal.path;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What the beginning of an executable file says of its interpreter: of scripts in "#!" lines, of ELF files (elf(5)) in PT_INTERP.
 *
 * @param scriptInterpreter the interpreter that a script names, as fs/binfmt_script.c finds it; null when this is none
 * @param scriptArgument what stands behind it in the line: one argument, or null
 * @param programInterpreter the interpreter of a dynamically linked program, as far as it is found in what was read; else null
 */
record ProgramHead(
        byte @Nullable [] scriptInterpreter, byte @Nullable [] scriptArgument, byte @Nullable [] programInterpreter) {
    /** So many bytes of a file are looked at. */
    static final int SIZE = 4096;

    /** BINPRM_BUF_SIZE: so far the kernel looks for the end of the line. */
    private static final int SCRIPT = 256;

    private static final int ELF = 0x464c457f;
    private static final int ELFCLASS64 = 2;
    private static final int E_CLASS = 4;
    private static final int E_PHOFF = 32;
    private static final int E_PHENTSIZE = 54;
    private static final int E_PHNUM = 56;
    private static final int PROGRAM_HEADER = 56;
    private static final int PT_INTERP = 3;
    private static final int P_OFFSET = 8;
    private static final int P_FILESZ = 32;
    private static final ProgramHead NONE = new ProgramHead(null, null, null);

    /** What the first bytes of a file say. */
    static ProgramHead of(ByteBuffer bytes, int size) {
        return size >= 2 && bytes.get(0) == '#' && bytes.get(1) == '!' ? ofScript(bytes, size) : ofProgram(bytes, size);
    }

    private static ProgramHead ofScript(ByteBuffer bytes, int size) {
        // Behind the end of a file the kernel has zeros.
        byte[] line = new byte[SCRIPT];
        bytes.get(0, line, 0, Math.min(size, SCRIPT));
        int end = 2;
        while (end < SCRIPT && line[end] != '\n') {
            end++;
        }
        boolean whole = end < SCRIPT;
        end = Math.min(end, SCRIPT - 1);
        int from = behindBlanks(line, 2, end);
        int to = from;
        while (to < end && !isBlank(line[to]) && line[to] != 0) {
            to++;
        }
        if (to == from || to == end && !whole) {
            return NONE;
        }
        while (isBlank(line[end - 1])) {
            end--;
        }
        int argument = line[to] == 0 ? end : behindBlanks(line, to, end);
        int argumentEnd = argument;
        while (argumentEnd < end && line[argumentEnd] != 0) {
            argumentEnd++;
        }
        return new ProgramHead(
                Arrays.copyOfRange(line, from, to),
                argument < argumentEnd ? Arrays.copyOfRange(line, argument, argumentEnd) : null,
                null);
    }

    private static int behindBlanks(byte[] line, int from, int end) {
        int at = from;
        while (at < end && isBlank(line[at])) {
            at++;
        }
        return at;
    }

    private static boolean isBlank(byte character) {
        return character == ' ' || character == '\t';
    }

    private static ProgramHead ofProgram(ByteBuffer bytes, int size) {
        if (size < PROGRAM_HEADER || bytes.getInt(0) != ELF || bytes.get(E_CLASS) != ELFCLASS64) {
            return NONE;
        }
        long table = bytes.getLong(E_PHOFF);
        int count = bytes.getShort(E_PHNUM) & 0xffff;
        if (bytes.getShort(E_PHENTSIZE) != PROGRAM_HEADER || table < 0 || table > size) {
            return NONE;
        }
        for (int i = 0; i < count && table + (i + 1L) * PROGRAM_HEADER <= size; i++) {
            int at = (int) table + i * PROGRAM_HEADER;
            if (bytes.getInt(at) == PT_INTERP) {
                return new ProgramHead(
                        null, null, path(bytes, size, bytes.getLong(at + P_OFFSET), bytes.getLong(at + P_FILESZ)));
            }
        }
        return NONE;
    }

    private static byte @Nullable [] path(ByteBuffer bytes, int size, long offset, long length) {
        if (offset < 0 || length <= 1 || length > SIZE || offset > size - length) {
            return null;
        }
        byte[] path = new byte[(int) length - 1];
        bytes.get((int) offset, path);
        return path;
    }
}
