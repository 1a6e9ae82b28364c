package io.umview.lwipv6.socket;

import static io.umview.lwipv6.socket.PacketOption.*;
import static io.umview.lwipv6.socket.SocketOption.*;

import io.umview.lwipv6.bpf.Filter;
import io.umview.lwipv6.bpf.PacketFacts;
import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.net.NetworkInterface;
import io.umview.lwipv6.transport.PacketSocketInfo;
import io.umview.lwipv6.wire.Ethernet;
import io.umview.lwipv6.wire.MacAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** A socket of AF_PACKET: packet(7) (net/packet/af_packet.c). */
public final class PacketSocket extends BaseSocket implements MessageSocket, ReceivedMessage.MessageReader {
    private static final int AUXDATA = 20;
    private static final int VLAN_TAG = 4;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final DatagramServices services;
    private final PacketTaps taps;
    private final ReceiveQueue queue;
    private final PacketMemberships memberships;
    private final PacketOptions packetOptions;
    private final ByteBuffer address = ByteBuffer.allocate(SocketAddressCodec.LONGEST);
    private int wanted;
    private int boundInterface;
    private boolean running;
    private boolean closed;
    private @Nullable Filter filter;

    /**
     * A packet socket.
     *
     * @param wanted the ethertype, or ETH_P_ALL, or 0 for nothing yet
     */
    PacketSocket(
            Host host, Capabilities capabilities, DatagramServices services, PacketTaps taps, int type, int wanted) {
        super(
                host,
                capabilities,
                Domain.AF_PACKET,
                type,
                0,
                host.limits().sendBuffer(),
                host.limits().receiveBuffer());
        this.services = services;
        this.taps = taps;
        this.queue = new ReceiveQueue(services.messages);
        this.memberships = new PacketMemberships(taps);
        this.packetOptions = new PacketOptions(memberships);
        this.wanted = wanted;
        this.running = wanted != 0;
        taps.add(this);
    }

    // --- addresses

    @Override
    public void bind(SocketAddress to) throws NetworkException {
        if (!(to instanceof SocketAddress.PacketAddress packet)) {
            throw NetworkError.EINVAL.exception();
        }
        NetworkInterface device = null;
        if (packet.interfaceIndex() != 0) {
            device = taps.network().interfaces().byIndex(packet.interfaceIndex());
            if (device == null) {
                throw NetworkError.ENODEV.exception();
            }
        }
        if (packet.protocol() != 0) {
            wanted = packet.protocol();
        }
        boundInterface = packet.interfaceIndex();
        running = wanted != 0;
        if (running && device != null && !device.isUp()) {
            running = false;
            fail(NetworkError.ENETDOWN);
        }
    }

    @Override
    public void connect(SocketAddress to) throws NetworkException {
        throw NetworkError.EOPNOTSUPP.exception();
    }

    @Override
    public SocketAddress localAddress() {
        NetworkInterface device = taps.network().interfaces().byIndex(boundInterface);
        byte[] hardware =
                device != null && hasLinkHeader(device) ? device.macAddress().bytes() : new byte[0];
        int hardwareType = device == null ? 0 : device.hardwareType();
        return new SocketAddress.PacketAddress(wanted, boundInterface, hardwareType, PACKET_HOST, hardware);
    }

    @Override
    public SocketAddress peerAddress() throws NetworkException {
        throw NetworkError.EOPNOTSUPP.exception();
    }

    @Override
    public void shutdown(int how) throws NetworkException {
        throw NetworkError.EOPNOTSUPP.exception();
    }

    private static boolean hasLinkHeader(NetworkInterface device) {
        return device.isEthernet() || device.isLoopback();
    }

    // --- sending

    @Override
    public void send(ByteBuffer payload, @Nullable SocketAddress destination, ByteBuffer control, int messageFlags)
            throws NetworkException {
        throwPending();
        int index = boundInterface;
        int etherType = wanted;
        byte[] hardware = new byte[0];
        if (destination != null) {
            if (!(destination instanceof SocketAddress.PacketAddress packet)) {
                throw NetworkError.EINVAL.exception();
            }
            index = packet.interfaceIndex();
            etherType = packet.protocol();
            hardware = packet.hardwareAddress();
        }
        NetworkInterface device = taps.network().interfaces().byIndex(index);
        if (device == null) {
            throw NetworkError.ENXIO.exception();
        }
        if (!device.isUp()) {
            throw NetworkError.ENETDOWN.exception();
        }
        boolean whole = type() == Domain.SOCK_RAW;
        int header = hasLinkHeader(device) ? Ethernet.LENGTH : 0;
        int length = payload.remaining();
        if (length > Math.min(LONGEST, device.mtu() + (whole ? header + VLAN_TAG : 0))) {
            throw NetworkError.EMSGSIZE.exception();
        }
        if (whole && length < header) {
            throw NetworkError.EINVAL.exception();
        }
        Packet packet = host().output().pool().take(length);
        packet.append(length);
        packet.put(0, payload, payload.position(), length);
        packet.networkHeader(whole ? header : 0);
        PacketSocket before = taps.sender;
        taps.sender = this;
        NetworkError error;
        try {
            error = whole ? device.sendFrame(packet) : device.sendFrame(packet, macOf(hardware), etherType);
        } finally {
            taps.sender = before;
        }
        host().output().flush();
        if (error != null && error != NetworkError.ENOBUFS) {
            throw error.exception();
        }
    }

    private static MacAddress macOf(byte[] hardware) {
        long bits = 0;
        for (int i = 0; i < MacAddress.LENGTH; i++) {
            bits = bits << 8 | (i < hardware.length ? hardware[i] & 0xff : 0);
        }
        return new MacAddress(bits);
    }

    // --- receiving

    boolean wants(NetworkInterface device, int etherType, boolean outgoing) {
        return running
                && (boundInterface == 0 || boundInterface == device.index())
                && (wanted == PacketTaps.ETH_P_ALL || wanted == etherType && !outgoing)
                && !(outgoing && packetOptions.is(PACKET_IGNORE_OUTGOING));
    }

    /** A frame, whose window begins with the link-layer header; it may be shared, and belongs to the socket. */
    void receive(Packet frame, NetworkInterface device, int etherType, int packetType) {
        int link = frame.networkHeader();
        int skipped = type() == Domain.SOCK_DGRAM ? Math.min(link, frame.length()) : 0;
        int start = frame.headroom() + skipped;
        int length = frame.length() - skipped;
        int kept = length;
        Filter program = filter;
        if (program != null) {
            PacketFacts facts = services.facts.set(
                    etherType, packetType, device.index(), device.hardwareType(), -skipped, link - skipped);
            int verdict = program.run(frame.memory(), start, length, facts);
            if (verdict == 0) {
                frame.release();
                return;
            }
            kept = Integer.compareUnsigned(verdict, length) < 0 ? verdict : length;
        }
        packetOptions.countReceived();
        PacketRing shared = packetOptions.ring();
        if (shared != null) {
            intoRing(shared, frame, start, kept, length, link - skipped, device, etherType, packetType);
            return;
        }
        ReceivedMessage message = queue.take(options().receiveBuffer());
        if (message == null) {
            packetOptions.countDropped();
            frame.release();
            return;
        }
        message.window(frame);
        message.start = start;
        message.length = kept;
        message.originalLength = length;
        message.networkHeader = link - skipped;
        message.interfaceIndex = device.index();
        message.etherType = etherType;
        message.packetType = packetType;
        message.hops = device.hardwareType();
        message.sourceHigh = hardwareAddress(frame, device);
        message.reader = this;
        if (message.received == 0) {
            message.received =
                    ReceivedControl.wantsTime(options()) ? timers().clock().wallMicros() : 0;
        }
        queue.add(message);
        changed();
    }

    private void intoRing(
            PacketRing shared,
            Packet frame,
            int start,
            int kept,
            int length,
            int linkHeader,
            NetworkInterface device,
            int etherType,
            int packetType) {
        address.clear();
        putAddress(
                address, etherType, device.index(), device.hardwareType(), packetType, hardwareAddress(frame, device));
        long time = frame.received() != 0 ? frame.received() : timers().clock().wallMicros();
        if (!shared.put(frame.memory(), start, kept, length, linkHeader, status(frame), time, address)) {
            packetOptions.countDropped();
        }
        frame.release();
        changed();
    }

    /** The source address of a frame, or -1 if it has none. */
    private static long hardwareAddress(Packet frame, NetworkInterface device) {
        return hasLinkHeader(device) && frame.length() >= Ethernet.LENGTH && frame.networkHeader() >= Ethernet.LENGTH
                ? Ethernet.source(frame, 0)
                : -1;
    }

    private static int status(@Nullable Packet frame) {
        if (frame == null) {
            return 0;
        }
        return switch (frame.checksum()) {
            case PARTIAL -> STATUS_CSUM_NOT_READY;
            case VERIFIED -> STATUS_CSUM_VALID;
            case UNVERIFIED -> 0;
        };
    }

    @Override
    public @Nullable Message peek() throws NetworkException {
        throwPending();
        return oldest();
    }

    @Override
    public @Nullable Message oldest() {
        return queue.peek();
    }

    @Override
    public void discard() {
        queue.discard();
    }

    @Override
    public @Nullable Message takeErrorMessage() {
        return null;
    }

    @Override
    public int nextLength() {
        ReceivedMessage message = queue.peek();
        return message == null ? 0 : message.length;
    }

    @Override
    public SocketAddress source(ReceivedMessage message) {
        byte[] hardware = message.sourceHigh < 0 ? new byte[0] : new MacAddress(message.sourceHigh).bytes();
        return new SocketAddress.PacketAddress(
                message.etherType, message.interfaceIndex, message.hops, message.packetType, hardware);
    }

    @Override
    public int source(ReceivedMessage message, ByteBuffer into) {
        return putAddress(
                into, message.etherType, message.interfaceIndex, message.hops, message.packetType, message.sourceHigh);
    }

    /** struct sockaddr_ll. */
    private static int putAddress(
            ByteBuffer into, int etherType, int index, int hardwareType, int packetType, long hardware) {
        into.order(ByteOrder.nativeOrder()).putShort((short) Domain.AF_PACKET);
        into.order(ByteOrder.BIG_ENDIAN).putShort((short) etherType).order(ByteOrder.nativeOrder());
        into.putInt(index).putShort((short) hardwareType).put((byte) packetType);
        into.put((byte) (hardware < 0 ? 0 : MacAddress.LENGTH));
        into.order(ByteOrder.BIG_ENDIAN).putLong(hardware < 0 ? 0 : hardware << 16);
        into.order(ByteOrder.nativeOrder());
        return 20;
    }

    @Override
    public ByteBuffer control(ReceivedMessage message) {
        ControlWriter writer = services.control.clear();
        ReceivedControl.ofSocket(options(), message, writer);
        if (packetOptions.is(PACKET_AUXDATA)) {
            ByteBuffer data = writer.message(SOL_PACKET, PACKET_AUXDATA, AUXDATA);
            data.putInt(STATUS_USER | status(message.packet));
            data.putInt(message.originalLength).putInt(message.length);
            data.putShort((short) 0).putShort((short) message.networkHeader).putInt(0);
        }
        ByteBuffer written = writer.finish();
        return written.hasRemaining() ? written : NOTHING;
    }

    @Override
    public int readiness() {
        int events = POLLOUT;
        PacketRing shared = packetOptions.ring();
        if (!queue.isEmpty() || shared != null && shared.hasFrames()) {
            events |= POLLIN;
        }
        return pendingError() == null ? events : events | POLLERR;
    }

    // --- interfaces

    void interfaceChanged(NetworkInterface device) {
        if (device.index() != boundInterface) {
            return;
        }
        if (running && !device.isUp()) {
            running = false;
            fail(NetworkError.ENETDOWN);
        } else if (!running && device.isUp()) {
            running = wanted != 0;
        }
    }

    void interfaceRemoved(NetworkInterface device) {
        memberships.interfaceRemoved(device);
        if (device.index() == boundInterface) {
            boundInterface = -1;
            running = false;
            fail(NetworkError.ENETDOWN);
        }
    }

    // --- options

    @Override
    public byte[] query(int level, int name, byte[] given) throws NetworkException {
        return level == SOL_PACKET && name == PACKET_HDRLEN
                ? PacketOptions.headerLength(given)
                : option(level, name, given.length);
    }

    @Override
    protected byte[] protocolOption(int level, int name, int length) throws NetworkException {
        if (level != SOL_PACKET) {
            throw NetworkError.ENOPROTOOPT.exception();
        }
        return packetOptions.get(name, length);
    }

    @Override
    protected void protocolOption(int level, int name, byte[] value) throws NetworkException {
        if (level != SOL_PACKET) {
            throw NetworkError.ENOPROTOOPT.exception();
        }
        packetOptions.set(name, value);
    }

    /** Bytes of the ring that PACKET_RX_RING has set up, 0 if there is none. */
    public int ringBytes() {
        PacketRing shared = packetOptions.ring();
        return shared == null ? 0 : shared.bytes();
    }

    /**
     * Has the ring in memory that the program has mapped: all zeros, of at least {@link #ringBytes}.
     *
     * @param memory the stack's from now on; its byte order and position may be changed
     */
    public void ringMemory(ByteBuffer memory) {
        PacketRing shared = packetOptions.ring();
        if (shared != null) {
            shared.memory(memory);
        }
    }

    @Override
    protected void attachFilter(byte[] program) throws NetworkException {
        Filter verified = Filter.of(program);
        if (verified == null) {
            throw NetworkError.EINVAL.exception();
        }
        filter = verified;
    }

    @Override
    protected void detachFilter() throws NetworkException {
        if (filter == null) {
            throw NetworkError.ENOENT.exception();
        }
        filter = null;
    }

    @Override
    protected byte[] filter() {
        Filter program = filter;
        return program == null ? new byte[0] : program.bytes();
    }

    // --- what others see of it

    @Override
    protected int receiveAllocated() {
        return queue.charged();
    }

    @Override
    protected int drops() {
        return queue.drops();
    }

    int wanted() {
        return wanted;
    }

    int boundInterface() {
        return Math.max(0, boundInterface);
    }

    boolean running() {
        return running;
    }

    ReceiveQueue queue() {
        return queue;
    }

    PacketOptions packetOptions() {
        return packetOptions;
    }

    /** What it shows of itself. */
    public PacketSocketInfo info() {
        return new PacketView(this);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            running = false;
            memberships.close();
            taps.remove(this);
            queue.clear();
            packetOptions.close();
        }
    }
}
