package io.umview.umnet.lwipv6.file;

import io.umview.api.Call;
import io.umview.api.CallHandler;
import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.HiddenTree;
import io.umview.api.HiddenTree.ContentView;
import io.umview.api.Reply;
import io.umview.linux.Files;
import io.umview.linux.NativeBuffer;
import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.net.NetworkInterface;
import io.umview.lwipv6.net.NetworkObserver;
import io.umview.lwipv6.netlink.Configuration;
import io.umview.lwipv6.netlink.proc.TextFiles;
import io.umview.umnet.lwipv6.loop.EpollLoop;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The files that show a stack to its processes: empty ones in a {@linkplain MemoryFolder folder}, which is made when somebody comes
 * there, and follows the interfaces. When one is opened, a snapshot of what it says takes its place. In the loop.
 */
public final class StackFiles implements NetworkObserver, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(StackFiles.class.getName());

    private static final String NET = "/proc/net";
    private static final String CONTROLS = "/proc/sys/net";
    private static final String CLASS = "/sys/class/net";
    private static final String DEVICES = "/sys/devices/virtual/net";
    private static final String RESOLVER = "/etc/resolv.conf";
    private static final int O_ACCMODE = 3;
    private static final int O_PATH = 010000000;

    private final EpollLoop loop;
    private final Map<String, TextFiles> places;
    private final TextFiles devices;
    private final BiConsumer<String, Errno> refusals;
    private final Set<SettingDescriptor> written = new HashSet<>();
    private final Optional<String> resolver;
    private final int owner;
    private final Handling handling;
    private List<String> shownDevices;

    // Guarded by this, from here on.
    private final Map<String, ShownTree> trees = new HashMap<>();
    private final NativeBuffer status = new NativeBuffer(Files.STATX);
    private FileTree files;
    private @Nullable MemoryFolder folder;
    private boolean closed;

    /** What was seen as the last /etc/resolv.conf but one: somebody may be about to look at it still. */
    private @Nullable ShownTree replaced;

    /** Has calls handled in the loop. */
    @FunctionalInterface
    public interface Handling {
        /** Answers a call, maybe later. */
        Reply handle(Call call, CallHandler handler);
    }

    /**
     * The files of a stack.
     *
     * @param resolver the file that is seen as /etc/resolv.conf
     * @param owner the user whose files these are
     * @param handling by which what guests open comes into the loop
     * @param refusals is told the path of a setting, and the reason, when something was written to it that does not suit
     */
    public StackFiles(
            EpollLoop loop,
            Configuration configuration,
            Optional<String> resolver,
            int owner,
            Handling handling,
            BiConsumer<String, Errno> refusals) {
        this.loop = loop;
        this.resolver = resolver;
        this.owner = owner;
        this.handling = handling;
        this.refusals = refusals;
        devices = configuration.sysClassNet();
        places = Map.of(NET, configuration.procNet(), CONTROLS, configuration.controls(), DEVICES, devices);
        shownDevices = devices.names();
        files = files();
    }

    /** The tree that is seen at one of the paths, or null for none. In any thread. */
    public synchronized @Nullable HiddenTree tree(String path) throws ErrnoException {
        if (closed) {
            return null;
        }
        if (path.equals(RESOLVER)) {
            return resolver.isPresent() ? resolver(resolver.get()) : null;
        }
        ShownTree known = trees.get(path);
        if (known == null) {
            if (folder == null) {
                folder = MemoryFolder.create(owner);
            }
            folder.show(files);
            ContentView contents = (call, inside, flags) -> handling.handle(call, opener -> open(path, inside, flags));
            known = new ShownTree(folder.open(path), contents);
            trees.put(path, known);
        }
        return known;
    }

    /** The file as it is now: another one may have been put in its place. */
    private ShownTree resolver(String file) throws ErrnoException {
        int now = MemoryFolder.check(Files.open(file, O_PATH | Files.O_CLOEXEC, 0));
        ShownTree known = trees.get(RESOLVER);
        if (known != null && Files.inode(known.root(), status) == Files.inode(now, status)) {
            Files.close(now);
            return known;
        }
        if (replaced != null) {
            replaced.close();
        }
        replaced = known;
        ShownTree tree = new ShownTree(now, null);
        trees.put(RESOLVER, tree);
        return tree;
    }

    private Reply open(String place, String path, int flags) throws ErrnoException {
        settle();
        TextFiles texts = places.get(place);
        String name = path.isEmpty() ? "" : path.substring(1);
        if (texts == null || !texts.names().contains(name)) {
            // sysfs knows no way to make a file, and proc looks for it first.
            return Reply.fail(place.startsWith("/sys/") ? Errno.EACCES : Errno.ENOENT);
        }
        boolean closeOnExec = (flags & Files.O_CLOEXEC) != 0;
        try {
            if ((flags & O_ACCMODE) == Files.O_RDONLY) {
                byte[] content = texts.content(name).getBytes(StandardCharsets.ISO_8859_1);
                return Reply.descriptor(snapshot(content), closeOnExec);
            }
            if (!texts.writable(name)) {
                return Reply.fail(Errno.EACCES);
            }
            boolean readable = (flags & O_ACCMODE) == Files.O_RDWR;
            return Reply.descriptor(
                    SettingDescriptor.open(
                            loop, texts, name, readable, written, errno -> refusals.accept(place + path, errno)),
                    closeOnExec);
        } catch (NetworkException e) {
            return Reply.fail(Errno.of(e.error().number()));
        }
    }

    private static int snapshot(byte[] content) throws ErrnoException {
        int file = MemoryFolder.check(Files.memfd("net"));
        long written = Files.write(file, content);
        if (written < 0) {
            Files.close(file);
        }
        MemoryFolder.check(written);
        Files.rewind(file);
        return file;
    }

    /** Has everything that guests have written to settings take effect. */
    public void settle() {
        if (!written.isEmpty()) {
            written.forEach(SettingDescriptor::take);
        }
    }

    @Override
    public void interfaceChanged(NetworkInterface device) {
        follow();
    }

    @Override
    public void interfaceRemoved(NetworkInterface device) {
        follow();
    }

    private void follow() {
        List<String> names = devices.names();
        if (!names.equals(shownDevices)) {
            shownDevices = names;
            follow(files());
        }
    }

    private synchronized void follow(FileTree changed) {
        files = changed;
        if (folder != null) {
            try {
                folder.show(changed);
            } catch (ErrnoException e) {
                LOG.log(System.Logger.Level.WARNING, "the files of a network stack cannot be shown", e);
            }
        }
    }

    private FileTree files() {
        FileTree tree = new FileTree();
        tree.folder(CLASS);
        tree.folder(DEVICES);
        places.forEach((place, texts) -> {
            for (String name : texts.names()) {
                tree.file(place + "/" + name, texts.writable(name));
            }
        });
        for (String name : shownDevices) {
            String device = "/" + name.substring(0, name.indexOf('/'));
            tree.link(CLASS + device, "../../devices/virtual/net" + device);
            tree.link(DEVICES + device + "/subsystem", "../../../../class/net");
        }
        return tree;
    }

    @Override
    public void close() {
        new ArrayList<>(written).forEach(SettingDescriptor::close);
        closeTrees();
    }

    private synchronized void closeTrees() {
        closed = true;
        trees.values().forEach(ShownTree::close);
        trees.clear();
        if (replaced != null) {
            replaced.close();
            replaced = null;
        }
        if (folder != null) {
            try {
                folder.close();
            } catch (ErrnoException e) {
                LOG.log(System.Logger.Level.WARNING, "a folder in memory is left over", e);
            }
        }
        folder = null;
    }
}
