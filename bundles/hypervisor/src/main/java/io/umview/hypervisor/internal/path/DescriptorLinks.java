package io.umview.hypervisor.internal.path;

import io.umview.api.Call;
import io.umview.api.Errno;
import io.umview.api.Reply;
import io.umview.linux.FileCalls;
import io.umview.linux.Files;
import io.umview.linux.NativeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * linkat(2) with AT_EMPTY_PATH, of what a descriptor of the guest is for, or of its working directory. Belongs to one thread.
 *
 * <p>Linux lets who opened a file give it another name, and who has CAP_DAC_READ_SEARCH. Files of trees this process has opened.
 */
final class DescriptorLinks {
    private static final NativeBuffer EMPTY = new NativeBuffer(1);

    private final GuestLinks links;

    DescriptorLinks(GuestLinks links) {
        this.links = links;
    }

    /** Whether the file was opened by this process, so that the kernel would not let the guest link it. */
    boolean isOfThisProcess(Call call) {
        int file = call.intArgument(0) == Files.AT_FDCWD ? -1 : open(call);
        boolean result = file >= 0 && refusal(file) == 0;
        close(file);
        return result;
    }

    /**
     * What is wrong with the descriptor; null for nothing.
     *
     * @param opener whether the caller counts as who opened the file
     */
    @Nullable
    Reply failure(Call call, boolean opener) {
        int file = open(call);
        long result = file < 0 || opener ? file : refusal(file);
        close(file);
        return result < 0 ? Results.reply(result) : null;
    }

    /** @return null when the walk must follow symbolic links first */
    @Nullable
    Reply make(Call call, PathWalk to) {
        int file = open(call);
        if (file < 0) {
            return Results.reply(file);
        }
        try {
            return TreePairs.link(to, to.place().pathOf(file), FileCalls.AT_SYMLINK_FOLLOW);
        } finally {
            close(file);
        }
    }

    /** The kernel comes to the second path when all is well with the first, and then says EFAULT. */
    private static long refusal(int file) {
        long result = FileCalls.link(file, EMPTY.address(), Files.AT_FDCWD, 0, FileCalls.AT_EMPTY_PATH);
        return result == -Errno.EFAULT.number() ? 0 : result;
    }

    private int open(Call call) {
        int descriptor = call.intArgument(0);
        return descriptor != Files.AT_FDCWD
                ? GuestDescriptor.duplicate(call, descriptor)
                : Files.openat(
                        Files.AT_FDCWD,
                        links.name(call.thread(), GuestLinks.CWD, -1),
                        Place.O_PATH | Files.O_CLOEXEC,
                        0);
    }

    private static void close(int file) {
        if (file >= 0) {
            Files.close(file);
        }
    }
}
