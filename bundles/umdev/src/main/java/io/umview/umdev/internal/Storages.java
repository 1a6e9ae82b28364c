package io.umview.umdev.internal;

import io.umview.linux.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What the devices of all views are made of, by the id of the mount, for a newer revision of this bundle. */
final class Storages {
    private static final String KEY = "storages";

    private final Map<Long, MountedDevice> mounted = new ConcurrentHashMap<>();

    /** From an older revision, one descriptor for each device of a mount; those that nobody took are closed at the end. */
    private final Map<Long, List<Integer>> inherited = new ConcurrentHashMap<>();

    void mounted(long id, MountedDevice device) {
        mounted.put(id, device);
    }

    void unmounted(MountedDevice device) {
        mounted.values().remove(device);
    }

    /** A descriptor for the device of this number in a mount, which belongs to the caller; -1 when it is a new one. */
    int inherited(long id, int number) {
        List<Integer> descriptors = inherited.getOrDefault(id, List.of());
        int descriptor = number < descriptors.size() ? descriptors.get(number) : -1;
        return descriptor < 0 ? -1 : Files.fcntl(descriptor, Files.F_DUPFD_CLOEXEC, 0);
    }

    /** For a newer revision. What it does not take over ends with this one. */
    Map<String, Object> give() {
        Map<Long, List<Integer>> given = new HashMap<>();
        mounted.forEach((id, device) -> {
            List<Integer> copies = new ArrayList<>();
            device.storages().forEach(one -> copies.add(one < 0 ? -1 : Files.fcntl(one, Files.F_DUPFD_CLOEXEC, 0)));
            given.put(id, List.copyOf(copies));
        });
        return Map.of(KEY, given);
    }

    /** From an older revision; again for each view. */
    @SuppressWarnings("unchecked") // give() put it there
    void take(Map<String, Object> handedOver) {
        if (handedOver.get(KEY) instanceof Map<?, ?> given) {
            ((Map<Long, List<Integer>>) given).forEach((id, descriptors) -> close(inherited.put(id, descriptors)));
        }
    }

    void close() {
        inherited.values().forEach(Storages::close);
        inherited.clear();
    }

    private static void close(@org.jspecify.annotations.Nullable List<Integer> descriptors) {
        if (descriptors != null) {
            descriptors.stream().filter(one -> one >= 0).forEach(Files::close);
        }
    }
}
