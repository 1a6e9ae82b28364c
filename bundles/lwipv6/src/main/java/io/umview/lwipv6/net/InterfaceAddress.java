package io.umview.lwipv6.net;

import io.umview.lwipv6.time.Timer;
import io.umview.lwipv6.wire.IpAddress;
import io.umview.lwipv6.wire.IpPrefix;
import org.jspecify.annotations.Nullable;

/** An address of an interface, as rtnetlink(7) shows it with RTM_NEWADDR. */
public final class InterfaceAddress {
    public static final int IFA_F_SECONDARY = 0x01;
    public static final int IFA_F_TEMPORARY = IFA_F_SECONDARY;
    public static final int IFA_F_NODAD = 0x02;
    public static final int IFA_F_OPTIMISTIC = 0x04;
    public static final int IFA_F_DADFAILED = 0x08;
    public static final int IFA_F_HOMEADDRESS = 0x10;
    public static final int IFA_F_DEPRECATED = 0x20;
    public static final int IFA_F_TENTATIVE = 0x40;
    public static final int IFA_F_PERMANENT = 0x80;
    public static final int IFA_F_MANAGETEMPADDR = 0x100;
    public static final int IFA_F_NOPREFIXROUTE = 0x200;
    public static final int IFA_F_MCAUTOJOIN = 0x400;
    public static final int IFA_F_STABLE_PRIVACY = 0x800;

    /** IFAPROT_KERNEL_LO, IFAPROT_KERNEL_RA, IFAPROT_KERNEL_LL: where it comes from. */
    public static final int IFAPROT_KERNEL_LO = 1;

    public static final int IFAPROT_KERNEL_RA = 2;
    public static final int IFAPROT_KERNEL_LL = 3;

    final NetworkInterface device;
    final IpAddress address;
    final IpAddress subnetAddress;
    final int prefixLength;
    final String label;

    @Nullable
    IpAddress broadcast;

    final int scope;
    int flags;
    int metric;
    int protocol;
    long created;
    long updated;
    long valid;
    long preferred;

    /** What is still to be done by duplicate address detection. */
    @Nullable
    Timer detection;

    /** The membership in its solicited-node multicast group. */
    @Nullable
    MulticastMembership membership;

    /** The public address that a temporary one was made for. */
    @Nullable
    InterfaceAddress origin;

    /** DESYNC_FACTOR of a temporary one (RFC 8981, section 3.8), in seconds. */
    long desynchronised;

    /** Whether the next temporary one was made. */
    boolean renewed;

    /** How many temporary ones before it turned out to be somebody else's. */
    int attempts;

    InterfaceAddress(NetworkInterface device, AddressRequest request, int scope, long now) {
        IpAddress peer = request.peer();
        this.device = device;
        this.address = request.address();
        this.subnetAddress = peer == null ? address : peer;
        this.prefixLength = request.prefixLength();
        String given = request.label();
        this.label = given == null ? device.name() : given;
        this.broadcast = request.broadcast();
        this.scope = scope;
        this.flags = request.flags();
        this.metric = request.metric();
        this.protocol = request.protocol();
        this.created = now;
        lifetimes(request.valid(), request.preferred(), now);
    }

    /** Sets lifetimes in seconds from now on, and the flags that follow from them. */
    void lifetimes(long validSeconds, long preferredSeconds, long now) {
        valid = validSeconds;
        preferred = Math.min(preferredSeconds, validSeconds);
        updated = now;
        set(IFA_F_PERMANENT, valid == AddressRequest.FOREVER);
        set(IFA_F_DEPRECATED, preferred == 0);
    }

    void set(int flag, boolean on) {
        flags = on ? flags | flag : flags & ~flag;
    }

    /** The interface that has it. */
    public NetworkInterface device() {
        return device;
    }

    /** The address itself: IFA_LOCAL of IPv4. */
    public IpAddress address() {
        return address;
    }

    /** IFA_ADDRESS: the address itself, or that of the other end of a point-to-point link. */
    public IpAddress peer() {
        return subnetAddress;
    }

    /** Bits of its subnet. */
    public int prefixLength() {
        return prefixLength;
    }

    /** Its subnet. */
    public IpPrefix subnet() {
        return new IpPrefix(subnetAddress, prefixLength);
    }

    /** Whether it is IPv4. */
    public boolean isV4() {
        return address.isV4();
    }

    /** IFA_LABEL: the interface's name, or one that begins with it and a colon. */
    public String label() {
        return label;
    }

    /** The broadcast address of its subnet. */
    public @Nullable IpAddress broadcast() {
        return broadcast;
    }

    /** RT_SCOPE_*. */
    public int scope() {
        return scope;
    }

    /** IFA_F_*. */
    public int flags() {
        return flags;
    }

    /** Whether a flag is set. */
    public boolean is(int flag) {
        return (flags & flag) != 0;
    }

    /** Whether packets may come from it and are taken for it. */
    public boolean usable() {
        return (flags & (IFA_F_TENTATIVE | IFA_F_DADFAILED)) == 0
                || (flags & IFA_F_OPTIMISTIC) != 0 && (flags & IFA_F_DADFAILED) == 0;
    }

    /** Metric of its subnet's route, 0 if it is the usual one. */
    public int metric() {
        return metric;
    }

    /** IFAPROT_*. */
    public int protocol() {
        return protocol;
    }

    /** When it was made, in nanoseconds of the stack's clock. */
    public long created() {
        return created;
    }

    /** When its lifetimes were set, in nanoseconds of the stack's clock. */
    public long updated() {
        return updated;
    }

    /** Seconds for which it is still valid, {@link AddressRequest#FOREVER} if no end is known. */
    public long validLifetime(long now) {
        return remaining(valid, now);
    }

    /** Seconds for which it is still preferred, {@link AddressRequest#FOREVER} if no end is known. */
    public long preferredLifetime(long now) {
        return remaining(preferred, now);
    }

    private long remaining(long lifetime, long now) {
        return lifetime == AddressRequest.FOREVER ? lifetime : Math.max(0, lifetime - (now - updated) / 1_000_000_000L);
    }

    @Override
    public String toString() {
        return address + "/" + prefixLength + " dev " + device.name();
    }
}
