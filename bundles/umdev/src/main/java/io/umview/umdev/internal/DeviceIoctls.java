package io.umview.umdev.internal;

import io.umview.api.Call;
import io.umview.api.Chain;
import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.Interest;
import io.umview.api.Interest.ArgumentTest;
import io.umview.api.Reply;
import io.umview.api.SystemCall;
import io.umview.umdev.DescriptorDevice;
import io.umview.umdev.Ioctl;
import io.umview.umdev.block.BlockIoctls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * ioctl(2) on the devices of a view. Block devices' requests tell the kernel neither size nor direction, so FUSE does not pass them
 * on; they are trapped by their numbers. Whether a descriptor is for a device of ours its file says.
 */
final class DeviceIoctls {
    private final Chain chain;
    private final Executor executor;
    private final List<DeviceTree> trees = new CopyOnWriteArrayList<>();
    private final List<DescriptorMount> mounts = new CopyOnWriteArrayList<>();
    private final Set<Integer> claimed = new HashSet<>();

    /** @param executor runs what may take its time */
    DeviceIoctls(Chain chain, Executor executor) {
        this.chain = chain;
        this.executor = executor;
    }

    /** Serves a device too. */
    void add(DeviceTree tree) throws ErrnoException {
        List<Integer> wanted = new ArrayList<>(BlockIoctls.requests());
        wanted.addAll(tree.device().ioctls());
        claim(wanted);
        trees.add(tree);
    }

    /** Serves a device too. */
    void add(DescriptorMount mount) throws ErrnoException {
        claim(new ArrayList<>(mount.device().ioctls()));
        mounts.add(mount);
    }

    private synchronized void claim(List<Integer> wanted) throws ErrnoException {
        wanted.removeAll(claimed);
        Interest interest = new Interest(List.of());
        for (int request : wanted) {
            interest = interest.and(Interest.when(SystemCall.IOCTL, ArgumentTest.is(1, request)));
        }
        if (!wanted.isEmpty()) {
            chain.claimCalls(interest, this::handle);
            claimed.addAll(wanted);
        }
    }

    /** Serves it no longer. What is trapped stays so: filters cannot be taken back. */
    void remove(DeviceTree tree) {
        trees.remove(tree);
    }

    /** Serves it no longer. */
    void remove(DescriptorMount mount) {
        mounts.remove(mount);
    }

    boolean isEmpty() {
        return trees.isEmpty() && mounts.isEmpty();
    }

    /** Answers a request. */
    private interface Target {
        long ioctl(Ioctl ioctl) throws ErrnoException;
    }

    private Reply handle(Call call) throws ErrnoException {
        Target target = target(call);
        if (target == null) {
            return Reply.DECLINE;
        }
        if (!BlockIoctls.mayTakeLong(call.intArgument(1))) {
            return Reply.value(answer(call, target));
        }
        Call.Deferred deferred = call.defer();
        executor.execute(() -> deferred.reply(result(deferred, target)));
        return Reply.LATER;
    }

    private static Reply result(Call call, Target target) {
        try {
            return Reply.value(answer(call, target));
        } catch (ErrnoException e) {
            return Reply.fail(e.errno());
        } catch (RuntimeException | Error e) {
            System.getLogger(DeviceIoctls.class.getName()).log(System.Logger.Level.ERROR, "ioctl failed", e);
            return Reply.fail(Errno.EIO);
        }
    }

    private static long answer(Call call, Target target) throws ErrnoException {
        int flags = flags(call.thread(), call.intArgument(0));
        return target.ioctl(new Ioctl(call.intArgument(1), call.argument(2), call.memory(), flags));
    }

    private @Nullable Target target(Call call) throws ErrnoException {
        if (isEmpty()) {
            return null;
        }
        FileIdentity.Identity file;
        try {
            file = FileIdentity.ofThisThread().of(call.thread(), call.intArgument(0));
        } catch (ErrnoException e) {
            return null; // The kernel knows better what is wrong with it.
        }
        for (DeviceTree tree : trees) {
            if (tree.deviceNumber() == file.device()) {
                return target(tree, node(tree, file.inode(), call.intArgument(1)));
            }
        }
        for (DescriptorMount mount : mounts) {
            DescriptorDevice.DescriptorFile open = mount.file(file);
            if (open != null) {
                return open::ioctl;
            }
        }
        return null;
    }

    private static Target target(DeviceTree tree, DeviceNode node) {
        return ioctl -> {
            long result = node.device().ioctl(ioctl);
            if (BlockIoctls.changesContents(ioctl.request())) {
                tree.changed();
            }
            return result;
        };
    }

    private static DeviceNode node(DeviceTree tree, long inode, int request) throws ErrnoException {
        DeviceNode node = tree.device().node(DeviceFiles.number(inode));
        if (node == null) {
            throw Errno.ENXIO.exception();
        }
        tree.trace().ioctl(node, request);
        return node;
    }

    /** O_* of a guest's descriptor (fdinfo of proc(5)). */
    private static int flags(int thread, int descriptor) throws ErrnoException {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/" + thread + "/fdinfo/" + descriptor))) {
                if (line.startsWith("flags:")) {
                    return (int)
                            Long.parseLong(line.substring("flags:".length()).strip(), 8);
                }
            }
        } catch (IOException | NumberFormatException e) {
            // It was closed meanwhile.
        }
        throw Errno.EBADF.exception();
    }
}
