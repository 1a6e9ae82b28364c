package io.umview.umnet.lwipv6.socket;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.linux.Files;
import io.umview.lwipv6.socket.PacketSocket;
import io.umview.lwipv6.socket.Socket;
import io.umview.lwipv6.time.Timer;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The rings of a packet socket in memory that its guest maps (packet_mmap in the documentation of the kernel).
 *
 * <p>The guest gives frames back by writing to that memory, of which nobody is told. So while there are frames an empty message lies
 * in the pair, for poll(2), and a timer looks whether it must be taken back.
 */
final class SharedRing extends Timer implements AutoCloseable {
    private static final long LOOK_NANOS = 1_000_000;

    private final MessageEnd end;
    private final PacketSocket socket;
    private final int memory;
    private final int size;
    private boolean shown;

    private SharedRing(MessageEnd end, PacketSocket socket, int memory, int size) {
        this.end = end;
        this.socket = socket;
        this.memory = memory;
        this.size = size;
    }

    /** Gives the rings of a socket memory that can be shared. */
    static SharedRing of(MessageEnd end, PacketSocket socket) throws ErrnoException {
        int size = socket.ringBytes();
        int memory = Files.sealedMemory("packet-ring", size);
        if (memory < 0) {
            throw Errno.of(-memory).exception();
        }
        try (FileChannel channel = FileChannel.open(
                Path.of("/proc/self/fd/" + memory), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            MappedByteBuffer mapped = channel.map(FileChannel.MapMode.READ_WRITE, 0, size);
            socket.ringMemory(mapped);
        } catch (IOException e) {
            Files.close(memory);
            throw Errno.ENOMEM.exception();
        }
        return new SharedRing(end, socket, memory, size);
    }

    /**
     * mmap(2) of the socket.
     *
     * @return a descriptor to be mapped in its place
     * @throws ErrnoException EINVAL if it is not all of the rings
     */
    int map(long length, long offset) throws ErrnoException {
        if (offset != 0 || length != size) {
            throw Errno.EINVAL.exception();
        }
        int duplicate = Files.fcntl(memory, Files.F_DUPFD_CLOEXEC, 0);
        if (duplicate < 0) {
            throw Errno.of(-duplicate).exception();
        }
        return duplicate;
    }

    /** Has poll(2) say whether there are frames. */
    void show() {
        boolean frames = (socket.readiness() & Socket.POLLIN) != 0;
        if (frames && !shown) {
            shown = end.ring();
        } else if (!frames && shown) {
            shown = !end.unring();
        }
        if (shown && !pending()) {
            end.host().loop().timers().set(this, LOOK_NANOS);
        }
    }

    @Override
    protected void expire() {
        show();
    }

    @Override
    public void close() {
        end.host().loop().timers().cancel(this);
        if (shown) {
            end.unring();
        }
        Files.close(memory);
    }
}
