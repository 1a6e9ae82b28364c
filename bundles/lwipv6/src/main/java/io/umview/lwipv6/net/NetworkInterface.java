package io.umview.lwipv6.net;

import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.link.Link;
import io.umview.lwipv6.wire.IpAddress;
import io.umview.lwipv6.wire.MacAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A network interface, as rtnetlink(7) shows it with RTM_NEWLINK and netdevice(7) with its ioctls. */
public final class NetworkInterface {
    public static final int IFF_UP = 0x1;
    public static final int IFF_BROADCAST = 0x2;
    public static final int IFF_LOOPBACK = 0x8;
    public static final int IFF_POINTOPOINT = 0x10;
    public static final int IFF_RUNNING = 0x40;
    public static final int IFF_NOARP = 0x80;
    public static final int IFF_PROMISC = 0x100;
    public static final int IFF_ALLMULTI = 0x200;
    public static final int IFF_MULTICAST = 0x1000;
    public static final int IFF_LOWER_UP = 0x10000;

    public static final int ARPHRD_ETHER = 1;
    public static final int ARPHRD_LOOPBACK = 772;
    public static final int ARPHRD_NONE = 0xfffe;

    /** IF_OPER_* (RFC 2863). */
    public static final int IF_OPER_UNKNOWN = 0;

    public static final int IF_OPER_DOWN = 2;
    public static final int IF_OPER_UP = 6;

    /** The smallest MTU that IPv6 works with (RFC 8200, section 5). */
    public static final int IPV6_MIN_MTU = 1280;

    private static final int IPV4_MIN_MTU = 68;
    private static final int CHANGEABLE = IFF_NOARP | IFF_MULTICAST;

    final Network network;
    final LinkPort port;
    private final int index;
    private final Link link;
    private final int hardwareType;
    private final InterfaceCounters counters = new InterfaceCounters();
    final List<InterfaceAddress> addresses = new ArrayList<>();
    private final Settings<Ipv4Setting> ipv4;
    private final Settings<Ipv6Setting> ipv6;
    private final NeighbourParameters neighbours4 = new NeighbourParameters();
    private final NeighbourParameters neighbours6 = new NeighbourParameters();
    final MulticastMemberships groups;
    final AddressMap<Neighbour> neighbours = new AddressMap<>();

    private String name;
    private int flags;
    private int mtu;
    private MacAddress mac;
    private int transmitQueueLength = 1000;
    private @Nullable String alias;
    private int group;
    private int promiscuous;
    private int carrierChanges;
    private boolean removed;

    /** The modified EUI-64 identifier, or on links without link-layer addresses a random one. */
    long interfaceIdentifier;

    /** What stable identifiers that nobody can guess are made from (RFC 7217). */
    final long secret;

    private boolean transparent;
    private long token;

    NetworkInterface(Network network, int index, String name, Link link, MacAddress mac, boolean loopback) {
        this.network = network;
        this.index = index;
        this.name = name;
        this.link = link;
        this.mac = mac;
        this.mtu = link.mtu();
        boolean ethernet = link.framing() == Link.Framing.ETHERNET;
        hardwareType = loopback ? ARPHRD_LOOPBACK : ethernet ? ARPHRD_ETHER : ARPHRD_NONE;
        flags = loopback
                ? IFF_LOOPBACK
                : ethernet ? IFF_BROADCAST | IFF_MULTICAST : IFF_POINTOPOINT | IFF_NOARP | IFF_MULTICAST;
        ipv4 = network.defaults4().copy(() -> network.settingsChanged(this, true));
        ipv6 = network.defaults6().copy(() -> network.settingsChanged(this, false));
        interfaceIdentifier = ethernet ? mac.eui64() : network.random.nextLong() & ~(1L << 57);
        secret = network.random.nextLong();
        groups = new MulticastMemberships(network, this);
        port = new LinkPort(this, link);
    }

    /** The index, from 1 on. */
    public int index() {
        return index;
    }

    /** The name. */
    public String name() {
        return name;
    }

    /**
     * Gives it another name, while it is up too (Linux 6.2).
     *
     * @throws NetworkException EEXIST, EINVAL
     */
    public void name(String newName) throws NetworkException {
        if (!newName.equals(name)) {
            network.interfaces.checkName(newName);
            name = newName;
            network.observers.interfaceChanged(this);
        }
    }

    /** ARPHRD_*. */
    public int hardwareType() {
        return hardwareType;
    }

    /** Whether its link has Ethernet frames. */
    public boolean isEthernet() {
        return hardwareType == ARPHRD_ETHER;
    }

    /** Whether it is the loopback interface. */
    public boolean isLoopback() {
        return hardwareType == ARPHRD_LOOPBACK;
    }

    /** Whether no link-layer addresses are asked for on its link. */
    boolean resolvesNothing() {
        return !isEthernet() || (flags & IFF_NOARP) != 0;
    }

    /** The link that it belongs to. */
    public Link link() {
        return link;
    }

    /** IFF_*, IFF_RUNNING and IFF_LOWER_UP as the carrier is. */
    public int flags() {
        int shown = flags | (promiscuous > 0 ? IFF_PROMISC : 0);
        return isUp() && carrier() ? shown | IFF_RUNNING | IFF_LOWER_UP : shown;
    }

    /**
     * Changes flags that may be changed: IFF_UP, IFF_PROMISC, IFF_ALLMULTI, IFF_NOARP, IFF_MULTICAST. Others are left alone.
     *
     * @param mask which ones
     */
    public void flags(int newFlags, int mask) throws NetworkException {
        int before = flags();
        int change = mask & (CHANGEABLE | IFF_ALLMULTI);
        flags = flags & ~change | newFlags & change;
        if ((mask & IFF_PROMISC) != 0 && ((newFlags ^ flags) & IFF_PROMISC) != 0) {
            flags ^= IFF_PROMISC;
            promiscuous((flags & IFF_PROMISC) != 0 ? 1 : -1);
        }
        if ((mask & IFF_UP) != 0 && (newFlags & IFF_UP) != (flags & IFF_UP)) {
            up((newFlags & IFF_UP) != 0);
        } else if (before != flags()) {
            network.observers.interfaceChanged(this);
        }
    }

    /** Whether it is administratively up. */
    public boolean isUp() {
        return (flags & IFF_UP) != 0;
    }

    /** Brings it up or down. */
    public void up(boolean on) {
        if (on != isUp() && !removed) {
            flags ^= IFF_UP;
            network.interfaces.upChanged(this);
        }
    }

    /** Whether the link has a carrier. */
    public boolean carrier() {
        return link.carrier();
    }

    /** Whether it is up and the link has a carrier. */
    public boolean isRunning() {
        return isUp() && carrier();
    }

    /** Whether routes of a family through it count. */
    boolean usable(boolean v4) {
        return isUp()
                && (carrier()
                        || !(v4
                                ? ipv4.is(Ipv4Setting.IGNORE_ROUTES_WITH_LINKDOWN)
                                : ipv6.is(Ipv6Setting.IGNORE_ROUTES_WITH_LINKDOWN)));
    }

    /** How often the carrier has come or gone. */
    public int carrierChanges() {
        return carrierChanges;
    }

    void carrierChanged() {
        carrierChanges++;
        network.interfaces.carrierChanged(this);
    }

    /** IF_OPER_*. */
    public int operationalState() {
        return isLoopback() || !isEthernet() && isUp() ? IF_OPER_UNKNOWN : isRunning() ? IF_OPER_UP : IF_OPER_DOWN;
    }

    /** The largest packet in bytes, network header included. */
    public int mtu() {
        return mtu;
    }

    /** The MTU of a family: that of IPv6 can be smaller, because a router said so. */
    int mtu(boolean v4) {
        int advertised = ipv6.get(Ipv6Setting.MTU6);
        return v4 || advertised == 0 ? mtu : Math.min(mtu, advertised);
    }

    /** The smallest MTU that can be set. */
    public int minimumMtu() {
        return IPV4_MIN_MTU;
    }

    /**
     * Sets the MTU.
     *
     * @throws NetworkException EINVAL if the link does not carry so much
     */
    public void mtu(int bytes) throws NetworkException {
        if (bytes == mtu) {
            return;
        }
        if (bytes < IPV4_MIN_MTU || bytes > 0x1_0000 && !isLoopback() || !link.mtu(bytes)) {
            throw NetworkError.EINVAL.exception(
                    bytes < IPV4_MIN_MTU ? "mtu less than device minimum" : "mtu greater than device maximum");
        }
        int before = mtu;
        mtu = bytes;
        network.interfaces.mtuChanged(this, before);
    }

    /** The link-layer address; zeros if it has none. */
    public MacAddress macAddress() {
        return mac;
    }

    /**
     * Sets the link-layer address.
     *
     * @throws NetworkException EADDRNOTAVAIL for a group address, EOPNOTSUPP if it has none
     */
    public void macAddress(MacAddress address) throws NetworkException {
        if (!isEthernet()) {
            throw NetworkError.EOPNOTSUPP.exception();
        }
        if (address.isGroup() || address.equals(MacAddress.ZERO)) {
            throw NetworkError.EADDRNOTAVAIL.exception();
        }
        mac = address;
        interfaceIdentifier = address.eui64();
        network.interfaces.macChanged(this);
    }

    /** The link-layer address of all stations; zeros if there is none. */
    public MacAddress broadcastAddress() {
        return isEthernet() ? MacAddress.BROADCAST : MacAddress.ZERO;
    }

    /** IFLA_TXQLEN. */
    public int transmitQueueLength() {
        return transmitQueueLength;
    }

    /** Sets IFLA_TXQLEN, which is only kept: there is no queue. */
    public void transmitQueueLength(int length) {
        transmitQueueLength = length;
        network.observers.interfaceChanged(this);
    }

    /** IFLA_QDISC: there is no queue. */
    public String qdisc() {
        return isUp() ? "noqueue" : "noop";
    }

    /** IFLA_IFALIAS, or null. */
    public @Nullable String alias() {
        return alias;
    }

    /** Sets IFLA_IFALIAS. */
    public void alias(@Nullable String text) {
        alias = text == null || text.isEmpty() ? null : text;
        network.observers.interfaceChanged(this);
    }

    /** IFLA_GROUP. */
    public int group() {
        return group;
    }

    /** Sets IFLA_GROUP. */
    public void group(int number) {
        group = number;
        network.observers.interfaceChanged(this);
    }

    /** IFLA_PROMISCUITY: how many want all frames. */
    public int promiscuity() {
        return promiscuous;
    }

    /** One more or one less wants all frames: +1 or -1. */
    public void promiscuous(int change) {
        boolean before = promiscuous > 0;
        promiscuous += change;
        if (before != promiscuous > 0) {
            link.promiscuous(promiscuous > 0);
            network.observers.interfaceChanged(this);
        }
    }

    boolean takesAllMulticast() {
        return (flags & IFF_ALLMULTI) != 0;
    }

    /** What went over it. */
    public InterfaceCounters counters() {
        return counters;
    }

    /** Its addresses, of both families, in the order in which they are shown. */
    public List<InterfaceAddress> addresses() {
        return List.copyOf(addresses);
    }

    /** The settings of IPv4. */
    public Settings<Ipv4Setting> ipv4() {
        return ipv4;
    }

    /** The settings of IPv6. */
    public Settings<Ipv6Setting> ipv6() {
        return ipv6;
    }

    /** How neighbours of a family are found. */
    public NeighbourParameters neighbourParameters(boolean v4) {
        return v4 ? neighbours4 : neighbours6;
    }

    /** The multicast groups that are received. */
    public MulticastMemberships multicast() {
        return groups;
    }

    /** The interface identifier of autoconfigured addresses that was set by hand (IFLA_INET6_TOKEN), or 0. */
    public long token() {
        return token;
    }

    /** Sets the interface identifier of addresses that are autoconfigured from now on; 0: the usual one. */
    public void token(long identifier) {
        token = identifier;
        network.observers.interfaceChanged(this);
    }

    /** Whether it takes all unicast packets for its own. */
    public boolean isTransparent() {
        return transparent;
    }

    /**
     * Stands in for all addresses but those that are on its link, as a gateway does that ends connections itself: takes unicast packets to
     * any address, and answers ARP and neighbour solicitations.
     */
    public void transparent(boolean on) {
        transparent = on;
        network.changed();
    }

    /** The first IPv6 link-local address, or null; it may be tentative. */
    @Nullable
    InterfaceAddress firstLinkLocal() {
        for (InterfaceAddress address : addresses) {
            if (!address.isV4() && address.address.isLinkLocal()) {
                return address;
            }
        }
        return null;
    }

    /** The first IPv6 link-local address that can be used, or null. */
    @Nullable
    InterfaceAddress linkLocal() {
        for (InterfaceAddress address : addresses) {
            if (!address.isV4() && address.address.isLinkLocal() && address.usable()) {
                return address;
            }
        }
        return null;
    }

    /** The first IPv4 address of a scope that reaches at least so far, or null. */
    @Nullable
    InterfaceAddress firstV4(int scope) {
        for (InterfaceAddress address : addresses) {
            if (address.isV4() && address.scope <= scope && !address.is(InterfaceAddress.IFA_F_SECONDARY)) {
                return address;
            }
        }
        return null;
    }

    /** Whether an address lies in a subnet of this interface. */
    boolean onLink(IpAddress other) {
        for (InterfaceAddress address : addresses) {
            if (address.subnet().contains(other)) {
                return true;
            }
        }
        return false;
    }

    /** Sees every frame in and out until it is removed again. */
    public void addTap(FrameTap tap) {
        port.addTap(tap);
    }

    /** No longer sees frames. */
    public void removeTap(FrameTap tap) {
        port.removeTap(tap);
    }

    /**
     * Sends a frame as it is, for packet sockets: its window begins with the link-layer header, if the link has one. It belongs to the
     * interface from now on.
     *
     * @return null, or ENETDOWN, EMSGSIZE, EINVAL, ENOBUFS
     */
    public @Nullable NetworkError sendFrame(Packet frame) {
        return port.sendFrame(frame);
    }

    /**
     * Sends a payload with a link-layer header in front, for packet sockets of type SOCK_DGRAM.
     *
     * @param destination link-layer address
     * @param etherType of the payload
     */
    public @Nullable NetworkError sendFrame(Packet payload, MacAddress destination, int etherType) {
        return port.sendFrame(payload, destination.bits(), etherType);
    }

    void removed() {
        removed = true;
    }

    /** Whether it was taken out of the stack. */
    public boolean isRemoved() {
        return removed;
    }

    @Override
    public String toString() {
        return name;
    }
}
