package io.umview.umnet.lwipv6.link;

import io.umview.api.Errno;
import io.umview.linux.Files;
import io.umview.linux.Poll;
import io.umview.linux.Vdeplug;
import io.umview.lwipv6.buffer.Packet;
import io.umview.umnet.lwipv6.loop.EpollLoop;
import java.io.IOException;
import java.nio.file.Path;

/** A network that the library of VDE gives. */
final class VdeplugLink extends DescriptorLink {
    private static final int MTU = 1500;
    private static final int ETHERNET = 14;

    /** VDE_ETHBUFSIZE without a tag and a check sequence. */
    private static final int LARGEST_MTU = 9216;

    /** The smallest that is a frame; what is shorter means something else. */
    private static final int SMALLEST = ETHERNET;

    private static final int BATCH = 32;

    /** After so many errors in a row the network is taken for gone. */
    private static final int PATIENCE = 64;

    private final long connection;
    private final Poll poll = new Poll();
    private int errors;
    private boolean plugged = true;

    private VdeplugLink(EpollLoop loop, int descriptor, long connection) {
        super(loop, descriptor, MTU, LARGEST_MTU, ETHERNET);
        this.connection = connection;
    }

    static VdeplugLink open(EpollLoop loop, String locator, long connection) throws LinkException {
        int own = Vdeplug.descriptor(connection);
        // The library closes its descriptor, the link the one that it watches.
        int descriptor = Files.fcntl(own, Files.F_DUPFD_CLOEXEC, 0);
        if (descriptor < 0) {
            Vdeplug.close(connection);
            throw new LinkException(locator, Errno.of(-descriptor));
        }
        if (isSocket(own)) {
            // Of a pipe parts of frames would be read and written; a socket takes and gives whole ones, or none.
            Files.fcntl(own, Files.F_SETFL, Files.fcntl(own, Files.F_GETFL, 0) | Files.O_NONBLOCK);
        }
        return new VdeplugLink(loop, descriptor, connection);
    }

    private static boolean isSocket(int descriptor) {
        try {
            return java.nio.file.Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor))
                    .toString()
                    .startsWith("socket:");
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public Framing framing() {
        return Framing.ETHERNET;
    }

    @Override
    public boolean carrier() {
        return plugged;
    }

    @Override
    public boolean send(Packet packet) {
        boolean sent = plugged
                && packet.length() <= largestFrame()
                && Vdeplug.send(connection, PacketMemory.start(packet), packet.length()) >= 0;
        packet.release();
        return sent;
    }

    @Override
    public void ready(int events) {
        boolean any = false;
        for (int i = 0; i < BATCH && isOpen() && (i == 0 || isReadable()); i++) {
            any |= receive();
        }
        if (any && isOpen()) {
            receiver().received();
        }
    }

    private boolean isReadable() {
        return poll.now(descriptor(), Poll.POLLIN) != 0;
    }

    /** @return whether there was a frame */
    private boolean receive() {
        Packet packet = receiver().pool().take(largestFrame());
        long length = Vdeplug.receive(connection, PacketMemory.start(packet), largestFrame());
        if (length >= SMALLEST && length <= largestFrame()) {
            errors = 0;
            packet.append((int) length);
            receiver().receive(packet);
            return true;
        }
        packet.release();
        if (length == 0 || length < 0 && length != -Errno.EAGAIN.number() && ++errors >= PATIENCE) {
            unplug();
        }
        return false;
    }

    private void unplug() {
        plugged = false;
        close();
        receiver().carrierChanged();
    }

    @Override
    void released() {
        Vdeplug.close(connection);
    }
}
