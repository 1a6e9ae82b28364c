package io.umview.lwipv6.netlink.proc;

import io.umview.lwipv6.net.InterfaceCounters;
import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.net.NetworkInterface;
import io.umview.lwipv6.netlink.route.DeviceNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The files of /sys/class/net: a directory for each interface. */
public final class SysClassNet implements TextFiles {
    private static final String STATISTICS = "statistics/";

    private static final List<String> FILES = List.of(
            "addr_assign_type",
            "addr_len",
            "address",
            "broadcast",
            "carrier",
            "carrier_changes",
            "carrier_down_count",
            "carrier_up_count",
            "dev_id",
            "dev_port",
            "dormant",
            "duplex",
            "flags",
            "gro_flush_timeout",
            "ifalias",
            "ifindex",
            "iflink",
            "link_mode",
            "mtu",
            "name_assign_type",
            "netdev_group",
            "operstate",
            "proto_down",
            "speed",
            "testing",
            "tx_queue_len",
            "type",
            "uevent");

    private static final List<String> COUNTERS = List.of(
            "collisions",
            "multicast",
            "rx_bytes",
            "rx_compressed",
            "rx_crc_errors",
            "rx_dropped",
            "rx_errors",
            "rx_fifo_errors",
            "rx_frame_errors",
            "rx_length_errors",
            "rx_missed_errors",
            "rx_nohandler",
            "rx_over_errors",
            "rx_packets",
            "tx_aborted_errors",
            "tx_bytes",
            "tx_carrier_errors",
            "tx_compressed",
            "tx_dropped",
            "tx_errors",
            "tx_fifo_errors",
            "tx_heartbeat_errors",
            "tx_packets",
            "tx_window_errors");

    private static final Set<String> WRITABLE = Set.of("flags", "ifalias", "mtu", "netdev_group", "tx_queue_len");

    private final DeviceNames names;

    /** The interfaces of a stack. */
    public SysClassNet(DeviceNames names) {
        this.names = names;
    }

    @Override
    public List<String> names() {
        List<String> all = new ArrayList<>();
        for (NetworkInterface device : names.all()) {
            FILES.forEach(file -> all.add(device.name() + '/' + file));
            COUNTERS.forEach(file -> all.add(device.name() + '/' + STATISTICS + file));
        }
        return all;
    }

    /** A file of an interface. */
    private record Place(NetworkInterface device, String file) {}

    private Place find(String name) throws NetworkException {
        int slash = name.indexOf('/');
        NetworkInterface device = slash < 0 ? null : names.byName(name.substring(0, slash));
        if (device == null) {
            throw NetworkError.ENOENT.exception();
        }
        return new Place(device, name.substring(slash + 1));
    }

    @Override
    public String content(String name) throws NetworkException {
        Place place = find(name);
        if (place.file.startsWith(STATISTICS)) {
            return counter(place.device.counters(), place.file.substring(STATISTICS.length())) + "\n";
        }
        String text = text(place.device, place.file);
        return text.isEmpty() ? "" : text + '\n';
    }

    private static String text(NetworkInterface device, String file) throws NetworkException {
        int changes = device.carrierChanges();
        int ups = device.carrier() ? (changes + 1) / 2 : changes / 2;
        boolean addressed = device.hardwareType() != NetworkInterface.ARPHRD_NONE;
        return switch (file) {
            case "addr_assign_type" -> device.isLoopback() ? "0" : "3";
            case "addr_len" -> addressed ? "6" : "0";
            case "address" -> addressed ? device.macAddress().toString() : "";
            case "broadcast" -> addressed ? device.broadcastAddress().toString() : "";
            case "carrier" -> up(device).carrier() ? "1" : "0";
            case "carrier_changes" -> Integer.toString(changes);
            case "carrier_up_count" -> Integer.toString(ups);
            case "carrier_down_count" -> Integer.toString(changes - ups);
            case "dev_id" -> "0x0";
            case "dev_port", "dormant", "gro_flush_timeout", "link_mode", "proto_down", "testing" -> "0";
            case "duplex" -> wired(device, "full");
            case "speed" -> wired(device, "10000");
            case "flags" -> "0x" + Integer.toHexString(device.flags() & 0xffff & ~NetworkInterface.IFF_RUNNING);
            case "ifalias" -> device.alias() == null ? "" : device.alias();
            case "ifindex", "iflink" -> Integer.toString(device.index());
            case "mtu" -> Integer.toString(device.mtu());
            case "name_assign_type" -> device.isLoopback() ? "2" : "3";
            case "netdev_group" -> Integer.toString(device.group());
            case "operstate" -> state(device);
            case "tx_queue_len" -> Integer.toString(device.transmitQueueLength());
            case "type" -> Integer.toString(device.hardwareType());
            case "uevent" -> "INTERFACE=" + device.name() + "\nIFINDEX=" + device.index();
            default -> throw NetworkError.ENOENT.exception();
        };
    }

    /** What says nothing while the interface is down. */
    private static NetworkInterface up(NetworkInterface device) throws NetworkException {
        if (!device.isUp()) {
            throw NetworkError.EINVAL.exception();
        }
        return device;
    }

    private static String wired(NetworkInterface device, String text) throws NetworkException {
        if (device.isLoopback()) {
            throw NetworkError.EINVAL.exception();
        }
        return text;
    }

    private static String state(NetworkInterface device) {
        int state = device.isUp() ? device.operationalState() : NetworkInterface.IF_OPER_DOWN;
        return switch (state) {
            case NetworkInterface.IF_OPER_UP -> "up";
            case NetworkInterface.IF_OPER_DOWN -> "down";
            default -> "unknown";
        };
    }

    private static long counter(InterfaceCounters counters, String name) throws NetworkException {
        return switch (name) {
            case "multicast" -> counters.multicast();
            case "rx_bytes" -> counters.receivedBytes();
            case "rx_dropped" -> counters.receiveDropped();
            case "rx_errors" -> counters.receiveErrors();
            case "rx_length_errors" -> counters.receiveLengthErrors();
            case "rx_nohandler" -> counters.receivedWithoutHandler();
            case "rx_packets" -> counters.receivedPackets();
            case "tx_bytes" -> counters.sentBytes();
            case "tx_carrier_errors" -> counters.carrierErrors();
            case "tx_dropped" -> counters.sendDropped();
            case "tx_errors" -> counters.sendErrors();
            case "tx_packets" -> counters.sentPackets();
            default -> {
                if (!COUNTERS.contains(name)) {
                    throw NetworkError.ENOENT.exception();
                }
                yield 0;
            }
        };
    }

    @Override
    public boolean writable(String name) {
        return WRITABLE.contains(name.substring(name.indexOf('/') + 1));
    }

    @Override
    public void write(String name, String text) throws NetworkException {
        Place place = find(name);
        String value = text.strip();
        switch (place.file) {
            case "flags" -> place.device.flags(SystemControl.number(value), -1);
            case "ifalias" -> place.device.alias(value);
            case "mtu" -> place.device.mtu(SystemControl.number(value));
            case "netdev_group" -> place.device.group(SystemControl.number(value));
            case "tx_queue_len" -> place.device.transmitQueueLength(Math.max(0, SystemControl.number(value)));
            default -> throw NetworkError.EACCES.exception();
        }
    }
}
