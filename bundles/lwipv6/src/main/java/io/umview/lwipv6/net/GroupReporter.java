package io.umview.lwipv6.net;

import io.umview.lwipv6.time.Timer;
import io.umview.lwipv6.wire.IpAddress;
import io.umview.lwipv6.wire.Mld;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells multicast routers on a link which groups are received (RFC 3376 sections 5 and 7, RFC 3810 sections 6 and 8): state changes at
 * once and once more, the whole state when asked, in the version that the querier speaks.
 */
final class GroupReporter {
    /** RFC 3376, section 8.1: how often a change is told. */
    private static final int ROBUSTNESS = 2;

    /** RFC 3376, section 8.12: robustness times query interval plus a response interval. */
    private static final long OLDER_VERSION = 260_000_000_000L;

    private static final long MILLISECOND = 1_000_000L;

    private final Network network;
    private final NetworkInterface device;
    private final boolean v4;
    private final int newest;

    /** Until when an older querier is thought to be there, by version: 1 and 2. */
    private final long[] older = new long[3];

    private final boolean[] heard = new boolean[3];

    /** Changes that are still to be told, and how often. */
    private final Map<IpAddress, Change> changes = new LinkedHashMap<>();

    /** Groups that a querier asks for, with sources; none: whatever sources. */
    private final Map<IpAddress, Set<IpAddress>> asked = new LinkedHashMap<>();

    private final Timer retransmission = timer(this::tellChanges);
    private final Timer response = timer(this::respond);

    private static final class Change {
        final int type;
        final Set<IpAddress> sources;
        int left = ROBUSTNESS;

        Change(int type, Set<IpAddress> sources) {
            this.type = type;
            this.sources = sources;
        }
    }

    /** What is told of a group. */
    record GroupRecord(int type, IpAddress group, Set<IpAddress> sources) {}

    GroupReporter(Network network, NetworkInterface device, boolean v4) {
        this.network = network;
        this.device = device;
        this.v4 = v4;
        this.newest = v4 ? 3 : 2;
    }

    private static Timer timer(Runnable task) {
        return new Timer() {
            @Override
            protected void expire() {
                task.run();
            }
        };
    }

    int version() {
        int forced = v4
                ? device.ipv4().get(Ipv4Setting.FORCE_IGMP_VERSION)
                : device.ipv6().get(Ipv6Setting.FORCE_MLD_VERSION);
        if (forced != 0) {
            return Math.min(forced, newest);
        }
        long now = network.now();
        for (int version = 1; version < newest; version++) {
            if (heard[version] && now - older[version] < 0) {
                return version;
            }
        }
        return newest;
    }

    /** RFC 3376, section 6, and RFC 3810, section 6: groups that everybody receives are not told. */
    private boolean told(IpAddress group) {
        return !device.isLoopback()
                && device.isRunning()
                && !group.equals(MulticastMemberships.ALL_SYSTEMS)
                && !group.equals(IpAddress.ALL_NODES)
                && (v4 || group.multicastScope() >= 2);
    }

    void joined(MulticastGroup group) {
        if (told(group.address())) {
            change(group.address(), Mld.CHANGE_TO_EXCLUDE, Set.of());
        }
    }

    void left(MulticastGroup group) {
        asked.remove(group.address());
        if (told(group.address())) {
            change(group.address(), Mld.CHANGE_TO_INCLUDE, Set.of());
        } else {
            changes.remove(group.address());
        }
    }

    void filterChanged(MulticastGroup group, boolean excludedBefore, Set<IpAddress> before) {
        if (!told(group.address())) {
            return;
        }
        Set<IpAddress> now = group.sources();
        if (group.excludes() != excludedBefore) {
            change(group.address(), group.excludes() ? Mld.CHANGE_TO_EXCLUDE : Mld.CHANGE_TO_INCLUDE, now);
            return;
        }
        Set<IpAddress> added = new HashSet<>(now);
        added.removeAll(before);
        Set<IpAddress> gone = new HashSet<>(before);
        gone.removeAll(now);
        Set<IpAddress> allowed = group.excludes() ? gone : added;
        Set<IpAddress> blocked = group.excludes() ? added : gone;
        if (!allowed.isEmpty() && !blocked.isEmpty() || changes.containsKey(group.address())) {
            // Two records at once: the state as a whole says the same.
            change(group.address(), group.excludes() ? Mld.CHANGE_TO_EXCLUDE : Mld.CHANGE_TO_INCLUDE, now);
        } else if (!allowed.isEmpty()) {
            change(group.address(), Mld.ALLOW_NEW_SOURCES, allowed);
        } else {
            change(group.address(), Mld.BLOCK_OLD_SOURCES, blocked);
        }
    }

    private void change(IpAddress group, int type, Set<IpAddress> sources) {
        changes.put(group, new Change(type, sources));
        if (!retransmission.pending() || version() == newest) {
            // Together with what else changes now.
            network.timers.set(retransmission, 0);
        }
    }

    /** All groups are told as if they were new. */
    void reportAll() {
        for (MulticastGroup group : device.groups.all()) {
            if (group.address().isV4() == v4 && told(group.address())) {
                change(
                        group.address(),
                        group.excludes() ? Mld.CHANGE_TO_EXCLUDE : Mld.CHANGE_TO_INCLUDE,
                        group.sources());
            }
        }
    }

    private void tellChanges() {
        int version = version();
        List<GroupRecord> records = new ArrayList<>();
        for (IpAddress group : List.copyOf(changes.keySet())) {
            Change change = changes.get(group);
            if (change == null || !told(group)) {
                changes.remove(group);
                continue;
            }
            if (version == newest) {
                records.add(new GroupRecord(change.type, group, change.sources));
            } else {
                tellOlder(version, group, change.type == Mld.CHANGE_TO_INCLUDE && change.sources.isEmpty());
            }
            if (--change.left <= 0) {
                changes.remove(group);
            }
        }
        send(records);
        if (!changes.isEmpty()) {
            int interval = v4
                    ? device.ipv4()
                            .get(
                                    version == newest
                                            ? Ipv4Setting.IGMPV3_UNSOLICITED_REPORT_INTERVAL
                                            : Ipv4Setting.IGMPV2_UNSOLICITED_REPORT_INTERVAL)
                    : device.ipv6()
                            .get(
                                    version == newest
                                            ? Ipv6Setting.MLDV2_UNSOLICITED_REPORT_INTERVAL
                                            : Ipv6Setting.MLDV1_UNSOLICITED_REPORT_INTERVAL);
            network.timers.set(retransmission, (1 + network.random.nextLong(Math.max(1, interval))) * MILLISECOND);
        }
    }

    private void tellOlder(int version, IpAddress group, boolean leaving) {
        if (v4) {
            network.igmp.sendOlder(device, version, group, leaving);
        } else {
            network.mld.sendOlder(device, group, leaving);
        }
    }

    private void send(List<GroupRecord> records) {
        if (!records.isEmpty()) {
            if (v4) {
                network.igmp.sendReport(device, records);
            } else {
                network.mld.sendReport(device, records);
            }
        }
    }

    /**
     * A querier asks.
     *
     * @param version that it speaks
     * @param group null for all
     * @param sources empty for all
     * @param within milliseconds in which to answer
     */
    void queried(int version, @Nullable IpAddress group, Set<IpAddress> sources, long within) {
        if (version < newest) {
            heard[version] = true;
            older[version] = network.now() + OLDER_VERSION;
        }
        if (group == null) {
            asked.clear();
            for (MulticastGroup each : device.groups.all()) {
                if (each.address().isV4() == v4 && told(each.address())) {
                    asked.put(each.address(), Set.of());
                }
            }
        } else {
            Set<IpAddress> before = asked.get(group);
            boolean any = sources.isEmpty() || before != null && before.isEmpty();
            asked.put(group, any ? Set.of() : union(before == null ? Set.of() : before, sources));
        }
        long delay = network.random.nextLong(Math.max(1, within)) * MILLISECOND;
        if (!response.pending() || group == null) {
            network.timers.set(response, delay);
        }
    }

    private static Set<IpAddress> union(Set<IpAddress> a, Set<IpAddress> b) {
        Set<IpAddress> all = new HashSet<>(a);
        all.addAll(b);
        return all;
    }

    /** Another host has reported a group: in older versions that is enough (RFC 2236, section 3; RFC 2710, section 4). */
    void reportedByOther(IpAddress group) {
        if (version() < newest) {
            asked.remove(group);
        }
    }

    private void respond() {
        int version = version();
        List<GroupRecord> records = new ArrayList<>();
        for (MulticastGroup group : device.groups.all()) {
            IpAddress address = group.address();
            Set<IpAddress> sources = asked.get(address);
            if (address.isV4() != v4 || !told(address) || sources == null) {
                continue;
            }
            if (version < newest) {
                tellOlder(version, address, false);
            } else if (sources.isEmpty()) {
                records.add(new GroupRecord(
                        group.excludes() ? Mld.MODE_IS_EXCLUDE : Mld.MODE_IS_INCLUDE, address, group.sources()));
            } else {
                answer(group, sources, records);
            }
        }
        asked.clear();
        send(records);
    }

    /** RFC 3376, section 5.2: of the sources that are asked for, those that are wanted. */
    private static void answer(MulticastGroup group, Set<IpAddress> sources, List<GroupRecord> records) {
        Set<IpAddress> wanted = new HashSet<>(sources);
        if (group.excludes()) {
            wanted.removeAll(group.sources());
        } else {
            wanted.retainAll(group.sources());
        }
        if (!wanted.isEmpty()) {
            records.add(new GroupRecord(Mld.MODE_IS_INCLUDE, group.address(), wanted));
        }
    }

    void stop() {
        network.timers.cancel(retransmission);
        network.timers.cancel(response);
        changes.clear();
        asked.clear();
        heard[1] = false;
        heard[2] = false;
    }
}
