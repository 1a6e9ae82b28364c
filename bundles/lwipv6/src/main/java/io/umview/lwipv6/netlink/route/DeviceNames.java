package io.umview.lwipv6.netlink.route;

import io.umview.lwipv6.net.InterfaceAddress;
import io.umview.lwipv6.net.Interfaces;
import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkInterface;
import io.umview.lwipv6.netlink.message.NetlinkFailure;
import io.umview.lwipv6.wire.IpAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds interfaces by index and name, and keeps the alternative names (IFLA_ALT_IFNAME) that some have. */
public final class DeviceNames {
    /** ALTIFNAMSIZ without the NUL. */
    private static final int LONGEST = 127;

    private final Interfaces interfaces;
    private final Map<String, NetworkInterface> others = new LinkedHashMap<>();

    /** Names of the interfaces of a stack. */
    public DeviceNames(Interfaces interfaces) {
        this.interfaces = interfaces;
    }

    /** The interface of an index, or null. */
    public @Nullable NetworkInterface byIndex(int index) {
        return interfaces.byIndex(index);
    }

    /** The interface of a name or alternative name, or null. */
    public @Nullable NetworkInterface byName(String name) {
        NetworkInterface device = interfaces.byName(name);
        return device != null ? device : others.get(name);
    }

    /** All interfaces by index. */
    public List<NetworkInterface> all() {
        return interfaces.all();
    }

    /** The loopback interface. */
    public NetworkInterface loopback() {
        return interfaces.loopback();
    }

    /** The interface that has an address, or null. */
    @Nullable
    NetworkInterface addressOf(IpAddress address) {
        for (NetworkInterface device : interfaces.all()) {
            for (InterfaceAddress own : device.addresses()) {
                if (own.address().equals(address)) {
                    return device;
                }
            }
        }
        return null;
    }

    /** The interface of an index, or ENODEV. */
    NetworkInterface require(int index) throws NetlinkFailure {
        NetworkInterface device = interfaces.byIndex(index);
        if (device == null) {
            throw NetlinkFailure.of(NetworkError.ENODEV);
        }
        return device;
    }

    /** The alternative names of an interface. */
    List<String> alternatives(NetworkInterface device) {
        List<String> names = new ArrayList<>();
        others.forEach((name, owner) -> {
            if (owner == device) {
                names.add(name);
            }
        });
        return names;
    }

    void add(NetworkInterface device, String name) throws NetlinkFailure {
        if (name.isEmpty() || name.length() > LONGEST || name.indexOf('/') >= 0 || name.indexOf(':') >= 0) {
            throw NetlinkFailure.of(NetworkError.EINVAL);
        }
        if (byName(name) != null) {
            throw NetlinkFailure.of(NetworkError.EEXIST);
        }
        others.put(name, device);
    }

    void remove(NetworkInterface device, String name) throws NetlinkFailure {
        if (others.get(name) != device) {
            throw NetlinkFailure.of(NetworkError.ENOENT);
        }
        others.remove(name);
    }

    void forget(NetworkInterface device) {
        others.values().removeIf(owner -> owner == device);
    }
}
