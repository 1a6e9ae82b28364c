package io.umview.umnet.internal;

import io.umview.api.Call;
import io.umview.api.Chain;
import io.umview.api.Chain.Claim;
import io.umview.api.ErrnoException;
import io.umview.api.Interest;
import io.umview.api.Interest.ArgumentTest;
import io.umview.api.Reply;
import io.umview.api.SystemCall;
import io.umview.umnet.NetworkStack;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What shows a process its network besides sockets: files of proc(5) and sysfs(5), and ioctls of netdevice(7). */
final class StackViews {
    private static final int REQUEST = 1;
    private static final int SOCKIOS = 0x8900;
    private static final long SOCKIOS_MASK = 0xffffff00L;

    private static final Interest INTEREST =
            Interest.when(SystemCall.IOCTL, new ArgumentTest(REQUEST, SOCKIOS_MASK, SOCKIOS, true));

    private final Chain chain;
    private final StackRouter router;

    StackViews(Chain chain, StackRouter router) {
        this.chain = chain;
        this.router = router;
    }

    /** Has the processes that use a stack see it, until all that is returned is closed. */
    List<Claim> show(NetworkStack stack) throws ErrnoException {
        List<Claim> claims = new ArrayList<>();
        try {
            claims.add(chain.claimCalls(INTEREST, call -> ioctl(stack, call)));
            for (StackTreeClaim tree : StackTreeClaim.of(router, stack)) {
                claims.add(chain.claimPaths(tree));
            }
            return claims;
        } catch (ErrnoException | RuntimeException e) {
            claims.forEach(Claim::close);
            throw e;
        }
    }

    private Reply ioctl(NetworkStack stack, Call call) throws ErrnoException {
        Optional<NetworkStack> callers = router.internetStack(call);
        return callers.filter(stack::equals).isPresent() ? stack.ioctl(call) : Reply.DECLINE;
    }
}
