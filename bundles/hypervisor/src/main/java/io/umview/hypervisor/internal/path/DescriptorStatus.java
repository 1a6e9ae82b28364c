package io.umview.hypervisor.internal.path;

import io.umview.api.Call;
import io.umview.api.ErrnoException;
import io.umview.api.Reply;
import io.umview.api.SystemCall;
import io.umview.hypervisor.internal.mount.MountEntry;
import io.umview.hypervisor.internal.mount.MountTable;
import io.umview.linux.FileCalls;
import io.umview.linux.Files;
import io.umview.linux.NativeBuffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * stat(2) of a descriptor, by fstat(2) or with AT_EMPTY_PATH, for trees that show files as something else than they are. The device
 * that a file is on tells whether it is of such a tree. Works in buffers of its own; belongs to one thread.
 */
final class DescriptorStatus {
    private static final byte[] PROC = "/proc/".getBytes(StandardCharsets.US_ASCII);
    private static final ThreadLocal<DescriptorStatus> OF_THREADS = ThreadLocal.withInitial(DescriptorStatus::new);
    private static final int STATX_TYPE = 1;
    private static final int STX_DEVICE = 136;
    private static final int LONGEST_NAME = 64;

    private final NativeBuffer file = new NativeBuffer(LONGEST_NAME);
    private final NativeBuffer status = new NativeBuffer(Files.STATX);
    private final ByteBuffer stat = status.bytes().slice(0, FileCalls.STAT).order(ByteOrder.nativeOrder());
    private final ByteBuffer first = ByteBuffer.allocateDirect(1);

    private DescriptorStatus() {}

    static DescriptorStatus ofThisThread() {
        return OF_THREADS.get();
    }

    /** Whether a call may be about a descriptor alone. */
    static boolean serves(Call call) {
        return switch (call.systemCall()) {
            case FSTAT -> true;
            case NEWFSTATAT -> (call.intArgument(3) & FileCalls.AT_EMPTY_PATH) != 0;
            case STATX -> (call.intArgument(2) & FileCalls.AT_EMPTY_PATH) != 0;
            default -> false;
        };
    }

    /** The mount whose files are shown otherwise and whose file a call is about, or null. */
    @Nullable
    MountEntry mount(Call call, MountTable mounts) {
        int descriptor = call.intArgument(0);
        if (descriptor < 0 || !mounts.hasStatuses() || !isEmptyPath(call)) {
            return null;
        }
        int at = Decimal.put(file.bytes(), put(0, PROC), call.thread());
        at = Decimal.put(file.bytes(), put(at, GuestLinks.DESCRIPTORS), descriptor);
        file.bytes().put(at, (byte) 0);
        int result = Files.statx(Files.AT_FDCWD, file.address(), 0, STATX_TYPE, status.address());
        return result < 0 ? null : mounts.withStatuses(status.bytes().getLong(STX_DEVICE));
    }

    /** Answers a call about a file of a {@link #mount} that was found just now. */
    Reply handle(Call call, MountEntry mount) throws ErrnoException {
        return Results.reply(call.systemCall() == SystemCall.STATX ? statx(call, mount) : stat(call, mount));
    }

    private long stat(Call call, MountEntry mount) throws ErrnoException {
        long result = FileCalls.stat(Files.AT_FDCWD, file.address(), status.address(), 0);
        if (result == 0) {
            ShownStatus.stat(call, mount, stat);
            call.memory().write(call.argument(call.systemCall() == SystemCall.FSTAT ? 1 : 2), stat.clear());
        }
        return result;
    }

    private long statx(Call call, MountEntry mount) throws ErrnoException {
        int flags = call.intArgument(2) & ~(FileCalls.AT_EMPTY_PATH | FileCalls.AT_SYMLINK_NOFOLLOW);
        int mask = call.intArgument(3) | ShownStatus.mask(mount);
        long result = Files.statx(Files.AT_FDCWD, file.address(), flags, mask, status.address());
        if (result == 0) {
            ShownStatus.statx(call, mount, status.bytes());
            call.memory().write(call.argument(4), status.bytes().clear());
        }
        return result;
    }

    /** From Linux 6.11 on no path at all is as good as an empty one. */
    private boolean isEmptyPath(Call call) {
        if (call.systemCall() == SystemCall.FSTAT || call.argument(1) == 0) {
            return true;
        }
        try {
            call.memory().read(call.argument(1), first.clear());
        } catch (ErrnoException e) {
            return false;
        }
        return first.get(0) == 0;
    }

    private int put(int at, byte[] text) {
        file.bytes().put(at, text);
        return at + text.length;
    }
}
