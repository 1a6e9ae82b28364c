package io.umview.umdev.internal;

import io.umview.linux.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What the devices of all views are made of, and whose they are, by the id of the mount, for a newer revision of this bundle. */
final class Storages {
    private static final String KEY = "storages";
    private static final String OWNERS = "owners";

    private final Map<Long, SharedMount> mounted = new ConcurrentHashMap<>();

    /** From an older revision, one descriptor for each device of a mount; those that nobody took are closed at the end. */
    private final Map<Long, List<Integer>> inherited = new ConcurrentHashMap<>();

    /** Mode, user and group of a device's node, from an older revision. */
    private final Map<Long, List<Integer>> owners = new ConcurrentHashMap<>();

    void mounted(long id, SharedMount mount) {
        mounted.put(id, mount);
    }

    void unmounted(Object device) {
        mounted.values().removeIf(mount -> mount.device() == device);
    }

    /** What another view has mounted already under an id that it shares with an inner view; or null. */
    @Nullable
    SharedMount mounted(long id) {
        return mounted.get(id);
    }

    /** A descriptor for the device of this number in a mount, which belongs to the caller; -1 when it is a new one. */
    int inherited(long id, int number) {
        List<Integer> descriptors = inherited.getOrDefault(id, List.of());
        int descriptor = number < descriptors.size() ? descriptors.get(number) : -1;
        return descriptor < 0 ? -1 : Files.fcntl(descriptor, Files.F_DUPFD_CLOEXEC, 0);
    }

    /** Mode, user and group of the nodes of a mount; those that are given, for a new one. */
    List<Integer> owner(long id, int mode, int uid, int gid) {
        return owners.getOrDefault(id, List.of(mode, uid, gid));
    }

    /** For a newer revision. What it does not take over ends with this one. */
    Map<String, Object> give() {
        Map<Long, List<Integer>> given = new HashMap<>();
        Map<Long, List<Integer>> theirs = new HashMap<>();
        mounted.forEach((id, mount) -> {
            List<Integer> copies = new ArrayList<>();
            mount.storages().forEach(one -> copies.add(one < 0 ? -1 : Files.fcntl(one, Files.F_DUPFD_CLOEXEC, 0)));
            given.put(id, List.copyOf(copies));
            List<Integer> owner = mount.owner();
            if (!owner.isEmpty()) {
                theirs.put(id, owner);
            }
        });
        return Map.of(KEY, given, OWNERS, theirs);
    }

    /** From an older revision; again for each view. */
    @SuppressWarnings("unchecked") // give() put them there
    void take(Map<String, Object> handedOver) {
        if (handedOver.get(KEY) instanceof Map<?, ?> given) {
            ((Map<Long, List<Integer>>) given).forEach((id, descriptors) -> close(inherited.put(id, descriptors)));
        }
        if (handedOver.get(OWNERS) instanceof Map<?, ?> given) {
            owners.putAll((Map<Long, List<Integer>>) given);
        }
    }

    void close() {
        inherited.values().forEach(Storages::close);
        inherited.clear();
    }

    private static void close(@Nullable List<Integer> descriptors) {
        if (descriptors != null) {
            descriptors.stream().filter(one -> one >= 0).forEach(Files::close);
        }
    }
}
