package io.umview.lwipv6.netlink.diag;

import io.umview.lwipv6.netlink.message.MessageWriter;

/** SK_MEMINFO_* of linux/sock_diag.h: nine numbers. */
final class MemoryInfo {
    private MemoryInfo() {}

    static void write(
            MessageWriter out,
            int attribute,
            int receiveMemory,
            int receiveBuffer,
            int sendMemory,
            int sendBuffer,
            int drops) {
        int memory = out.open(attribute);
        out.u32(receiveMemory).u32(receiveBuffer).u32(sendMemory).u32(sendBuffer);
        out.u32(0).u32(sendMemory).u32(0).u32(0).u32(drops);
        out.close(memory);
    }
}
