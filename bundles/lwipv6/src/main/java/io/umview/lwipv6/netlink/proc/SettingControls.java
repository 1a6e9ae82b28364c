package io.umview.lwipv6.netlink.proc;

import io.umview.lwipv6.net.Ipv4Setting;
import io.umview.lwipv6.net.Ipv6Setting;
import io.umview.lwipv6.net.NeighbourParameters;
import io.umview.lwipv6.net.Network;
import io.umview.lwipv6.net.NetworkInterface;
import io.umview.lwipv6.net.Setting;
import io.umview.lwipv6.net.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** {@code conf/*} and {@code neigh/*} of IPv4 and IPv6: settings of single interfaces, of all, and of those to come. */
final class SettingControls {
    private static final int SECOND = 1000;
    private static final List<String> NEIGHBOUR_FILES = List.of(
            "base_reachable_time",
            "base_reachable_time_ms",
            "delay_first_probe_time",
            "gc_stale_time",
            "mcast_solicit",
            "retrans_time_ms",
            "ucast_solicit",
            "unres_qlen");

    private final Network network;

    SettingControls(Network network) {
        this.network = network;
    }

    /** Paths of all files, below {@code /proc/sys/net}. */
    List<String> names() {
        List<String> names = new ArrayList<>();
        List<String> places = new ArrayList<>(List.of("all", "default"));
        network.interfaces().all().forEach(device -> places.add(device.name()));
        for (String place : places) {
            for (Ipv4Setting setting : Ipv4Setting.values()) {
                names.add("ipv4/conf/" + place + '/' + setting.sysctl());
            }
            for (Ipv6Setting setting : Ipv6Setting.values()) {
                names.add("ipv6/conf/" + place + '/' + setting.sysctl());
            }
        }
        for (NetworkInterface device : network.interfaces().all()) {
            for (String file : NEIGHBOUR_FILES) {
                names.add("ipv4/neigh/" + device.name() + '/' + file);
                names.add("ipv6/neigh/" + device.name() + '/' + file);
            }
        }
        return names;
    }

    /** The file of a path, or null. */
    @Nullable
    SystemControl find(String path) {
        String[] parts = path.split("/", -1);
        if (parts.length != 4 || !parts[0].equals("ipv4") && !parts[0].equals("ipv6")) {
            return null;
        }
        boolean v4 = parts[0].equals("ipv4");
        return switch (parts[1]) {
            case "conf" -> v4 ? conf4(parts[2], parts[3]) : conf6(parts[2], parts[3]);
            case "neigh" -> neighbour(parts[2], parts[3], v4);
            default -> null;
        };
    }

    private static <S extends Setting> @Nullable S setting(S[] all, String name) {
        for (S setting : all) {
            if (setting.sysctl().equals(name)) {
                return setting;
            }
        }
        return null;
    }

    private @Nullable SystemControl conf4(String place, String name) {
        Ipv4Setting setting = setting(Ipv4Setting.values(), name);
        NetworkInterface device = network.interfaces().byName(place);
        Settings<Ipv4Setting> settings = place.equals("all")
                ? network.all4()
                : place.equals("default") ? network.defaults4() : device == null ? null : device.ipv4();
        if (setting == null || settings == null) {
            return null;
        }
        return control(settings, setting, value -> {
            if (place.equals("all") && setting == Ipv4Setting.FORWARDING) {
                network.forwarding(true, value != 0);
            } else {
                settings.set(setting, value);
            }
        });
    }

    private @Nullable SystemControl conf6(String place, String name) {
        Ipv6Setting setting = setting(Ipv6Setting.values(), name);
        NetworkInterface device = network.interfaces().byName(place);
        Settings<Ipv6Setting> settings = place.equals("all")
                ? network.all6()
                : place.equals("default") ? network.defaults6() : device == null ? null : device.ipv6();
        if (setting == null || settings == null) {
            return null;
        }
        if (setting == Ipv6Setting.MTU6) {
            int link = device == null ? 1280 : device.mtu();
            return SystemControl.number(
                    () -> settings.get(setting) == 0 ? link : settings.get(setting),
                    value -> settings.set(setting, value),
                    1280,
                    Math.max(1280, link));
        }
        return control(settings, setting, value -> {
            if (place.equals("all") && setting == Ipv6Setting.FORWARDING) {
                network.forwarding(false, value != 0);
                return;
            }
            if (place.equals("all") && setting == Ipv6Setting.DISABLE_IPV6) {
                network.defaults6().set(setting, value);
                network.interfaces().all().forEach(each -> each.ipv6().set(setting, value));
            }
            settings.set(setting, value);
        });
    }

    private static <S extends Setting> SystemControl control(Settings<S> settings, S setting, IntConsumer set) {
        return SystemControl.number(() -> settings.get(setting), set, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    private @Nullable SystemControl neighbour(String place, String name, boolean v4) {
        NetworkInterface device = network.interfaces().byName(place);
        if (device == null) {
            return null;
        }
        NeighbourParameters parameters = device.neighbourParameters(v4);
        return switch (name) {
            case "base_reachable_time" -> scaled(parameters::baseReachableTime, parameters::baseReachableTime);
            case "base_reachable_time_ms" -> count(parameters::baseReachableTime, parameters::baseReachableTime);
            case "delay_first_probe_time" -> scaled(parameters::delayFirstProbe, parameters::delayFirstProbe);
            case "gc_stale_time" -> scaled(parameters::garbageAfter, parameters::garbageAfter);
            case "retrans_time_ms" -> count(parameters::retransmission, parameters::retransmission);
            case "mcast_solicit" -> count(parameters::multicastProbes, parameters::multicastProbes);
            case "ucast_solicit" -> count(parameters::unicastProbes, parameters::unicastProbes);
            case "unres_qlen" -> count(parameters::queueLength, parameters::queueLength);
            default -> null;
        };
    }

    private static SystemControl count(IntSupplier get, IntConsumer set) {
        return SystemControl.number(get, set, 0, Integer.MAX_VALUE);
    }

    /** Kept in milliseconds, shown in seconds. */
    private static SystemControl scaled(IntSupplier get, IntConsumer set) {
        return SystemControl.number(
                () -> get.getAsInt() / SECOND, value -> set.accept(value * SECOND), 0, Integer.MAX_VALUE / SECOND);
    }
}
