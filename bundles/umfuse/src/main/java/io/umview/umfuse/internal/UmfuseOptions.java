package io.umview.umfuse.internal;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.MountOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The options of a mount: those of umfuse, and in {@code rest} those of the file system.
 *
 * @param human access rights are checked
 * @param merge what is below the mount point is seen where the file system has nothing
 * @param uid who the user is to the file system
 * @param exceptions paths that stay real
 * @param format the whole command, with %O, %S, %M and %D; empty when none is given
 */
record UmfuseOptions(
        boolean human,
        boolean merge,
        Optional<Integer> uid,
        Optional<Integer> gid,
        List<String> exceptions,
        boolean noSource,
        List<String> pre,
        List<String> post,
        String format,
        boolean showCall,
        boolean debug,
        boolean readOnly,
        boolean reallyWrite,
        MountOptions rest) {
    private static final int MS_RDONLY = 1;

    static UmfuseOptions parse(MountOptions options, long flags) throws ErrnoException {
        boolean human = options.has("human");
        List<String> rest = new ArrayList<>();
        List<String> exceptions = new ArrayList<>();
        Optional<Integer> uid = Optional.empty();
        Optional<Integer> gid = Optional.empty();
        for (String item : options.items()) {
            int equals = item.indexOf('=');
            String value = equals < 0 ? "" : item.substring(equals + 1);
            switch (equals < 0 ? item : item.substring(0, equals + 1)) {
                case "human",
                        "merge",
                        "nosource",
                        "showcall",
                        "debug",
                        "ro",
                        "rw",
                        "rw+",
                        "force",
                        "pre=",
                        "post=",
                        "format=" -> {}
                case "fsdebug" -> rest.add("debug");
                case "except=" -> exceptions.add(path(value));
                case "fuseuid=" -> uid = Optional.of(number(value));
                case "fusegid=" -> gid = Optional.of(number(value));
                case "uid=" -> {
                    if (human) {
                        uid = Optional.of(number(value));
                    } else {
                        rest.add(item);
                    }
                }
                case "gid=" -> {
                    if (human) {
                        gid = Optional.of(number(value));
                    } else {
                        rest.add(item);
                    }
                }
                default -> rest.add(item);
            }
        }
        return new UmfuseOptions(
                human,
                options.has("merge"),
                uid,
                gid,
                exceptions,
                options.has("nosource"),
                Words.split(options.value("pre").orElse("")),
                Words.split(options.value("post").orElse("")),
                options.value("format").orElse(""),
                options.has("showcall"),
                options.has("debug"),
                options.has("ro") || (flags & MS_RDONLY) != 0,
                options.has("rw+") || options.has("force"),
                new MountOptions(rest));
    }

    private static String path(String text) throws ErrnoException {
        StringBuilder path = new StringBuilder();
        for (String part : text.split("/")) {
            if (part.equals("..")) {
                throw Errno.EINVAL.exception();
            }
            if (!part.isEmpty() && !part.equals(".")) {
                path.append('/').append(part);
            }
        }
        if (path.isEmpty()) {
            throw Errno.EINVAL.exception();
        }
        return path.toString();
    }

    private static int number(String text) throws ErrnoException {
        try {
            return Integer.parseUnsignedInt(text);
        } catch (NumberFormatException e) {
            throw Errno.EINVAL.exception();
        }
    }
}
