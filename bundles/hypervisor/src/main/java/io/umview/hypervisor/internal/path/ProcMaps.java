package io.umview.hypervisor.internal.path;

import io.umview.api.Call;
import io.umview.api.ErrnoException;
import io.umview.api.Reply;
import io.umview.hypervisor.internal.mount.MountEntry;
import io.umview.hypervisor.internal.mount.MountTable;
import io.umview.hypervisor.internal.mount.MountedTree;
import io.umview.linux.Files;
import io.umview.linux.NativeBuffer;
import io.umview.tracer.TracedCall;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The files of proc(5) that tell what is mapped into memory, with the view's paths of files in trees. */
final class ProcMaps {
    private static final Pattern FILE = Pattern.compile("/proc/(\\d+)/(?:task/\\d+/)?(maps|smaps|numa_maps)");

    /** Range, permissions, offset, device, inode, path. */
    private static final Pattern MAPPING = Pattern.compile(
            "^((\\p{XDigit}+)-\\p{XDigit}+) \\S+ \\S+ (\\p{XDigit}+):(\\p{XDigit}+) (\\d+) +(/.*)$", Pattern.MULTILINE);

    private static final Pattern NUMA_FILE = Pattern.compile("^(\\p{XDigit}+) (\\S+) file=(\\S+)", Pattern.MULTILINE);
    private static final String DELETED = " (deleted)";
    private static final int STATX_INO = 0x100;
    private static final int STX_INO = 32;
    private static final int STX_DEVICE = 136;

    private final MountTable mounts;
    private final GuestLinks links = new GuestLinks();
    private final NativeBuffer status = new NativeBuffer(Files.STATX);

    /** The view's paths by the addresses at which mappings begin. */
    private final Map<String, String> paths = new HashMap<>();

    private ProcMaps(MountTable mounts) {
        this.mounts = mounts;
    }

    /** Opens one of the files as a snapshot; DECLINE when the path leads elsewhere, or to a process without files of trees. */
    static Reply open(Call call, MountTable mounts, String path) throws ErrnoException {
        Matcher file = FILE.matcher(path);
        if (!file.matches() || !mayRead(call, file.group(1))) {
            return Reply.DECLINE;
        }
        ProcMaps maps = new ProcMaps(mounts);
        boolean numa = file.group(2).equals("numa_maps");
        String content = ProcSnapshot.kernels(path);
        String translated = maps.translate(
                numa ? ProcSnapshot.kernels("/proc/" + file.group(1) + "/maps") : content, file.group(1));
        if (maps.paths.isEmpty()) {
            return Reply.DECLINE;
        }
        return ProcSnapshot.open(call, numa ? maps.translateNuma(content) : translated);
    }

    /** This process may read more than some of its guests. */
    private static boolean mayRead(Call call, String process) throws ErrnoException {
        return ((TracedCall) call).pid() == Integer.parseInt(process)
                || !TreeCalls.ofThisThread().isFromSomebodyElse(call);
    }

    private String translate(String content, String process) {
        Matcher mapping = MAPPING.matcher(content);
        StringBuilder result = new StringBuilder();
        int copied = 0;
        while (mapping.find()) {
            String shown = path(mapping, process);
            if (shown != null) {
                paths.put(mapping.group(2), shown);
                result.append(content, copied, mapping.start(6)).append(shown);
                copied = mapping.end();
            }
        }
        return result.append(content, copied, content.length()).toString();
    }

    private String translateNuma(String content) {
        return NUMA_FILE.matcher(content).replaceAll(line -> {
            String shown = paths.get(line.group(1));
            return Matcher.quoteReplacement(
                    shown == null ? line.group() : line.group(1) + " " + line.group(2) + " file=" + shown);
        });
    }

    /** The path of a mapped file in the view, if it lies in a tree. */
    private @Nullable String path(Matcher mapping, String process) {
        String name = mapping.group(6);
        byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
        MountEntry mount = mountOf(mapping, process, ByteBuffer.wrap(bytes));
        MountedTree tree = mount == null ? null : mount.tree();
        if (mount == null || tree == null) {
            return null;
        }
        String rest = name.substring(tree.prefixOf(ByteBuffer.wrap(bytes), bytes.length));
        return ProcSnapshot.text(mount.targetBytes()) + rest;
    }

    private @Nullable MountEntry mountOf(Matcher mapping, String process, ByteBuffer name) {
        // Only who has CAP_SYS_ADMIN or CAP_CHECKPOINT_RESTORE may follow this link (proc(5)).
        NativeBuffer link = NativeBuffer.text("/proc/" + process + "/map_files/" + mapping.group(1));
        long mount = links.mountId(link.address());
        java.lang.ref.Reference.reachabilityFence(link);
        return mount >= 0 ? mounts.withKernelMount(mount, name, name.capacity()) : byInode(mapping, name);
    }

    /** A tree that has the file under this name: a folder of the host, or else one that has it while the host has not. */
    private @Nullable MountEntry byInode(Matcher mapping, ByteBuffer name) {
        int major = Integer.parseInt(mapping.group(3), 16);
        int minor = Integer.parseInt(mapping.group(4), 16);
        long inode = Long.parseLong(mapping.group(5));
        boolean ofHost = isAt(Files.AT_FDCWD, name, 0, major, minor, inode);
        for (MountEntry entry : mounts.oldestFirst()) {
            MountedTree tree = entry.tree();
            int skipped = tree == null ? -1 : tree.prefixOf(name, name.capacity());
            if (tree != null && (skipped > 0 || skipped == 0 && !ofHost) && tree.hold()) {
                boolean here = skipped > 0 && mapping.group(6).endsWith(DELETED)
                        || isAt(tree.root(), name, skipped + 1, major, minor, inode);
                tree.release();
                if (here) {
                    return entry;
                }
            }
        }
        return null;
    }

    private boolean isAt(int directory, ByteBuffer name, int begin, int major, int minor, long inode) {
        NativeBuffer path = new NativeBuffer(Math.max(1, name.capacity() - begin) + 1);
        if (begin < name.capacity()) {
            path.bytes().put(0, name, begin, name.capacity() - begin);
        }
        int result = Files.statx(directory, path.address(), 0, STATX_INO, status.address());
        java.lang.ref.Reference.reachabilityFence(path);
        return result == 0
                && status.bytes().getLong(STX_INO) == inode
                && status.bytes().getInt(STX_DEVICE) == major
                && status.bytes().getInt(STX_DEVICE + 4) == minor;
    }
}
