package io.umview.lwipv6.net;

import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.time.Timer;
import io.umview.lwipv6.wire.IpAddress;
import io.umview.lwipv6.wire.NdOption;
import io.umview.lwipv6.wire.RouterMessage;
import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Advertises this host as a router (RFC 4861, section 6.2). */
public final class RouterAdvertiser {
    private static final long SECOND = 1_000_000_000L;
    private static final long MILLISECOND = 1_000_000L;

    /** RFC 4861, section 10: the first few come sooner, MAX_INITIAL_RTR_ADVERT_INTERVAL apart at most. */
    private static final int INITIAL = 3;

    private static final int INITIAL_INTERVAL = 16;

    /** MIN_DELAY_BETWEEN_RAS */
    private static final long BETWEEN = 3 * SECOND;

    /** MAX_RA_DELAY_TIME, in milliseconds */
    private static final int ANSWER = 500;

    private final Network network;
    private final Map<NetworkInterface, Advertiser> advertisers = new HashMap<>();

    private final class Advertiser extends Timer {
        private final NetworkInterface device;
        private final Advertisement advertisement;
        private int sent;
        private boolean ever;
        private long last;

        Advertiser(NetworkInterface device, Advertisement advertisement) {
            this.device = device;
            this.advertisement = advertisement;
        }

        @Override
        protected void expire() {
            if (!device.isRunning() || device.linkLocal() == null) {
                network.timers.set(this, SECOND);
                return;
            }
            send(device, advertisement, advertisement.lifetime());
            ever = true;
            last = network.now();
            sent++;
            int seconds = advertisement.minimumInterval()
                    + network.random.nextInt(
                            Math.max(1, advertisement.maximumInterval() - advertisement.minimumInterval()));
            network.timers.set(this, (sent < INITIAL ? Math.min(seconds, INITIAL_INTERVAL) : seconds) * SECOND);
        }

        void solicited() {
            long delay = network.random.nextInt(ANSWER) * MILLISECOND;
            if (ever) {
                delay = Math.max(delay, last + BETWEEN - network.now());
            }
            network.timers.set(this, delay);
        }
    }

    RouterAdvertiser(Network network) {
        this.network = network;
    }

    /** Advertises on an interface from now on, as soon as that is up; null: no longer, which is told. */
    public void advertise(NetworkInterface device, @Nullable Advertisement advertisement) {
        Advertiser before = advertisers.remove(device);
        if (before != null) {
            network.timers.cancel(before);
            if (advertisement == null && before.ever && device.isRunning() && device.linkLocal() != null) {
                // RFC 4861, section 6.2.5: a last one says that it is no default router any more.
                send(device, before.advertisement, 0);
            }
        }
        if (advertisement != null && advertisement.send()) {
            Advertiser advertiser = new Advertiser(device, advertisement);
            advertisers.put(device, advertiser);
            network.timers.set(advertiser, 0);
        }
        device.groups.routing();
    }

    /** Whether it advertises on an interface. */
    boolean serves(NetworkInterface device) {
        return advertisers.containsKey(device);
    }

    void solicited(NetworkInterface device) {
        Advertiser advertiser = advertisers.get(device);
        if (advertiser != null) {
            advertiser.solicited();
        }
    }

    private void send(NetworkInterface device, Advertisement advertisement, int lifetime) {
        InterfaceAddress own = device.linkLocal();
        if (own == null) {
            return;
        }
        Packet message = network.pool.take(1400);
        int flags = (advertisement.managed() ? RouterMessage.MANAGED : 0)
                | (advertisement.other() ? RouterMessage.OTHER_CONFIGURATION : 0)
                | (lifetime > 0 ? advertisement.preference() << 3 : 0);
        RouterMessage.appendAdvertisement(
                message,
                advertisement.hopLimit(),
                flags,
                lifetime,
                advertisement.reachableTime(),
                advertisement.retransmission());
        if (device.isEthernet()) {
            NdOption.append48(
                    message, NdOption.SOURCE_LINK_ADDRESS, device.macAddress().bits());
        }
        if (advertisement.linkMtu() > 0) {
            NdOption.appendMtu(message, advertisement.linkMtu());
        }
        for (Advertisement.Prefix prefix : advertisement.prefixes()) {
            int bits = (prefix.onLink() ? NdOption.ON_LINK : 0) | (prefix.autonomous() ? NdOption.AUTONOMOUS : 0);
            if (fits(message, device, 32)) {
                NdOption.appendPrefix(message, prefix.prefix(), bits, prefix.valid(), prefix.preferred());
            }
        }
        appendRest(message, device, advertisement);
        network.discovery.send(message, device, own.address(), IpAddress.ALL_NODES, 255);
    }

    private static void appendRest(Packet message, NetworkInterface device, Advertisement advertisement) {
        for (Advertisement.RouteInformation route : advertisement.routes()) {
            if (fits(message, device, 24)) {
                NdOption.appendRoute(message, route.prefix(), route.preference(), route.lifetime());
            }
        }
        for (Advertisement.Servers servers : advertisement.servers()) {
            if (fits(message, device, 8 + 16 * servers.addresses().size())) {
                NdOption.appendServers(message, servers.addresses(), servers.lifetime());
            }
        }
        for (Advertisement.SearchList list : advertisement.searchLists()) {
            ByteArrayOutputStream names = new ByteArrayOutputStream();
            list.names().forEach(name -> names.writeBytes(NameServers.encode(name)));
            if (fits(message, device, 16 + names.size())) {
                NdOption.appendSearchList(message, names.toByteArray(), list.lifetime());
            }
        }
    }

    private static boolean fits(Packet message, NetworkInterface device, int bytes) {
        return message.length() + bytes <= Math.min(1400, device.mtu() - 40);
    }
}
