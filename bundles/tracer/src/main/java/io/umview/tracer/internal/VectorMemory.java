package io.umview.tracer.internal;

import io.umview.linux.NativeBuffer;
import io.umview.linux.Processes;

/** Guest memory by process_vm_readv(2) and process_vm_writev(2): one system call each. */
final class VectorMemory extends ProcessMemory {
    private final NativeBuffer vectors = new NativeBuffer(32);

    @Override
    long transfer(boolean toGuest, long address, long local, int count) {
        vectors.bytes().putLong(0, local).putLong(8, count).putLong(16, address).putLong(24, count);
        return toGuest
                ? Processes.writeMemory(thread(), vectors.address(), vectors.address() + 16)
                : Processes.readMemory(thread(), vectors.address(), vectors.address() + 16);
    }
}
