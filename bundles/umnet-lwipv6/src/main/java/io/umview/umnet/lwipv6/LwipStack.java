package io.umview.umnet.lwipv6;

import io.umview.api.Call;
import io.umview.api.Chain;
import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.HiddenTree;
import io.umview.api.Reply;
import io.umview.api.net.Families;
import io.umview.lwipv6.link.Switches;
import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.socket.Domain;
import io.umview.lwipv6.time.Clock;
import io.umview.lwipv6.time.TimerWheel;
import io.umview.umnet.NetworkStack;
import io.umview.umnet.StackRequest;
import io.umview.umnet.lwipv6.call.InLoop;
import io.umview.umnet.lwipv6.call.SocketCalls;
import io.umview.umnet.lwipv6.call.SocketOpener;
import io.umview.umnet.lwipv6.call.SocketServer;
import io.umview.umnet.lwipv6.link.LinkException;
import io.umview.umnet.lwipv6.link.StackOptions;
import io.umview.umnet.lwipv6.loop.EpollLoop;
import io.umview.umnet.lwipv6.socket.Caller;
import io.umview.umnet.lwipv6.socket.GuestDescriptors;
import io.umview.umnet.lwipv6.socket.SocketHost;
import io.umview.umnet.lwipv6.socket.SocketTable;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A mounted stack: its loop, its links and what guests have of it. */
final class LwipStack implements NetworkStack {
    private static final Families FAMILIES =
            Families.of(Domain.AF_INET, Domain.AF_INET6, Domain.AF_NETLINK, Domain.AF_PACKET);

    private static final int AF_UNIX = 1;

    /** SIOCGPGRP, the last of the requests that are about who gets signals. */
    private static final int LAST_OF_OWNER = 0x8904;

    private static final int PATIENCE_SECONDS = 2;

    private final EpollLoop loop;
    private final SocketHost host;
    private final SocketTable table;
    private final GuestDescriptors descriptors;
    private @Nullable Engine engine;
    private @Nullable SocketOpener opener;
    private @Nullable SocketCalls calls;
    private @Nullable Chain chain;

    private LwipStack(String name, SocketTable table, GuestDescriptors descriptors, int owner) throws ErrnoException {
        loop = new EpollLoop(name, new TimerWheel(Clock.SYSTEM), this::end);
        host = new SocketHost(loop, table, descriptors, new Caller(descriptors, owner));
        this.table = table;
        this.descriptors = descriptors;
    }

    /** Makes a stack with its links, and starts it. */
    static LwipStack start(
            StackRequest request,
            StackOptions options,
            Switches switches,
            SocketTable table,
            GuestDescriptors descriptors)
            throws ErrnoException, LinkException {
        int owner = request.mount().caller().credentials().fsuid();
        LwipStack stack = new LwipStack("umview-" + request.mount().target(), table, descriptors, owner);
        // Nobody is in the loop before it starts.
        stack.loop.tryEnter();
        boolean complete = false;
        try {
            Engine engine = new Engine(
                    stack.loop,
                    new StackLinks(stack.loop, switches, options),
                    options,
                    owner,
                    (setting, errno) -> request.chain()
                            .view()
                            .announce("umnetlwipv6: " + setting + " is not changed: " + errno.text()),
                    stack.host.caller());
            stack.engine = engine;
            engine.addLinks(options);
            stack.opener = new SocketOpener(stack.host, engine);
            stack.host.serveWith(new SocketServer(stack.host, engine));
            complete = true;
        } finally {
            stack.loop.exit();
            stack.loop.start();
            if (!complete) {
                stack.loop.close();
            }
        }
        return stack;
    }

    /** In the loop, at its end. */
    private void end() {
        host.close();
        if (engine != null) {
            engine.close();
        }
    }

    /** Has the calls of the processes of a view trapped. */
    void serve(Chain view, SocketCalls with) throws ErrnoException {
        calls = with;
        chain = view;
        enter(view);
    }

    @Override
    public Families families() {
        return FAMILIES;
    }

    @Override
    public Reply socket(Call call, int domain, int type, int protocol) {
        return Objects.requireNonNull(opener).open(call, domain, type, protocol);
    }

    @Override
    public boolean visible() {
        return true;
    }

    @Override
    public @Nullable HiddenTree tree(String path) throws ErrnoException {
        return engine().files().tree(path);
    }

    @Override
    public Reply ioctl(Call call) {
        long inode = descriptors.inode(call.thread(), call.intArgument(0));
        if (inode < 0 || table.find(inode) != null || call.intArgument(1) <= LAST_OF_OWNER) {
            // No socket, one of a stack, which is asked itself, or a request that is about the descriptor.
            return Reply.DECLINE;
        }
        return InLoop.handle(loop, call, caller -> {
            try {
                host.caller().is(caller.thread());
                engine().control(AF_UNIX, caller.intArgument(1), caller.argument(2), caller.memory());
                return Reply.SUCCESS;
            } catch (NetworkException e) {
                return Reply.fail(Errno.of(e.error().number()));
            }
        });
    }

    private Engine engine() {
        return Objects.requireNonNull(engine);
    }

    @Override
    public void enter(Chain inner) throws ErrnoException {
        Objects.requireNonNull(calls).claim(inner);
    }

    @Override
    public void leave(Chain inner) {
        Objects.requireNonNull(calls).release(inner);
    }

    /** {@inheritDoc} Takes notice of what was closed just now before it says so. */
    @Override
    public boolean busy() {
        if (!host.inUse()) {
            return false;
        }
        CountDownLatch settled = new CountDownLatch(1);
        loop.execute(() -> {
            host.settle();
            loop.execute(settled::countDown);
        });
        try {
            settled.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return host.inUse();
    }

    @Override
    public void close() {
        loop.close();
        if (calls != null && chain != null) {
            leave(chain);
        }
    }
}
