package io.umview.umnet.internal;

import io.umview.api.Call;
import io.umview.api.Chain;
import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.GuestProcess;
import io.umview.api.Inherited;
import io.umview.api.Reply;
import io.umview.api.Service;
import io.umview.api.StackSelector;
import io.umview.api.SystemCall;
import io.umview.api.VirtualCalls;
import io.umview.api.net.Families;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** umnet in one view. */
final class Umnet implements Service.Loaded, VirtualCalls, StackSelector {
    /** Type of msocket(2): not a socket, but the choice of a default stack. */
    private static final int SOCK_DEFAULT = 0;

    private static final String CHOSEN = "chosen";
    private static final int PATH_MAX = 4096;

    private final Chain chain;
    private final Inherited<Map<Integer, String>> chosen;
    private final StackTable table = new StackTable();
    private final StackRouter router;
    private final Sockets sockets;
    private final StackMounts mounts;

    Umnet(Chain chain, Families denied, StackTypes types, InstantSource clock) {
        this(chain, new Inherited<>("default network stacks"), denied, types, clock);
    }

    /** umnet in the place of an older revision of this bundle. */
    @SuppressWarnings("unchecked") // handOver() put it there
    Umnet(Chain chain, Map<String, Object> handedOver, Families denied, StackTypes types, InstantSource clock) {
        this(chain, (Inherited<Map<Integer, String>>) handedOver.get(CHOSEN), denied, types, clock);
    }

    /** umnet in a view inside another: what processes have chosen there counts here too. */
    Umnet(Chain chain, Umnet outer, Families denied, StackTypes types, InstantSource clock) {
        this(chain, outer.chosen, denied, types, clock);
    }

    private Umnet(
            Chain chain,
            Inherited<Map<Integer, String>> chosen,
            Families denied,
            StackTypes types,
            InstantSource clock) {
        this.chain = chain;
        this.chosen = chosen;
        this.router = new StackRouter(table, denied, chosen);
        this.sockets = new Sockets(router);
        SocketTraps traps = new SocketTraps(chain, sockets::socket);
        this.mounts = new StackMounts(chain, types, table, traps, new StackViews(chain, router), denied, chosen, clock);
    }

    void start() throws ErrnoException {
        mounts.start();
        chain.claimFileSystem(UmnetService.UMNET, mounts);
    }

    /** The mounts of this view. */
    StackMounts mounts() {
        return mounts;
    }

    @Override
    public Map<String, Object> handOver() {
        return Map.of(CHOSEN, chosen);
    }

    @Override
    public boolean busy() {
        return !table.all().isEmpty();
    }

    @Override
    public Reply virtualCall(Call call, int number, long[] arguments) throws ErrnoException {
        if (number != MSOCKET) {
            return Reply.DECLINE;
        }
        if (arguments.length < 4) {
            throw Errno.EINVAL.exception();
        }
        return msocket(call, arguments[0], (int) arguments[1], (int) arguments[2], (int) arguments[3]);
    }

    private Reply msocket(Call call, long path, int domain, int type, int protocol) throws ErrnoException {
        if (type == SOCK_DEFAULT) {
            if (path == 0) {
                throw Errno.EINVAL.exception();
            }
            select(call, resolve(call, path), domain == Families.PF_UNSPEC ? List.of() : List.of(domain));
            return Reply.SUCCESS;
        }
        Reply reply = path == 0
                ? sockets.ofDefault(call, domain, type, protocol)
                : sockets.of(stack(resolve(call, path)), call, domain, type, protocol);
        boolean byKernel = reply instanceof Reply.Continue || reply instanceof Reply.Decline;
        return byKernel ? Reply.instead(SystemCall.SOCKET, domain, type, protocol) : reply;
    }

    private String resolve(Call call, long path) throws ErrnoException {
        return chain.resolve(call, call.memory().string(path, PATH_MAX));
    }

    @Override
    public void select(Call call, String stackPath, List<Integer> families) throws ErrnoException {
        MountedStack stack = stack(stackPath);
        stack.file().checkUse(call);
        Families wanted = families.isEmpty() ? router.served(stack) : named(families);
        // Also what the stack traps itself: it may be unmounted before its choice takes effect.
        mounts.keepTrapped(wanted);
        GuestProcess process = call.process();
        DefaultStacks before = DefaultStacks.of(process, chosen);
        DefaultStacks after = before.with(wanted, stack);
        if (!after.equals(before)) {
            process.set(chosen, after.byFamily());
        }
    }

    private MountedStack stack(String path) throws ErrnoException {
        return table.newest(path).orElseThrow(Errno.EOPNOTSUPP::exception);
    }

    private static Families named(List<Integer> families) throws ErrnoException {
        if (!families.stream().allMatch(Families::valid)) {
            throw Errno.EAFNOSUPPORT.exception();
        }
        return Families.of(families.stream().mapToInt(Integer::intValue).toArray());
    }
}
