package io.umview.umnet.lwipv6.file;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.linux.Epoll;
import io.umview.linux.Files;
import io.umview.linux.NativeBuffer;
import io.umview.linux.Sockets;
import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.netlink.proc.TextFiles;
import io.umview.umnet.lwipv6.loop.EpollLoop;
import io.umview.umnet.lwipv6.loop.Watched;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A setting that a guest has open for writing: one end of a socket pair, whose messages are what single calls of write(2) wrote. They
 * take effect when the loop reads them, so the guest does not learn that a value is refused. In the loop.
 */
final class SettingDescriptor implements Watched {
    /** As much as the kernel takes at once for a setting is a page. */
    private static final int LONGEST = 4096;

    private final EpollLoop loop;
    private final TextFiles files;
    private final String name;
    private final Set<SettingDescriptor> all;
    private final Consumer<Errno> refusals;
    private final NativeBuffer buffer = new NativeBuffer(LONGEST);
    private final int ours;
    private final int slot;

    private SettingDescriptor(
            EpollLoop loop,
            TextFiles files,
            String name,
            Set<SettingDescriptor> all,
            Consumer<Errno> refusals,
            int ours)
            throws ErrnoException {
        this.loop = loop;
        this.files = files;
        this.name = name;
        this.all = all;
        this.refusals = refusals;
        this.ours = ours;
        slot = loop.watch(ours, Epoll.EPOLLIN, this);
        all.add(this);
    }

    /**
     * Opens a setting.
     *
     * @param all those that are open
     * @param refusals is told why something that was written does not suit
     * @return the guest's end
     */
    static int open(
            EpollLoop loop,
            TextFiles files,
            String name,
            boolean readable,
            Set<SettingDescriptor> all,
            Consumer<Errno> refusals)
            throws ErrnoException, NetworkException {
        byte[] content = readable ? files.content(name).getBytes(StandardCharsets.ISO_8859_1) : new byte[0];
        NativeBuffer pair = new NativeBuffer(8);
        int result = Sockets.pair(Sockets.SOCK_SEQPACKET, pair.address());
        if (result < 0) {
            throw Errno.of(-result).exception();
        }
        int ours = pair.bytes().getInt(0);
        int guests = pair.bytes().getInt(4);
        try {
            new SettingDescriptor(loop, files, name, all, refusals, ours);
        } catch (ErrnoException e) {
            Files.close(ours);
            Files.close(guests);
            throw e;
        }
        if (content.length > 0) {
            Files.write(ours, content);
        }
        Sockets.shutdown(ours, Sockets.SHUT_WR);
        return guests;
    }

    @Override
    public void ready(int events) {
        take();
        if ((events & Epoll.EPOLLHUP) != 0) {
            close();
        }
    }

    /** Does what was written up to now. */
    void take() {
        // An empty message cannot be told from the end.
        for (long length = receive(); length > 0; length = receive()) {
            byte[] text = new byte[(int) length];
            buffer.bytes().get(0, text);
            try {
                files.write(name, new String(text, StandardCharsets.ISO_8859_1));
            } catch (NetworkException e) {
                refusals.accept(Errno.of(e.error().number()));
            }
        }
    }

    private long receive() {
        return Sockets.receive(ours, buffer.address(), LONGEST, Sockets.MSG_DONTWAIT);
    }

    void close() {
        if (all.remove(this)) {
            loop.forget(slot);
            Files.close(ours);
        }
    }
}
