package io.umview.lwipv6.net;

import io.umview.lwipv6.link.Link;
import io.umview.lwipv6.wire.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * From where to where and how packets go. A socket has one for as long as it talks to the same peer; the network layer keeps in it what
 * it found out, so that a packet costs no look-up.
 */
public final class Flow {
    /** TTL or hop limit not set: the default of the interface, or 1 for multicast. */
    public static final int DEFAULT_HOPS = -1;

    private static final byte[] NONE = {};

    /** What is done about packets that are larger than the path MTU: IP_MTU_DISCOVER, IPV6_MTU_DISCOVER. */
    public enum PathMtuDiscovery {
        /** They are fragmented here, and may be (IPv4) on the way. */
        DONT,
        /** They are fragmented here; what fits must not be fragmented on the way. */
        WANT,
        /** EMSGSIZE */
        DO,
        /** EMSGSIZE for what is larger than the MTU of the link; what is known of the path does not count. */
        PROBE,
        /** As PROBE, but may be fragmented on the way; what is heard of the path is not believed. */
        INTERFACE,
        /** As INTERFACE, and fragmented here. */
        OMIT;

        /** The value of IP_MTU_DISCOVER. */
        public int number() {
            return ordinal();
        }

        /** Whether the MTU of the path counts, not only that of the link. */
        boolean heedsPath() {
            return this == DONT || this == WANT || this == DO;
        }
    }

    private final int protocol;
    private IpAddress source = IpAddress.ANY6;
    private IpAddress destination = IpAddress.ANY6;
    private int hops = DEFAULT_HOPS;
    private int trafficClass;
    private int flowLabel;
    private int boundInterface;
    private PathMtuDiscovery pathMtuDiscovery = PathMtuDiscovery.WANT;
    private byte[] options = NONE;
    private int firstExtension;
    private int mark;
    private int ports;
    private boolean portsChanged;
    private boolean multicastLoop = true;
    private boolean broadcast;
    private boolean direct;
    private boolean foreignSource;

    private @Nullable Way way;
    private int mtu;
    private Link.Offload offload = Link.Offload.NONE;

    /**
     * A flow from and to nowhere yet.
     *
     * @param protocol IPPROTO_* of what it carries
     */
    public Flow(int protocol) {
        this.protocol = protocol;
    }

    /** IPPROTO_* of what it carries. */
    public int protocol() {
        return protocol;
    }

    /** Where packets come from; {@link IpAddress#isAny} until it is chosen or set. */
    public IpAddress source() {
        return source;
    }

    /** Sets where packets come from. */
    public void source(IpAddress address) {
        if (!source.equals(address)) {
            source = address;
            way = null;
        }
    }

    /** Where packets go. */
    public IpAddress destination() {
        return destination;
    }

    /** Sets where packets go. */
    public void destination(IpAddress address) {
        if (!destination.equals(address)) {
            destination = address;
            way = null;
        }
    }

    /** TTL or hop limit, or {@link #DEFAULT_HOPS}. */
    public int hops() {
        return hops;
    }

    /** Sets TTL or hop limit. */
    public void hops(int limit) {
        hops = limit;
    }

    /** Type of service or traffic class with the ECN bits, 8 bits. */
    public int trafficClass() {
        return trafficClass;
    }

    /** Sets type of service or traffic class. */
    public void trafficClass(int bits) {
        trafficClass = bits;
    }

    /** IPv6 flow label, 20 bits. */
    public int flowLabel() {
        return flowLabel;
    }

    /** Sets the IPv6 flow label. */
    public void flowLabel(int label) {
        flowLabel = label;
    }

    /** Index of the interface that packets must leave by (SO_BINDTODEVICE, IPV6_PKTINFO, scope of a link-local address), or 0. */
    public int boundInterface() {
        return boundInterface;
    }

    /** Sets the interface that packets must leave by. */
    public void boundInterface(int index) {
        if (boundInterface != index) {
            boundInterface = index;
            way = null;
        }
    }

    /** Whether packets that are too large may be fragmented; see {@link #pathMtuDiscovery}. */
    public boolean fragmentable() {
        return pathMtuDiscovery != PathMtuDiscovery.DO && pathMtuDiscovery != PathMtuDiscovery.PROBE;
    }

    /** Sets whether packets may be fragmented: {@link PathMtuDiscovery#WANT} or {@link PathMtuDiscovery#DO}. */
    public void fragmentable(boolean may) {
        pathMtuDiscovery(may ? PathMtuDiscovery.WANT : PathMtuDiscovery.DO);
    }

    /** How packets that are too large are treated. */
    public PathMtuDiscovery pathMtuDiscovery() {
        return pathMtuDiscovery;
    }

    /** Sets how packets that are too large are treated. */
    public void pathMtuDiscovery(PathMtuDiscovery discovery) {
        if (pathMtuDiscovery != discovery) {
            pathMtuDiscovery = discovery;
            way = null;
        }
    }

    /** IPv4: options, a multiple of 4 bytes up to 40. IPv6: extension headers, whole and in order. Empty if there are none. */
    public byte[] options() {
        return options;
    }

    /** IPv6: the number of the first extension header. */
    public int firstExtension() {
        return firstExtension;
    }

    /** Sets options of IPv4, which must be {@linkplain io.umview.lwipv6.wire.Ipv4Options#right right}. Not to be changed afterwards. */
    public void options(byte[] bytes) {
        if (options != bytes) {
            options = bytes;
            way = null;
        }
    }

    /**
     * Sets extension headers of IPv6, which must be {@linkplain io.umview.lwipv6.wire.Ipv6Extension#right right}. Not to be changed
     * afterwards.
     *
     * @param first the number of the first one; each says what the next one is, but the last one, which is filled in
     */
    public void extensions(int first, byte[] headers) {
        options(headers);
        firstExtension = first;
    }

    /** SO_MARK, for rules. */
    public int mark() {
        return mark;
    }

    /** Sets SO_MARK. */
    public void mark(int value) {
        if (mark != value) {
            mark = value;
            way = null;
        }
    }

    /** The source port in the high half, the destination port in the low one, for rules; 0 if there are none. */
    public int ports() {
        return ports;
    }

    /** Sets the ports for rules. */
    public void ports(int both) {
        portsChanged |= ports != both;
        ports = both;
    }

    /** Whether the ports are others than those that the way was found for. */
    boolean portsChanged() {
        return portsChanged;
    }

    /** Whether this host gets multicast packets too, if it is in the group (IP_MULTICAST_LOOP). */
    public boolean multicastLoop() {
        return multicastLoop;
    }

    /** Sets IP_MULTICAST_LOOP. */
    public void multicastLoop(boolean on) {
        multicastLoop = on;
    }

    /** Whether broadcast addresses are allowed (SO_BROADCAST); else EACCES. */
    public boolean broadcast() {
        return broadcast;
    }

    /** Sets SO_BROADCAST. */
    public void broadcast(boolean allowed) {
        if (broadcast != allowed) {
            broadcast = allowed;
            way = null;
        }
    }

    /** Whether only hosts on links are reached (SO_DONTROUTE). */
    public boolean direct() {
        return direct;
    }

    /** Sets SO_DONTROUTE. */
    public void direct(boolean only) {
        if (direct != only) {
            direct = only;
            way = null;
        }
    }

    /** Whether the source need not be an address of this host (IP_TRANSPARENT, IP_FREEBIND, IP_HDRINCL). */
    public boolean foreignSource() {
        return foreignSource;
    }

    /** Sets whether the source need not be an address of this host. */
    public void foreignSource(boolean allowed) {
        if (foreignSource != allowed) {
            foreignSource = allowed;
            way = null;
        }
    }

    /** The path MTU in bytes, IP header included; valid after {@link IpOutput#route}. */
    public int mtu() {
        return mtu;
    }

    /** What the link by which packets leave does by itself; valid after {@link IpOutput#route}. */
    public Link.Offload offload() {
        return offload;
    }

    /** Index of the interface by which packets leave, 0 if it is not known; valid after {@link IpOutput#route}. */
    public int interfaceIndex() {
        Way known = way;
        return known == null ? 0 : known.device.index();
    }

    /** The route that packets take, or null; valid after {@link IpOutput#route}. */
    public @Nullable Route route() {
        Way known = way;
        return known == null ? null : known.route;
    }

    /** Whether packets stay on this host; valid after {@link IpOutput#route}. */
    public boolean local() {
        Way known = way;
        return known != null && known.local;
    }

    @Nullable
    Way way() {
        return way;
    }

    void way(@Nullable Way found, int pathMtu, Link.Offload linkOffload) {
        way = found;
        portsChanged = false;
        mtu = pathMtu;
        offload = linkOffload;
    }

    /** Sets the source that was chosen for the way, which stays. */
    void chosenSource(IpAddress address) {
        source = address;
    }
}
