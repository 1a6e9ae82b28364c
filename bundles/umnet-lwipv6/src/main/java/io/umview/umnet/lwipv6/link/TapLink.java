package io.umview.umnet.lwipv6.link;

import io.umview.api.Errno;
import io.umview.linux.Epoll;
import io.umview.linux.Files;
import io.umview.linux.NativeBuffer;
import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.buffer.PacketPool;
import io.umview.umnet.lwipv6.loop.EpollLoop;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A TAP or TUN device of the kernel (Documentation/networking/tuntap.rst): one that exists and belongs to the user, or one that is
 * created and goes away with the link, which takes CAP_NET_ADMIN. The kernel can be asked for checksum and segmentation offload, so
 * that both sides pass on packets of up to 64 KiB.
 */
public final class TapLink extends DescriptorLink {
    private static final int TUNSETIFF = 0x400454ca;
    private static final int TUNSETOFFLOAD = 0x400454d0;
    private static final int TUNSETVNETHDRSZ = 0x400454d8;
    private static final int IFF_TUN = 1;
    private static final int IFF_TAP = 2;
    private static final int IFF_NO_PI = 0x1000;
    private static final int IFF_VNET_HDR = 0x4000;

    /** TUN_F_CSUM, TUN_F_TSO4 and TUN_F_TSO6. */
    private static final int OFFLOADS = 1 | 2 | 4;

    private static final int IFREQ = 40;
    private static final int IFNAMSIZ = 16;
    private static final int MTU = 1500;
    private static final int LARGEST_MTU = 65521;
    private static final int ETHERNET = 14;
    private static final int IOVEC = 16;

    /** Packets that are read before others have their turn. */
    private static final int BATCH = 128;

    /** After so many packets that came alone, another one is not looked for, but for every so manieth time. */
    private static final int ALONE = 16;

    /** What of a packet the first piece of memory takes. */
    private static final int SMALL = 1800;

    private final boolean ethernet;
    private final boolean offload;

    /** Whether packets come and go without a {@link VirtioHeader}. */
    private final boolean headerless;

    private final VirtioHeader header = new VirtioHeader();
    private final NativeBuffer vector = new NativeBuffer(3 * IOVEC);
    private int alone;
    private @Nullable Packet small;
    private @Nullable Packet large;

    private TapLink(EpollLoop loop, int descriptor, boolean ethernet, boolean offload, boolean headerless) {
        super(loop, descriptor, MTU, LARGEST_MTU, ethernet ? ETHERNET : 0);
        this.ethernet = ethernet;
        this.offload = offload;
        this.headerless = headerless;
    }

    /**
     * Opens a device.
     *
     * @param name of the device; may contain {@code %d}
     * @param ethernet TAP, otherwise TUN
     * @param offload whether the kernel is asked for offload
     */
    public static TapLink open(EpollLoop loop, String name, boolean ethernet, boolean offload) throws LinkException {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        if (bytes.length == 0 || bytes.length >= IFNAMSIZ) {
            throw new LinkException("no name of a device: '" + name + "'", Errno.EINVAL);
        }
        int descriptor = LinkException.checked(
                "/dev/net/tun", Files.open("/dev/net/tun", Files.O_RDWR | Files.O_NONBLOCK | Files.O_CLOEXEC, 0));
        int flags = (ethernet ? IFF_TAP : IFF_TUN) | IFF_NO_PI;
        NativeBuffer request = new NativeBuffer(IFREQ);
        request.bytes().put(0, bytes).putShort(IFNAMSIZ, (short) (offload ? flags | IFF_VNET_HDR : flags));
        int result = Files.ioctl(descriptor, TUNSETIFF, request.address());
        boolean header = offload && result == 0;
        if (offload && result == -Errno.EINVAL.number()) {
            // A persistent device that was made without vnet header stays so.
            request.bytes().putShort(IFNAMSIZ, (short) flags);
            result = Files.ioctl(descriptor, TUNSETIFF, request.address());
        }
        if (result < 0) {
            Files.close(descriptor);
            throw new LinkException(name, Errno.of(-result));
        }
        if (header) {
            request.bytes().putInt(0, VirtioHeader.LENGTH);
            Files.ioctl(descriptor, TUNSETVNETHDRSZ, request.address());
            boolean granted = Files.ioctl(descriptor, TUNSETOFFLOAD, OFFLOADS) == 0;
            return new TapLink(loop, descriptor, ethernet, granted, false);
        }
        // A persistent device keeps what its last user was granted.
        Files.ioctl(descriptor, TUNSETOFFLOAD, 0);
        return new TapLink(loop, descriptor, ethernet, false, true);
    }

    @Override
    public Framing framing() {
        return ethernet ? Framing.ETHERNET : Framing.IP;
    }

    @Override
    public Offload offload() {
        return offload ? Offload.ALL : Offload.NONE;
    }

    @Override
    public boolean send(Packet packet) {
        header.describe(packet);
        int first = headerless ? 1 : 0;
        part(0, header.address(), VirtioHeader.LENGTH);
        part(1, PacketMemory.start(packet), packet.length());
        long written = Files.writev(descriptor(), vector.address() + (long) first * IOVEC, 2 - first);
        packet.release();
        return written > 0;
    }

    private void part(int index, long address, int length) {
        vector.bytes().putLong(index * IOVEC, address).putLong(index * IOVEC + 8, length);
    }

    @Override
    public void ready(int events) {
        if ((events & (Epoll.EPOLLERR | Epoll.EPOLLHUP)) != 0 && (events & Epoll.EPOLLIN) == 0) {
            // The device was deleted.
            awaitNothing();
            return;
        }
        int count = 0;
        int most = alone <= ALONE ? BATCH : 1;
        while (count < most && isOpen() && receive()) {
            count++;
        }
        alone = count > 1 ? 0 : alone == 2 * ALONE ? ALONE : alone + 1;
        if (count > 0 && isOpen()) {
            receiver().received();
        }
    }

    private void awaitNothing() {
        close();
        receiver().carrierChanged();
    }

    @Override
    public boolean carrier() {
        return isOpen();
    }

    /** Reads one packet: into a small one, and what does not fit into a large one, to which the rest is copied then. */
    private boolean receive() {
        Packet head = small != null ? small : (small = receiver().pool().take(SMALL));
        Packet rest = large != null ? large : (large = receiver().pool().take(PacketPool.LARGE));
        int first = headerless ? 1 : 0;
        part(0, header.address(), VirtioHeader.LENGTH);
        part(1, PacketMemory.start(head), SMALL);
        part(2, PacketMemory.start(rest) + SMALL, PacketPool.LARGE - SMALL);
        long read = Files.readv(descriptor(), vector.address() + (long) first * IOVEC, 3 - first);
        int length = (int) read - (headerless ? 0 : VirtioHeader.LENGTH);
        if (length <= 0) {
            return read > 0;
        }
        Packet packet;
        if (length <= SMALL) {
            packet = head;
            small = null;
            packet.append(length);
        } else {
            packet = rest;
            large = null;
            packet.append(length);
            head.append(SMALL);
            packet.put(0, head, 0, SMALL);
            head.truncate(0);
        }
        if (!headerless) {
            header.mark(packet);
        }
        receiver().receive(packet);
        return true;
    }

    @Override
    void released() {
        if (small != null) {
            small.release();
            small = null;
        }
        if (large != null) {
            large.release();
            large = null;
        }
    }
}
