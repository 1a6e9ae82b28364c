package io.umview.hypervisor.internal.path;

import io.umview.api.Call;
import io.umview.api.Reply;
import io.umview.api.Reply.Substitute;
import io.umview.api.SystemCall;
import org.jspecify.annotations.Nullable;

/** chdir(2) and chroot(2) into a tree, or out of one: the thread really goes there, by a descriptor that it has meanwhile. */
final class TreeDirectories {
    private static final byte[] NOTHING = {};

    private TreeDirectories() {}

    static boolean serves(SystemCall call) {
        return call == SystemCall.CHDIR || call == SystemCall.CHROOT;
    }

    /** @return null when the walk must follow symbolic links first */
    static @Nullable Reply handle(Call call, Place place) {
        int directory = place.directory();
        if (directory < 0) {
            return place.meetsLinks(directory) ? null : Results.reply(directory);
        }
        if (call.systemCall() == SystemCall.CHDIR) {
            return Reply.insteadWith(SystemCall.FCHDIR, new Substitute.Lent(0, directory, null));
        }
        SharedRoot.mayChange();
        return Reply.again(new Substitute.Lent(0, directory, NOTHING));
    }
}
