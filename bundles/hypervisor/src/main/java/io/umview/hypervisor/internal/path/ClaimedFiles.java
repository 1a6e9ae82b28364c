package io.umview.hypervisor.internal.path;

import io.umview.api.Call;
import io.umview.api.ErrnoException;
import io.umview.api.Reply;
import io.umview.hypervisor.internal.chain.ViewChain;
import io.umview.hypervisor.internal.observe.Trail;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Files of the host that services show otherwise than they are ({@link io.umview.api.FileView}). */
final class ClaimedFiles {
    private ClaimedFiles() {}

    /**
     * Answers a call that does not open its file.
     *
     * @param walk where its path leads
     * @param alone whether no module may be asked
     * @return null when one must be
     */
    static @Nullable Reply look(Call call, ViewChain chain, PathWalk walk, @Nullable Trail trail, boolean alone)
            throws ErrnoException {
        PathCall where = PathCall.of(call.systemCall());
        if (where == null || where.second() >= 0) {
            return Reply.DECLINE;
        }
        List<ViewChain.FileClaim> claims = chain.files();
        for (int i = 0; i < claims.size(); i++) {
            ViewChain.FileClaim claim = claims.get(i);
            if (walk.leadsBelow(claim.prefix())) {
                if (alone) {
                    return null;
                }
                Reply reply = claim.view().look(call, walk.canonical(), where.path());
                if (!(reply instanceof Reply.Decline)) {
                    if (trail != null) {
                        trail.asked(claim.owner().name());
                    }
                    return reply;
                }
            }
        }
        return Reply.DECLINE;
    }
}
