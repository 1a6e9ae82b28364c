package io.umview.umdev.internal;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.MountOptions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The mount options that all devices have.
 *
 * @param type {@code c} or {@code b}; null for what the device is by itself
 * @param major null for that of the node at the mount point, or 0; {@code minor} likewise
 * @param mode permission bits
 * @param uid null for the user who mounts; {@code gid} likewise
 * @param subdevices how many more devices of the kind there are, at the paths with numbers behind them
 * @param rest what is for the device itself
 */
record DeviceOptions(
        @Nullable Character type,
        @Nullable Integer major,
        @Nullable Integer minor,
        int mode,
        @Nullable Integer uid,
        @Nullable Integer gid,
        int subdevices,
        boolean debug,
        MountOptions rest) {
    private static final int OWNER = 0600;
    private static final int PERMISSIONS = 07777;
    private static final int MAX_MAJOR = (1 << 12) - 1;
    private static final int MAX_MINOR = (1 << 20) - 1;
    private static final int MAX_SUBDEVICES = 63;

    /** EINVAL for values that are no numbers or out of range. */
    static DeviceOptions parse(MountOptions options) throws ErrnoException {
        Character type = null;
        Integer major = null;
        Integer minor = null;
        int mode = OWNER;
        Integer uid = null;
        Integer gid = null;
        int subdevices = 0;
        boolean debug = false;
        List<String> rest = new ArrayList<>();
        for (String item : options.items()) {
            int equals = item.indexOf('=');
            String value = equals < 0 ? "" : item.substring(equals + 1);
            switch (equals < 0 ? item : item.substring(0, equals + 1)) {
                case "char" -> type = 'c';
                case "block" -> type = 'b';
                case "debug" -> debug = true;
                case "major=" -> major = number(value, 10, MAX_MAJOR);
                case "minor=" -> minor = number(value, 10, MAX_MINOR);
                case "mode=" -> mode = number(value, 8, PERMISSIONS);
                case "uid=" -> uid = number(value, 10, Integer.MAX_VALUE);
                case "gid=" -> gid = number(value, 10, Integer.MAX_VALUE);
                case "nsubdev=" -> subdevices = number(value, 10, MAX_SUBDEVICES);
                default -> rest.add(item);
            }
        }
        return new DeviceOptions(type, major, minor, mode, uid, gid, subdevices, debug, new MountOptions(rest));
    }

    private static int number(String text, int radix, int most) throws ErrnoException {
        try {
            int number = Integer.parseInt(text, radix);
            if (number >= 0 && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // The same mistake.
        }
        throw Errno.EINVAL.exception();
    }
}
