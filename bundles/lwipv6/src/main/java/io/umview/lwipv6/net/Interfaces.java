package io.umview.lwipv6.net;

import io.umview.lwipv6.link.Link;
import io.umview.lwipv6.wire.MacAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The interfaces of a stack. */
public final class Interfaces {
    private static final int IFNAMSIZ = 16;

    private final Network network;
    private final List<NetworkInterface> all = new ArrayList<>();
    private @Nullable NetworkInterface[] byIndex = new @Nullable NetworkInterface[8];
    private int lastIndex;

    Interfaces(Network network) {
        this.network = network;
    }

    /** All interfaces, in the order of their indexes. */
    public List<NetworkInterface> all() {
        return List.copyOf(all);
    }

    /** The interface with an index, or null. */
    public @Nullable NetworkInterface byIndex(int index) {
        return index > 0 && index < byIndex.length ? byIndex[index] : null;
    }

    /** The interface with a name, or null. */
    public @Nullable NetworkInterface byName(String name) {
        for (NetworkInterface device : all) {
            if (device.name().equals(name)) {
                return device;
            }
        }
        return null;
    }

    /** The loopback interface. */
    public NetworkInterface loopback() {
        return Objects.requireNonNull(byIndex[1]);
    }

    /**
     * Adds an interface, which is down.
     *
     * @param mac its link-layer address, if the link has such
     * @throws NetworkException EEXIST if the name is in use, EINVAL if it is none
     */
    public NetworkInterface add(String name, Link link, MacAddress mac) throws NetworkException {
        return add(name, link, mac, false);
    }

    NetworkInterface add(String name, Link link, MacAddress mac, boolean loopback) throws NetworkException {
        checkName(name);
        int index = ++lastIndex;
        NetworkInterface device = new NetworkInterface(
                network, index, name, link, link.framing() == Link.Framing.ETHERNET ? mac : MacAddress.ZERO, loopback);
        if (index >= byIndex.length) {
            byIndex = java.util.Arrays.copyOf(byIndex, 2 * byIndex.length);
        }
        byIndex[index] = device;
        all.add(device);
        link.open(device.port);
        network.changed();
        network.observers.interfaceChanged(device);
        return device;
    }

    /**
     * Takes an interface out and closes its link.
     *
     * @throws NetworkException EOPNOTSUPP for the loopback interface
     */
    public void remove(NetworkInterface device) throws NetworkException {
        if (device.isLoopback()) {
            throw NetworkError.EOPNOTSUPP.exception();
        }
        if (byIndex(device.index()) == device) {
            takeOut(device);
        }
    }

    private void takeOut(NetworkInterface device) {
        network.advertiser.advertise(device, null);
        device.up(false);
        network.addresses.removeAll(device);
        network.routing.removeAll(true, route -> route.uses(device), true);
        network.routing.removeAll(false, route -> route.uses(device), true);
        network.neighbours.removeIf(neighbour -> neighbour.device == device);
        device.groups.clear();
        device.removed();
        all.remove(device);
        byIndex[device.index()] = null;
        network.changed();
        device.link().close();
        network.observers.interfaceRemoved(device);
    }

    /** Takes everything down. */
    void close() {
        for (NetworkInterface device : all()) {
            network.advertiser.advertise(device, null);
            device.port.flush();
            device.up(false);
            device.link().close();
            device.port.close();
        }
    }

    void checkName(String name) throws NetworkException {
        if (name.isEmpty() || name.length() >= IFNAMSIZ || name.equals(".") || name.equals("..")) {
            throw NetworkError.EINVAL.exception();
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            // dev_valid_name of the kernel
            if (c == '/' || c == ':' || Character.isWhitespace(c)) {
                throw NetworkError.EINVAL.exception();
            }
        }
        if (byName(name) != null) {
            throw NetworkError.EEXIST.exception();
        }
    }

    void upChanged(NetworkInterface device) {
        network.changed();
        if (device.isUp()) {
            network.observers.interfaceChanged(device);
            network.addresses.cameUp(device);
            device.groups.cameUp();
            network.life.cameUp(device);
        } else {
            network.life.wentDown(device);
            device.groups.wentDown();
            network.neighbours.removeIf(
                    neighbour -> neighbour.device == device && (neighbour.state() & Neighbour.NUD_PERMANENT) == 0);
            network.addresses.wentDown(device);
            network.observers.interfaceChanged(device);
        }
    }

    void carrierChanged(NetworkInterface device) {
        network.changed();
        if (device.isUp()) {
            if (device.carrier()) {
                network.life.carrierCame(device);
            } else {
                network.life.carrierWent(device);
            }
        }
        network.observers.interfaceChanged(device);
    }

    void mtuChanged(NetworkInterface device, int before) {
        network.changed();
        network.life.mtuChanged(device, before);
        network.observers.interfaceChanged(device);
    }

    void macChanged(NetworkInterface device) {
        network.changed();
        network.neighbours.removeIf(
                neighbour -> neighbour.device == device && (neighbour.state() & Neighbour.NUD_PERMANENT) == 0);
        network.life.macChanged(device);
        network.observers.interfaceChanged(device);
    }
}
