package io.umview.umnet.internal;

import io.umview.api.Chain;
import io.umview.api.Chain.Claim;
import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.FileOperations;
import io.umview.api.FileSystemType;
import io.umview.api.Inherited;
import io.umview.api.MountRequest;
import io.umview.api.Service;
import io.umview.api.net.Families;
import io.umview.umnet.NetworkStack;
import io.umview.umnet.StackNode;
import io.umview.umnet.StackRequest;
import io.umview.umnet.StackType;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Mounts stacks, and sees to it that socket(2) is trapped for the families that they answer for. */
final class StackMounts implements FileSystemType {
    private final Chain chain;
    private final StackTypes types;
    private final StackTable table;
    private final SocketTraps traps;
    private final StackViews views;
    private final Inherited<Map<Integer, String>> chosen;
    private final InstantSource clock;
    private volatile Families kept;

    /** @param denied families that are trapped whatever is mounted */
    StackMounts(
            Chain chain,
            StackTypes types,
            StackTable table,
            SocketTraps traps,
            StackViews views,
            Families denied,
            Inherited<Map<Integer, String>> chosen,
            InstantSource clock) {
        this.chain = chain;
        this.types = types;
        this.table = table;
        this.traps = traps;
        this.views = views;
        this.kept = denied;
        this.chosen = chosen;
        this.clock = clock;
    }

    @Override
    public Mounted mount(MountRequest request) throws ErrnoException {
        StackNode node = type(request.type()).create(new Request(request, chain, table));
        MountedStack stack = new MountedStack(
                request.target(),
                request.id(),
                node,
                new StackFile(clock, request.caller().credentials()));
        try {
            return new Mount(stack, add(stack), new AtomicInteger(1), false);
        } catch (ErrnoException e) {
            node.close();
            throw e;
        }
    }

    /** Takes a stack of an outer view over. */
    private Mounted share(MountedStack stack, AtomicInteger views) throws ErrnoException {
        stack.node().enter(chain);
        List<Claim> shown;
        try {
            shown = add(stack);
        } catch (ErrnoException e) {
            stack.node().leave(chain);
            throw e;
        }
        views.incrementAndGet();
        return new Mount(stack, shown, views, true);
    }

    private StackType type(String name) throws ErrnoException {
        Optional<StackType> type = types.find(name);
        if (type.isEmpty()) {
            chain.loadSubmodule(name);
            type = types.find(name);
        }
        return type.orElseThrow(Errno.ENODEV::exception);
    }

    /** Sets the traps for what is known at the start. */
    synchronized void start() throws ErrnoException {
        traps.set(needed());
    }

    /** Traps families that no mounted stack answers for, from now on. Takes no lock when that is so already. */
    void keepTrapped(Families families) throws ErrnoException {
        if (!kept.containsAll(families)) {
            widen(families);
        }
    }

    private synchronized void widen(Families families) throws ErrnoException {
        traps.set(needed().plus(families));
        kept = kept.plus(families);
    }

    /** @return what is claimed for it alone */
    private synchronized List<Claim> add(MountedStack stack) throws ErrnoException {
        traps.set(needed().plus(stack.node().families()));
        boolean visible = stack.node() instanceof NetworkStack network && network.visible();
        List<Claim> shown = visible ? views.show((NetworkStack) stack.node()) : List.of();
        table.add(stack);
        return shown;
    }

    private synchronized void remove(MountedStack stack) {
        table.remove(stack);
        try {
            traps.set(needed());
        } catch (ErrnoException ignored) {
            // The wider claim stays, and declines what no stack serves.
        }
    }

    private Families needed() {
        return table.all().stream().map(stack -> stack.node().families()).reduce(kept, Families::plus);
    }

    private record Request(MountRequest mount, Chain chain, StackTable table) implements StackRequest {
        @Override
        public boolean isStack(String path) {
            return table.newest(path).isPresent();
        }
    }

    private final class Mount implements Mounted {
        private final MountedStack stack;

        /** What has processes see it. */
        private final List<Claim> shown;

        /** How many views have the stack mounted. */
        private final AtomicInteger views;

        /** Whether the view has the stack from an outer one. */
        private final boolean entered;

        Mount(MountedStack stack, List<Claim> shown, AtomicInteger views, boolean entered) {
            this.stack = stack;
            this.shown = shown;
            this.views = views;
            this.entered = entered;
        }

        @Override
        public Mounted enter(Service.Loaded inner) throws ErrnoException {
            return ((Umnet) inner).mounts().share(stack, views);
        }

        @Override
        public FileOperations files() {
            return stack.file();
        }

        @Override
        public boolean busy() {
            return stack.node().busy()
                    || chain.anyProcess(chosen, defaults -> defaults.containsValue(stack.identity()));
        }

        @Override
        public void unmount() {
            remove(stack);
            shown.forEach(Claim::close);
            if (entered) {
                stack.node().leave(chain);
            }
            if (views.decrementAndGet() == 0) {
                stack.node().close();
            }
        }
    }
}
