package io.umview.umdev.tap;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.linux.Epoll;
import io.umview.linux.Files;
import io.umview.linux.NativeBuffer;
import io.umview.linux.Sockets;
import io.umview.umdev.DescriptorDevice.DescriptorFile;
import io.umview.umdev.Ioctl;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** An open file of the device: no interface at first, then one (Documentation/networking/tuntap.rst). */
final class TapFile implements DescriptorFile {
    static final int TUNSETNOCSUM = 0x400454c8;
    static final int TUNSETDEBUG = 0x400454c9;
    static final int TUNSETIFF = 0x400454ca;
    static final int TUNSETPERSIST = 0x400454cb;
    static final int TUNSETOWNER = 0x400454cc;
    static final int TUNSETLINK = 0x400454cd;
    static final int TUNSETGROUP = 0x400454ce;
    static final int TUNGETFEATURES = 0x800454cf;
    static final int TUNSETOFFLOAD = 0x400454d0;
    static final int TUNGETIFF = 0x800454d2;
    static final int TUNGETSNDBUF = 0x800454d3;
    static final int TUNSETSNDBUF = 0x400454d4;
    static final int TUNGETVNETHDRSZ = 0x800454d7;
    static final int TUNSETVNETHDRSZ = 0x400454d8;

    private static final int IFF_TUN = 1;
    private static final int IFF_TAP = 2;
    private static final int IFF_NO_PI = 0x1000;
    private static final int FEATURES = IFF_TUN | IFF_TAP | IFF_NO_PI;
    private static final int IFREQ = 40;
    private static final int IFNAMSIZ = 16;

    /** struct tun_pi: flags, and the Ethernet type in network byte order. */
    private static final int PACKET_INFORMATION = 4;

    private static final int IOVEC = 16;
    private static final int BATCH = 64;
    private static final int QUEUE_BYTES = 1 << 20;

    private final TapDevice device;
    private final PacketLoop loop;
    private final int guest;
    private final int host;
    private final Runnable closed;
    private final NativeBuffer vectors = new NativeBuffer(2 * IOVEC + 8);
    private long watch;
    private boolean open = true;
    private int flags;
    private @Nullable String name;
    private Wire.@Nullable Port port;
    private @Nullable Framing framing;

    private TapFile(TapDevice device, PacketLoop loop, int guest, int host, Runnable closed) {
        this.device = device;
        this.loop = loop;
        this.guest = guest;
        this.host = host;
        this.closed = closed;
    }

    static TapFile open(TapDevice device, PacketLoop loop, int openFlags, Runnable closed) throws ErrnoException {
        NativeBuffer pair = new NativeBuffer(8);
        int result = Sockets.pair(Sockets.SOCK_SEQPACKET, pair.address());
        if (result < 0) {
            throw Errno.of(-result).exception();
        }
        int guest = pair.bytes().getInt(0);
        int host = pair.bytes().getInt(4);
        for (int end : new int[] {guest, host}) {
            Sockets.option(end, Sockets.SOL_SOCKET, Sockets.SO_SNDBUF, QUEUE_BYTES, pair);
        }
        Files.fcntl(guest, Files.F_SETFL, openFlags & Files.O_NONBLOCK);
        TapFile file = new TapFile(device, loop, guest, host, closed);
        try {
            synchronized (loop) {
                file.watch = loop.watch(host, file::ready);
            }
        } catch (ErrnoException e) {
            Files.close(guest);
            Files.close(host);
            throw e;
        }
        return file;
    }

    @Override
    public int descriptor() {
        return guest;
    }

    // ---- packets ----

    private void ready(int events) {
        for (int i = 0; i < BATCH && open; i++) {
            boolean information = (flags & IFF_NO_PI) == 0;
            int head = information ? PACKET_INFORMATION : 0;
            long length = Sockets.receive(
                    host, loop.packet().address() + PacketLoop.HEAD - head, PacketLoop.LARGEST, Sockets.MSG_DONTWAIT);
            if (length <= 0) {
                if (length == 0 && (events & (Epoll.EPOLLHUP | Epoll.EPOLLRDHUP)) != 0) {
                    close();
                    closed.run();
                }
                return;
            }
            if (port != null && framing != null && length >= head) {
                int protocol = information ? protocol() : 0;
                framing.send(PacketLoop.HEAD, (int) length - head, protocol, port);
            }
        }
    }

    private int protocol() {
        return Short.toUnsignedInt(Short.reverseBytes(loop.packet().bytes().getShort(PacketLoop.HEAD - 2)));
    }

    private void receive(int at, int length) {
        if (port != null && framing != null) {
            framing.receive(at, length, port, this::give);
        }
    }

    /** What the guest does not take in time is lost. */
    private void give(int at, int length, int protocol) {
        long information = vectors.address() + 2 * IOVEC;
        vectors.bytes()
                .putLong(0, information)
                .putLong(8, PACKET_INFORMATION)
                .putLong(16, loop.packet().address() + at)
                .putLong(24, length)
                .putShort(2 * IOVEC, (short) 0)
                .putShort(2 * IOVEC + 2, Short.reverseBytes((short) protocol));
        boolean plain = (flags & IFF_NO_PI) != 0;
        Files.writev(host, vectors.address() + (plain ? IOVEC : 0), plain ? 1 : 2);
    }

    /** Ends the file; the guest sees the end of it. */
    void close() {
        synchronized (loop) {
            if (!open) {
                return;
            }
            open = false;
            loop.forget(watch, host);
            Files.close(host);
            if (port != null) {
                port.unplug();
                port = null;
            }
            device.closed(this, name);
        }
    }

    // ---- ioctl ----

    @Override
    public long ioctl(Ioctl ioctl) throws ErrnoException {
        synchronized (loop) {
            if (ioctl.request() == TUNGETFEATURES) {
                return ioctl.answer(FEATURES);
            }
            if (ioctl.request() == TUNSETIFF) {
                return setInterface(ioctl);
            }
            if (name == null) {
                throw Errno.EBADFD.exception();
            }
            return ofInterface(ioctl, name);
        }
    }

    private long ofInterface(Ioctl ioctl, String interfaceName) throws ErrnoException {
        switch (ioctl.request()) {
            case TUNGETIFF -> {
                return ioctl.answer(request(interfaceName, flags));
            }
            case TUNGETSNDBUF -> {
                return ioctl.answer(Integer.MAX_VALUE);
            }
            case TUNSETSNDBUF -> {
                if (ioctl.readInt() <= 0) {
                    throw Errno.EINVAL.exception();
                }
            }
            case TUNSETOFFLOAD -> {
                if (ioctl.argument() != 0) {
                    throw Errno.EINVAL.exception();
                }
            }
            case TUNGETVNETHDRSZ, TUNSETVNETHDRSZ -> throw Errno.EINVAL.exception();
            default -> {
                // Persistence, owner, group, kind of link, checksums, debugging: nobody else is there to notice.
            }
        }
        return 0;
    }

    private static ByteBuffer request(String name, int flags) {
        return Ioctl.structure(IFREQ)
                .put(0, name.getBytes(StandardCharsets.UTF_8))
                .putShort(IFNAMSIZ, (short) flags);
    }

    /** TUNSETIFF: EEXIST when there is an interface already, EBUSY when another file has the name. */
    private long setInterface(Ioctl ioctl) throws ErrnoException {
        ByteBuffer request = ioctl.read(IFREQ);
        int wanted = Short.toUnsignedInt(request.getShort(IFNAMSIZ));
        if (name != null) {
            throw Errno.EEXIST.exception();
        }
        if (!open) {
            throw Errno.EBADFD.exception();
        }
        if ((wanted & (IFF_TUN | IFF_TAP)) == 0 || (wanted & ~FEATURES) != 0) {
            throw Errno.EINVAL.exception();
        }
        boolean tun = (wanted & IFF_TUN) != 0;
        byte[] bytes = new byte[IFNAMSIZ];
        request.get(0, bytes);
        String chosen = device.name(text(bytes), tun ? "tun%d" : "tap%d", this);
        try {
            port = device.wire().plug(this::receive);
        } catch (ErrnoException e) {
            device.closed(this, chosen);
            throw e;
        }
        framing = tun ? new IpFraming(loop) : new EthernetFraming(loop);
        flags = wanted;
        name = chosen;
        return ioctl.answer(request(chosen, wanted));
    }

    private static String text(byte[] bytes) {
        int end = 0;
        while (end < bytes.length - 1 && bytes[end] != 0) {
            end++;
        }
        return new String(Arrays.copyOf(bytes, end), StandardCharsets.UTF_8);
    }
}
