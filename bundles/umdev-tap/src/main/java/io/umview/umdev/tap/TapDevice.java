package io.umview.umdev.tap;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.umdev.DescriptorDevice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A mounted {@code /dev/net/tun}, all of whose interfaces are plugged into one wire. */
final class TapDevice implements DescriptorDevice {
    private static final List<Integer> IOCTLS = List.of(
            TapFile.TUNSETNOCSUM,
            TapFile.TUNSETDEBUG,
            TapFile.TUNSETIFF,
            TapFile.TUNSETPERSIST,
            TapFile.TUNSETOWNER,
            TapFile.TUNSETLINK,
            TapFile.TUNSETGROUP,
            TapFile.TUNGETFEATURES,
            TapFile.TUNSETOFFLOAD,
            TapFile.TUNGETIFF,
            TapFile.TUNGETSNDBUF,
            TapFile.TUNSETSNDBUF,
            TapFile.TUNGETVNETHDRSZ,
            TapFile.TUNSETVNETHDRSZ);

    private static final int LONGEST = 15;

    private final PacketLoop loop;
    private final Wire wire;

    /** Guarded by the loop's lock, as is {@link #names}. */
    private final Set<TapFile> files = new HashSet<>();

    private final Map<String, TapFile> names = new HashMap<>();

    TapDevice(PacketLoop loop, Wire wire) {
        this.loop = loop;
        this.wire = wire;
    }

    Wire wire() {
        return wire;
    }

    @Override
    public DescriptorFile open(int flags, Runnable closed) throws ErrnoException {
        TapFile file = TapFile.open(this, loop, flags, closed);
        synchronized (loop) {
            files.add(file);
        }
        return file;
    }

    @Override
    public List<Integer> ioctls() {
        return IOCTLS;
    }

    /**
     * Gives an interface its name.
     *
     * @param wanted may have {@code %d} in it, for the first number that is free; empty for {@code pattern}
     */
    String name(String wanted, String pattern, TapFile file) throws ErrnoException {
        String name = wanted.isEmpty() ? pattern : wanted;
        int number = name.indexOf('%');
        if (number >= 0) {
            if (!name.startsWith("%d", number) || name.indexOf('%', number + 1) >= 0) {
                throw Errno.EINVAL.exception();
            }
            name = free(name.substring(0, number), name.substring(number + 2));
        }
        if (!isValid(name)) {
            throw Errno.EINVAL.exception();
        }
        if (names.putIfAbsent(name, file) != null) {
            throw Errno.EBUSY.exception();
        }
        return name;
    }

    private String free(String before, String after) {
        int number = 0;
        while (names.containsKey(before + number + after)) {
            number++;
        }
        return before + number + after;
    }

    /** dev_valid_name of net/core/dev.c. */
    private static boolean isValid(String name) {
        return !name.isEmpty()
                && name.length() <= LONGEST
                && !name.equals(".")
                && !name.equals("..")
                && name.chars().noneMatch(c -> c == '/' || c == ':' || Character.isWhitespace(c));
    }

    /** A file has ended, or its name is not wanted. */
    void closed(TapFile file, @Nullable String name) {
        if (name != null) {
            names.remove(name, file);
        }
        files.remove(file);
    }

    @Override
    public void close() {
        List<TapFile> all;
        synchronized (loop) {
            all = new ArrayList<>(files);
        }
        // A method reference would load the class, which is too late once the bundle has been updated.
        for (TapFile file : all) {
            file.close();
        }
    }
}
