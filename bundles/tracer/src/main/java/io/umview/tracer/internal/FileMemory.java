package io.umview.tracer.internal;

import io.umview.linux.Files;

/**
 * Guest memory through {@code /proc/PID/mem}. The file is opened for each transfer: one that is open stays with the memory of
 * the program that ran then, and the thread may have executed another since.
 */
final class FileMemory extends ProcessMemory {
    @Override
    long transfer(boolean toGuest, long address, long local, int count) {
        int access = toGuest ? Files.O_RDWR : Files.O_RDONLY;
        int file = Files.open("/proc/" + thread() + "/mem", access | Files.O_CLOEXEC, 0);
        if (file < 0) {
            return file;
        }
        long result = toGuest ? Files.pwrite(file, local, count, address) : Files.pread(file, local, count, address);
        Files.close(file);
        return result;
    }
}
