package io.umview.hypervisor.internal.path;

import io.umview.linux.Files;
import io.umview.linux.NativeBuffer;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What the beginning of an executable file says of its interpreter: of scripts in "#!" lines, of ELF files (elf(5)) in PT_INTERP. */
final class ProgramHead {
    /** BINPRM_BUF_SIZE: so far the kernel looks for the end of the line. */
    private static final int SCRIPT = 256;

    private static final int ROOM = 4096;
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

    private final NativeBuffer buffer = new NativeBuffer(ROOM);
    private final ByteBuffer bytes = buffer.bytes();
    private int size;
    private int argumentFrom;
    private int argumentTo;

    /** Reads a file; one that cannot be read has no interpreter. */
    void read(long path) {
        size = 0;
        int file = Files.openat(Files.AT_FDCWD, path, Files.O_CLOEXEC, 0);
        if (file >= 0) {
            size = (int) Math.max(0, Files.pread(file, buffer.address(), ROOM, 0));
            Files.close(file);
        }
    }

    /** The interpreter that a script names, as fs/binfmt_script.c finds it; null when this is none. */
    byte @Nullable [] scriptInterpreter() {
        if (size < 2 || bytes.get(0) != '#' || bytes.get(1) != '!') {
            return null;
        }
        int end = 2;
        while (end < SCRIPT && at(end) != '\n') {
            end++;
        }
        boolean whole = end < SCRIPT;
        end = Math.min(end, SCRIPT - 1);
        int from = behindBlanks(2, end);
        int to = from;
        while (to < end && !isBlank(to) && at(to) != 0) {
            to++;
        }
        if (to == from || to == end && !whole) {
            return null;
        }
        while (isBlank(end - 1)) {
            end--;
        }
        argumentFrom = at(to) == 0 ? end : behindBlanks(to, end);
        argumentTo = argumentFrom;
        while (argumentTo < end && at(argumentTo) != 0) {
            argumentTo++;
        }
        return part(from, to);
    }

    private int behindBlanks(int from, int end) {
        int at = from;
        while (at < end && isBlank(at)) {
            at++;
        }
        return at;
    }

    /** Behind the end of a file the kernel has zeros. */
    private byte at(int position) {
        return position < size ? bytes.get(position) : 0;
    }

    /** What stands behind it in the line of {@link #scriptInterpreter}: one argument, or null. */
    byte @Nullable [] scriptArgument() {
        return argumentFrom < argumentTo ? part(argumentFrom, argumentTo) : null;
    }

    private boolean isBlank(int at) {
        return at(at) == ' ' || at(at) == '\t';
    }

    private byte[] part(int from, int to) {
        byte[] part = new byte[to - from];
        bytes.get(from, part);
        return part;
    }

    /** The interpreter of a dynamically linked program, as far as it is found in the first page; else null. */
    byte @Nullable [] programInterpreter() {
        if (size < PROGRAM_HEADER || bytes.getInt(0) != ELF || bytes.get(E_CLASS) != ELFCLASS64) {
            return null;
        }
        long table = bytes.getLong(E_PHOFF);
        int count = bytes.getShort(E_PHNUM) & 0xffff;
        if (bytes.getShort(E_PHENTSIZE) != PROGRAM_HEADER || table < 0 || table > size) {
            return null;
        }
        for (int i = 0; i < count && table + (i + 1L) * PROGRAM_HEADER <= size; i++) {
            int at = (int) table + i * PROGRAM_HEADER;
            if (bytes.getInt(at) == PT_INTERP) {
                return path(bytes.getLong(at + P_OFFSET), bytes.getLong(at + P_FILESZ));
            }
        }
        return null;
    }

    private byte @Nullable [] path(long offset, long length) {
        boolean inside = offset >= 0 && length > 1 && length <= ROOM && offset + length <= size;
        return inside ? part((int) offset, (int) (offset + length - 1)) : null;
    }
}
