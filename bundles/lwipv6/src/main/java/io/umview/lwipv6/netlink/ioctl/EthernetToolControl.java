package io.umview.lwipv6.netlink.ioctl;

import io.umview.lwipv6.link.Link;
import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.net.NetworkInterface;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** SIOCETHTOOL (linux/ethtool.h): ifr_data points to a structure that begins with a command. Answers are those of a tap interface. */
final class EthernetToolControl {
    private static final int ETHTOOL_GSET = 0x01;
    private static final int ETHTOOL_GDRVINFO = 0x03;
    private static final int ETHTOOL_GMSGLVL = 0x07;
    private static final int ETHTOOL_GLINK = 0x0a;
    private static final int ETHTOOL_GRXCSUM = 0x14;
    private static final int ETHTOOL_GTXCSUM = 0x16;
    private static final int ETHTOOL_GSG = 0x18;
    private static final int ETHTOOL_GTSO = 0x1e;
    private static final int ETHTOOL_GPERMADDR = 0x20;
    private static final int ETHTOOL_GUFO = 0x21;
    private static final int ETHTOOL_GGSO = 0x23;
    private static final int ETHTOOL_GFLAGS = 0x25;
    private static final int ETHTOOL_GGRO = 0x2b;
    private static final int ETHTOOL_GTSINFO = 0x41;
    private static final int ETHTOOL_GLINKSETTINGS = 0x4c;

    private static final int DRIVER_INFORMATION = 196;
    private static final int SETTINGS = 44;
    private static final int LINK_SETTINGS = 48;
    private static final int TIMESTAMPS = 44;

    private static final int SPEED = 10_000;
    private static final int DUPLEX_FULL = 1;

    /** SOF_TIMESTAMPING_TX_SOFTWARE, RX_SOFTWARE and SOFTWARE: what an interface without a clock can do. */
    private static final int SOFTWARE_TIMESTAMPS = 0x2 | 0x8 | 0x10;

    /** Words of a mask of link modes: the kernel says with a negative number how many it has. */
    private static final byte MODE_WORDS = -4;

    void control(NetworkInterface device, InterfaceRequest what, GuestMemory memory, boolean privileged)
            throws NetworkException {
        long at = what.pointer();
        ByteBuffer command = buffer(memory.read(at, 4));
        Link.Offload offload = device.link().offload();
        switch (command.getInt(0)) {
            case ETHTOOL_GDRVINFO -> memory.write(at, driver(device));
            case ETHTOOL_GSET -> memory.write(at, settings());
            case ETHTOOL_GLINKSETTINGS -> linkSettings(at, memory);
            case ETHTOOL_GLINK -> value(at, memory, device.isUp() && device.carrier() ? 1 : 0);
            case ETHTOOL_GTXCSUM, ETHTOOL_GSG -> value(at, memory, offload.checksum() ? 1 : 0);
            case ETHTOOL_GTSO -> value(at, memory, offload.tcp4() ? 1 : 0);
            case ETHTOOL_GRXCSUM, ETHTOOL_GUFO, ETHTOOL_GGSO, ETHTOOL_GFLAGS, ETHTOOL_GGRO, ETHTOOL_GMSGLVL ->
                value(at, memory, 0);
            case ETHTOOL_GPERMADDR -> permanentAddress(device, at, memory);
            case ETHTOOL_GTSINFO -> memory.write(at, timestamps());
            default -> throw (privileged ? NetworkError.EOPNOTSUPP : NetworkError.EPERM).exception();
        }
    }

    private static ByteBuffer buffer(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    }

    /** Struct ethtool_value. */
    private static void value(long at, GuestMemory memory, int value) throws NetworkException {
        memory.write(at + 4, buffer(new byte[4]).putInt(0, value).array());
    }

    /** Struct ethtool_drvinfo: texts of 32 bytes. */
    private static byte[] driver(NetworkInterface device) {
        ByteBuffer information = buffer(new byte[DRIVER_INFORMATION]).putInt(0, ETHTOOL_GDRVINFO);
        text(information, 4, device.isLoopback() ? "lo" : "tun");
        text(information, 36, "1.6");
        text(information, 68, "N/A");
        text(information, 100, device.isLoopback() ? "" : device.isEthernet() ? "tap" : "tun");
        return information.array();
    }

    private static void text(ByteBuffer buffer, int at, String text) {
        buffer.put(at, text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Struct ethtool_cmd: speed and duplex; no modes to choose from. */
    private static byte[] settings() {
        ByteBuffer settings = buffer(new byte[SETTINGS]).putInt(0, ETHTOOL_GSET);
        settings.putShort(12, (short) SPEED).put(14, (byte) DUPLEX_FULL);
        return settings.array();
    }

    /** Struct ethtool_link_settings: who does not know how long the masks of modes are is told. */
    private static void linkSettings(long at, GuestMemory memory) throws NetworkException {
        byte words = buffer(memory.read(at, LINK_SETTINGS)).get(18);
        ByteBuffer settings = buffer(new byte[LINK_SETTINGS]).putInt(0, ETHTOOL_GLINKSETTINGS);
        if (words != -MODE_WORDS) {
            memory.write(at, settings.put(18, MODE_WORDS).array());
            return;
        }
        settings.putInt(4, SPEED).put(8, (byte) DUPLEX_FULL).put(18, words);
        memory.write(at, settings.array());
        memory.write(at + LINK_SETTINGS, new byte[3 * 4 * words]);
    }

    /** Struct ethtool_perm_addr: command, size, then the address. */
    private static void permanentAddress(NetworkInterface device, long at, GuestMemory memory) throws NetworkException {
        byte[] mac = device.macAddress().bytes();
        if (buffer(memory.read(at + 4, 4)).getInt(0) < mac.length) {
            throw NetworkError.EINVAL.exception();
        }
        memory.write(at + 4, buffer(new byte[4]).putInt(0, mac.length).array());
        memory.write(at + 8, mac);
    }

    private static byte[] timestamps() {
        ByteBuffer information = buffer(new byte[TIMESTAMPS]).putInt(0, ETHTOOL_GTSINFO);
        return information.putInt(4, SOFTWARE_TIMESTAMPS).putInt(8, -1).array();
    }
}
