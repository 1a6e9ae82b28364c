package io.umview.umnet.lwipv6.file;

import io.umview.api.Call;
import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.GuestText;
import io.umview.api.Reply;
import io.umview.api.SystemCall;
import io.umview.linux.Files;
import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.netlink.Configuration;
import io.umview.lwipv6.netlink.proc.TextFiles;
import io.umview.umnet.lwipv6.loop.EpollLoop;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The files that show a stack to its processes. A file opens as a snapshot of what it says; whatever else is asked of a file or a
 * folder the kernel answers from a {@linkplain MirrorFolder folder} that has the same names. In the loop.
 */
public final class StackFiles implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(StackFiles.class.getName());

    /** With what the paths begin of folders where files of stacks are mirrored. */
    public static final String MIRRORS = MirrorFolder.PREFIX;

    private static final String CLASS = "/sys/class/net/";
    private static final String DEVICES = "/sys/devices/virtual/net/";
    private static final String RESOLVER = "/etc/resolv.conf";
    private static final int O_ACCMODE = 3;
    private static final int O_CREAT = Files.O_CREAT;
    private static final int O_DIRECTORY = 0200000;
    private static final int O_PATH = 010000000;

    private final EpollLoop loop;
    private final TextFiles devices;
    private final List<Place> places;
    private final Optional<String> resolver;
    private final BiConsumer<String, Errno> refusals;
    private final Set<SettingDescriptor> written = new HashSet<>();
    private volatile @Nullable MirrorFolder mirror;
    private List<String> mirrored = List.of();

    /** A part of the tree. */
    private record Place(String prefix, TextFiles files) {}

    private record Found(TextFiles files, String prefix, String name) {}

    /**
     * The files of a stack.
     *
     * @param resolver the file that is seen as /etc/resolv.conf
     * @param refusals is told the path of a setting, and the reason, when something was written to it that does not suit
     */
    public StackFiles(
            EpollLoop loop,
            Configuration configuration,
            Optional<String> resolver,
            BiConsumer<String, Errno> refusals) {
        this.loop = loop;
        this.resolver = resolver;
        this.refusals = refusals;
        devices = configuration.sysClassNet();
        places = List.of(
                new Place("/proc/net/", configuration.procNet()),
                new Place("/proc/sys/net/", configuration.controls()),
                new Place(DEVICES, devices));
    }

    /**
     * Opens a file or folder.
     *
     * @param path as the process would write it, or one that the {@linkplain #mirrors mirror} has
     */
    public Reply open(Call call, String path, int flags) throws ErrnoException {
        settle();
        int argument = call.systemCall() == SystemCall.OPEN ? 0 : 1;
        if (path.equals(RESOLVER)) {
            return resolver.isPresent() ? instead(argument, resolver.get()) : Reply.DECLINE;
        }
        String name = unmirrored(path);
        Found file = (flags & (O_PATH | O_DIRECTORY)) == 0 ? find(name) : null;
        if (file != null) {
            return open(file, flags);
        }
        if ((flags & O_CREAT) != 0) {
            // sysfs knows no way to make a file, and proc looks for it first.
            return Reply.fail(name.startsWith("/sys/") ? Errno.EACCES : Errno.ENOENT);
        }
        return mirrored(name, argument);
    }

    /** Any other call with a path. */
    public Reply look(Call call, String path, int argument) throws ErrnoException {
        settle();
        if (path.equals(RESOLVER)) {
            return resolver.isPresent() ? instead(argument, resolver.get()) : Reply.DECLINE;
        }
        return switch (call.systemCall()) {
            case STAT, LSTAT, NEWFSTATAT, STATX, ACCESS, FACCESSAT, FACCESSAT2, READLINK, READLINKAT, CHDIR, STATFS ->
                mirrored(unmirrored(path), argument);
            case GETXATTR, LGETXATTR, LISTXATTR, LLISTXATTR, INOTIFY_ADD_WATCH, NAME_TO_HANDLE_AT ->
                mirrored(unmirrored(path), argument);
            default -> Reply.fail(Errno.EPERM);
        };
    }

    /** Has everything that guests have written to settings take effect. */
    public void settle() {
        if (!written.isEmpty()) {
            written.forEach(SettingDescriptor::take);
        }
    }

    private @Nullable Found find(String path) {
        for (Place place : places) {
            if (path.startsWith(place.prefix)) {
                String name = path.substring(place.prefix.length());
                return place.files.names().contains(name) ? new Found(place.files, place.prefix, name) : null;
            }
        }
        // What lies behind a link of the class lies in the device's folder.
        return path.startsWith(CLASS) ? find(DEVICES + path.substring(CLASS.length())) : null;
    }

    private Reply open(Found file, int flags) throws ErrnoException {
        boolean closeOnExec = (flags & Files.O_CLOEXEC) != 0;
        try {
            if ((flags & O_ACCMODE) == Files.O_RDONLY) {
                byte[] content = file.files.content(file.name).getBytes(StandardCharsets.ISO_8859_1);
                return Reply.descriptor(snapshot(content), closeOnExec);
            }
            if (!file.files.writable(file.name)) {
                return Reply.fail(Errno.EACCES);
            }
            boolean readable = (flags & O_ACCMODE) == Files.O_RDWR;
            return Reply.descriptor(
                    SettingDescriptor.open(
                            loop,
                            file.files,
                            file.name,
                            readable,
                            written,
                            errno -> refusals.accept(file.prefix + file.name, errno)),
                    closeOnExec);
        } catch (NetworkException e) {
            return Reply.fail(Errno.of(e.error().number()));
        }
    }

    private static int snapshot(byte[] content) throws ErrnoException {
        int file = Files.memfd("net");
        if (file < 0) {
            throw Errno.of(-file).exception();
        }
        long written = Files.write(file, content);
        if (written < 0) {
            Files.close(file);
            throw Errno.of((int) -written).exception();
        }
        Files.rewind(file);
        return file;
    }

    /** Has the kernel answer from the mirror. */
    private Reply mirrored(String name, int argument) throws ErrnoException {
        try {
            MirrorFolder folder = mirror();
            List<String> names = devices.names();
            if (!names.equals(mirrored)) {
                folder.show(tree());
                mirrored = names;
            }
            return instead(argument, folder.path() + name);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "the files of a network stack cannot be shown", e);
            throw Errno.EIO.exception();
        }
    }

    private static Reply instead(int argument, String path) {
        return Reply.again(new Reply.Substitute.Text(argument, GuestText.encode(path)));
    }

    private MirrorFolder mirror() throws IOException {
        MirrorFolder folder = mirror;
        if (folder == null) {
            folder = MirrorFolder.create();
            mirror = folder;
        }
        return folder;
    }

    private FileTree tree() {
        FileTree tree = new FileTree();
        tree.folder(CLASS.substring(0, CLASS.length() - 1));
        for (Place place : places) {
            for (String name : place.files.names()) {
                tree.file(place.prefix + name, place.files.writable(name));
            }
        }
        for (String name : devices.names()) {
            String device = name.substring(0, name.indexOf('/'));
            tree.link(CLASS + device, "../../devices/virtual/net/" + device);
            tree.link(DEVICES + device + "/subsystem", "../../../../class/net");
        }
        return tree;
    }

    /** Whether a path lies in the folder where the files of this stack are mirrored. In any thread. */
    public boolean mirrors(String path) {
        MirrorFolder folder = mirror;
        return folder != null && path.startsWith(folder.path());
    }

    /** getcwd(2), for those who have come into the mirror. In any thread. */
    public Reply workingDirectory(Call call) throws ErrnoException {
        if (mirror == null) {
            return Reply.DECLINE;
        }
        String place;
        try {
            place = java.nio.file.Files.readSymbolicLink(Path.of("/proc/" + call.thread() + "/cwd"))
                    .toString();
        } catch (IOException e) {
            return Reply.DECLINE;
        }
        if (!mirrors(place)) {
            return Reply.DECLINE;
        }
        String name = unmirrored(place);
        byte[] text = GuestText.encode((name.isEmpty() ? "/" : name) + '\0');
        if (Long.compareUnsigned(call.argument(1), text.length) < 0) {
            return Reply.fail(Errno.ERANGE);
        }
        call.memory().write(call.argument(0), text);
        return Reply.value(text.length);
    }

    /** The name of something that a guest found in the mirror, where relative paths may lead. */
    private String unmirrored(String path) {
        MirrorFolder folder = mirror;
        return folder != null && mirrors(path) ? path.substring(folder.path().length()) : path;
    }

    @Override
    public void close() {
        new ArrayList<>(written).forEach(SettingDescriptor::close);
        MirrorFolder folder = mirror;
        if (folder != null) {
            try {
                folder.close();
            } catch (IOException e) {
                LOG.log(System.Logger.Level.WARNING, "a folder in memory is left over", e);
            }
        }
        mirror = null;
    }
}
