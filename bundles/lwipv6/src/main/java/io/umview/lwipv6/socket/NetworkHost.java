package io.umview.lwipv6.socket;

import io.umview.lwipv6.net.InterfaceAddress;
import io.umview.lwipv6.net.IpOutput;
import io.umview.lwipv6.net.MulticastMembership;
import io.umview.lwipv6.net.Network;
import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.net.NetworkInterface;
import io.umview.lwipv6.net.Route;
import io.umview.lwipv6.time.TimerWheel;
import io.umview.lwipv6.wire.IpAddress;
import org.jspecify.annotations.Nullable;

/** A stack as its sockets see it, over its network layer. */
public final class NetworkHost implements Host {
    private final Network network;
    private final IpOutput output;
    private final TimerWheel timers;
    private Limits limits = Limits.DEFAULT;
    private long cookies;

    /** A stack with the default limits. */
    public NetworkHost(Network network, IpOutput output, TimerWheel timers) {
        this.network = network;
        this.output = output;
        this.timers = timers;
    }

    @Override
    public TimerWheel timers() {
        return timers;
    }

    @Override
    public IpOutput output() {
        return output;
    }

    @Override
    public Limits limits() {
        return limits;
    }

    /** Sets other limits, for sockets that are made from now on. */
    public void limits(Limits other) {
        limits = other;
    }

    @Override
    public int interfaceIndex(String name) {
        NetworkInterface device = network.interfaces().byName(name);
        return device == null ? 0 : device.index();
    }

    @Override
    public @Nullable String interfaceName(int index) {
        NetworkInterface device = network.interfaces().byIndex(index);
        return device == null ? null : device.name();
    }

    @Override
    public int hardwareType(int index) {
        NetworkInterface device = network.interfaces().byIndex(index);
        return device == null ? 0 : device.hardwareType();
    }

    @Override
    public int interfaceOf(IpAddress address) {
        InterfaceAddress own = network.addresses().find(address);
        if (own != null) {
            return own.device().index();
        }
        // All of 127.0.0.0/8 is local, and whatever else routes say so of.
        Route route = route(address);
        return route != null && route.type() == Route.LOCAL ? index(route) : 0;
    }

    @Override
    public int primaryAddress(int interfaceIndex) {
        NetworkInterface device = network.interfaces().byIndex(interfaceIndex);
        if (device != null) {
            for (InterfaceAddress address : device.addresses()) {
                if (address.isV4()) {
                    return address.address().v4();
                }
            }
        }
        return 0;
    }

    @Override
    public boolean isBroadcast(IpAddress address) {
        if (!address.isV4()) {
            return false;
        }
        if (address.equals(IpAddress.BROADCAST4)) {
            return true;
        }
        Route route = route(address);
        return route != null && route.type() == Route.BROADCAST;
    }

    @Override
    public int multicastInterface(IpAddress group) {
        Route route = route(group);
        return route == null ? firstMulticastInterface() : index(route);
    }

    private int firstMulticastInterface() {
        for (NetworkInterface device : network.interfaces().all()) {
            if (!device.isLoopback() && (device.flags() & NetworkInterface.IFF_MULTICAST) != 0 && device.isUp()) {
                return device.index();
            }
        }
        return 0;
    }

    @Override
    public MulticastMembership join(int interfaceIndex, IpAddress group) throws NetworkException {
        NetworkInterface device = network.interfaces().byIndex(interfaceIndex);
        if (device == null) {
            throw NetworkError.ENODEV.exception();
        }
        return device.multicast().join(group);
    }

    @Override
    public long cookie() {
        return ++cookies;
    }

    private @Nullable Route route(IpAddress address) {
        IpAddress any = address.isV4() ? IpAddress.ANY4 : IpAddress.ANY6;
        return network.routing().lookup(address, any, 0, 0, null, null);
    }

    private static int index(Route route) {
        NetworkInterface device = route.device();
        return device == null ? 0 : device.index();
    }
}
