package io.umview.lwipv6.net;

import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.buffer.PacketQueue;
import io.umview.lwipv6.time.Timer;
import io.umview.lwipv6.wire.IpAddress;
import io.umview.lwipv6.wire.MacAddress;
import org.jspecify.annotations.Nullable;

/**
 * A neighbour on a link and how well it is known: the state machine of RFC 4861, section 7.3.2, used for ARP too, with the states of
 * rtnetlink(7).
 */
public final class Neighbour extends Timer {
    public static final int NUD_NONE = 0;
    public static final int NUD_INCOMPLETE = 0x01;
    public static final int NUD_REACHABLE = 0x02;
    public static final int NUD_STALE = 0x04;
    public static final int NUD_DELAY = 0x08;
    public static final int NUD_PROBE = 0x10;
    public static final int NUD_FAILED = 0x20;
    public static final int NUD_NOARP = 0x40;
    public static final int NUD_PERMANENT = 0x80;

    public static final int NTF_PROXY = 0x08;
    public static final int NTF_ROUTER = 0x80;

    static final int VALID = NUD_PERMANENT | NUD_NOARP | NUD_REACHABLE | NUD_PROBE | NUD_STALE | NUD_DELAY;
    static final int FIXED = NUD_PERMANENT | NUD_NOARP;
    private static final long MILLISECOND = 1_000_000;

    private final Neighbours table;
    final NetworkInterface device;
    final IpAddress address;
    final NeighbourParameters parameters;

    /** Packets that wait until it is known. */
    private final PacketQueue waiting = new PacketQueue();

    private int state = NUD_NONE;
    private long mac;
    private int flags;
    private int probes;
    private long used;
    private long confirmed;
    private long updated;
    private long reachableTime;
    boolean removed;

    Neighbour(Neighbours table, NetworkInterface device, IpAddress address) {
        this.table = table;
        this.device = device;
        this.address = address;
        this.parameters = device.neighbourParameters(address.isV4());
        long now = table.network.now();
        used = now;
        confirmed = now;
        updated = now;
    }

    /** The interface on whose link it is. */
    public NetworkInterface device() {
        return device;
    }

    /** Its address. */
    public IpAddress address() {
        return address;
    }

    /** NUD_*. */
    public int state() {
        return state;
    }

    /** Its link-layer address, or null as long as it is not known. */
    public @Nullable MacAddress macAddress() {
        return (state & VALID) != 0 && (state & NUD_NOARP) == 0 ? new MacAddress(mac) : null;
    }

    /** NTF_*. */
    public int flags() {
        return flags;
    }

    /** How many probes were sent without an answer. */
    public int probes() {
        return probes;
    }

    /** When a packet was last sent to it, in nanoseconds of the stack's clock. */
    public long used() {
        return used;
    }

    /** When it was last known to be reachable. */
    public long confirmed() {
        return confirmed;
    }

    /** When its state or address last changed. */
    public long updated() {
        return updated;
    }

    /** How many packets wait for it. */
    public int waiting() {
        return waiting.size();
    }

    boolean valid() {
        return (state & VALID) != 0;
    }

    long mac() {
        return mac;
    }

    void flags(int bits) {
        flags = bits;
    }

    /** Sends a packet that begins with the network header, or keeps it until the neighbour is known. */
    void send(Packet packet) {
        used = table.network.now();
        switch (state) {
            case NUD_REACHABLE, NUD_DELAY, NUD_PROBE, NUD_PERMANENT, NUD_NOARP -> device.port.send(packet, mac);
            case NUD_STALE -> {
                state(NUD_DELAY);
                table.set(this, parameters.delayFirstProbe * MILLISECOND);
                device.port.send(packet, mac);
            }
            default -> {
                if (waiting.size() >= parameters.queueLength) {
                    Packet oldest = waiting.poll();
                    if (oldest != null) {
                        oldest.release();
                    }
                }
                waiting.add(packet);
                resolve();
            }
        }
    }

    /** Asks for the neighbour, unless that is being done. */
    void resolve() {
        if (state == NUD_NONE || state == NUD_FAILED) {
            probes = 0;
            state(NUD_INCOMPLETE);
            probe();
        }
    }

    /** Makes sure that a neighbour that is only believed to be there is looked for (a router that is chosen). */
    void touch() {
        if (state == NUD_STALE) {
            state(NUD_DELAY);
            table.set(this, parameters.delayFirstProbe * MILLISECOND);
        } else {
            resolve();
        }
    }

    /** What goes to it arrives, an upper layer says (RFC 4861, section 7.3.1). */
    void confirm() {
        confirmed = table.network.now();
        if ((state & (NUD_STALE | NUD_DELAY | NUD_PROBE)) != 0) {
            reachable();
        }
    }

    /**
     * Something was heard of it.
     *
     * @param newMac its link-layer address
     * @param newState NUD_*
     * @param override whether a known other address is replaced
     */
    void update(long newMac, int newState, boolean override) {
        boolean known = valid();
        boolean other = !known || mac != newMac;
        if (known && other && !override) {
            if (state == NUD_REACHABLE) {
                state(NUD_STALE);
                table.cancel(this);
                table.changed(this);
            }
            return;
        }
        int before = state;
        mac = newMac;
        if (other) {
            updated = table.network.now();
        }
        if (newState == NUD_REACHABLE) {
            confirmed = table.network.now();
            reachable();
        } else if (other || !known || (newState & FIXED) != 0 || newState == NUD_FAILED) {
            state(newState);
            probes = 0;
            table.cancel(this);
        }
        if (other || before != state) {
            table.changed(this);
        }
        flushQueue();
    }

    /** An administrator sets it: {@code ip neigh replace}. */
    void set(@Nullable MacAddress address48, int newState, int newFlags) {
        flags = newFlags;
        if (address48 != null) {
            mac = address48.bits();
        }
        table.cancel(this);
        switch (newState) {
            case NUD_REACHABLE -> {
                confirmed = table.network.now();
                reachable();
            }
            case NUD_PROBE -> {
                state(NUD_PROBE);
                probes = 0;
                probe();
            }
            case NUD_DELAY -> {
                state(NUD_DELAY);
                table.set(this, parameters.delayFirstProbe * MILLISECOND);
            }
            case NUD_INCOMPLETE -> {
                state(NUD_INCOMPLETE);
                probes = 0;
                probe();
            }
            default -> state(newState);
        }
        flushQueue();
        table.changed(this);
    }

    private void reachable() {
        state(NUD_REACHABLE);
        probes = 0;
        // RFC 4861, section 6.3.2: a random value between 0.5 and 1.5 of the base.
        reachableTime = (long) (parameters.baseReachableTime * MILLISECOND * (0.5 + table.network.random.nextDouble()));
        table.set(this, reachableTime);
    }

    private void state(int next) {
        if (state != next) {
            state = next;
            updated = table.network.now();
        }
    }

    private void flushQueue() {
        if (valid()) {
            for (Packet packet = waiting.poll(); packet != null; packet = waiting.poll()) {
                device.port.send(packet, mac);
            }
        }
    }

    private void probe() {
        probes++;
        table.set(this, parameters.retransmission * MILLISECOND);
        table.solicit(this, waiting.peek());
    }

    @Override
    protected void expire() {
        switch (state) {
            case NUD_REACHABLE -> {
                long now = table.network.now();
                long rest = confirmed + reachableTime - now;
                if (rest > 0) {
                    table.set(this, rest);
                } else if (now - used <= parameters.delayFirstProbe * MILLISECOND) {
                    state(NUD_DELAY);
                    table.set(this, parameters.delayFirstProbe * MILLISECOND);
                } else {
                    state(NUD_STALE);
                    table.changed(this);
                }
            }
            case NUD_DELAY -> {
                state(NUD_PROBE);
                probes = 0;
                probe();
            }
            case NUD_PROBE -> {
                if (probes < parameters.unicastProbes) {
                    probe();
                } else {
                    fail();
                }
            }
            case NUD_INCOMPLETE -> {
                if (probes < parameters.multicastProbes) {
                    probe();
                } else {
                    fail();
                }
            }
            default -> {}
        }
    }

    private void fail() {
        state(NUD_FAILED);
        table.changed(this);
        for (Packet packet = waiting.poll(); packet != null; packet = waiting.poll()) {
            table.unreachable(this, packet);
        }
        table.failed(this);
    }

    /** It is no longer in the table. */
    void forget() {
        removed = true;
        table.cancel(this);
        waiting.clear();
    }
}
