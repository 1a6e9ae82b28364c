package io.umview.lwipv6.socket;

import io.umview.lwipv6.net.IpOutput;
import io.umview.lwipv6.net.MulticastMembership;
import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.time.TimerWheel;
import io.umview.lwipv6.transport.tcp.SimulatedHost;
import io.umview.lwipv6.wire.IpAddress;

/** A simulated host as sockets see it: one interface. */
record SimulatedSocketHost(SimulatedHost host) implements Host {
    @Override
    public TimerWheel timers() {
        return host.timers;
    }

    @Override
    public IpOutput output() {
        return host;
    }

    @Override
    public Limits limits() {
        return Limits.DEFAULT;
    }

    @Override
    public int interfaceIndex(String name) {
        return name.equals("eth0") ? 1 : 0;
    }

    @Override
    public String interfaceName(int index) {
        return "eth0";
    }

    @Override
    public int hardwareType(int index) {
        return 1;
    }

    @Override
    public int interfaceOf(IpAddress address) {
        return address.equals(host.address) ? 1 : 0;
    }

    @Override
    public int primaryAddress(int interfaceIndex) {
        return host.address.v4();
    }

    @Override
    public boolean isBroadcast(IpAddress address) {
        return address.equals(IpAddress.BROADCAST4);
    }

    @Override
    public int multicastInterface(IpAddress group) {
        return 1;
    }

    @Override
    public MulticastMembership join(int interfaceIndex, IpAddress group) throws NetworkException {
        throw NetworkError.ENODEV.exception();
    }

    @Override
    public long cookie() {
        return 1;
    }
}
