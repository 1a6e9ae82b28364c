package io.umview.hypervisor.internal.view;

import io.umview.api.View;
import io.umview.hypervisor.internal.chain.LoadedService;
import io.umview.hypervisor.internal.chain.ViewChain;
import io.umview.hypervisor.internal.mount.MountTable;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A view with all that belongs to it. */
public final class ViewState implements View {
    private final int id;
    private final @Nullable ViewState parent;
    private final boolean quiet;
    private final ViewChain chain;
    private final MountTable mounts;
    private final Map<String, String> aliases = new ConcurrentHashMap<>();
    private volatile String name;
    private volatile boolean shutDown;

    /** The outermost view. */
    public ViewState(String name, boolean quiet) {
        id = 0;
        parent = null;
        this.name = name;
        this.quiet = quiet;
        chain = new ViewChain();
        mounts = new MountTable();
    }

    /** A view inside another, to which {@link ViewServices#enter} then brings what the other has. */
    public ViewState(int id, ViewState parent, String name, boolean quiet) {
        this.id = id;
        this.parent = parent;
        this.name = name;
        this.quiet = quiet || parent.quiet;
        chain = new ViewChain();
        mounts = new MountTable(parent.mounts);
        aliases.putAll(parent.aliases);
    }

    @Override
    public int id() {
        return id;
    }

    @Override
    public String name() {
        return name;
    }

    public void name(String newName) {
        name = newName;
    }

    @Override
    public void announce(String line) {
        if (!quiet) {
            System.err.println(line);
        }
    }

    /** The claims of the services. */
    public ViewChain chain() {
        return chain;
    }

    /** What is mounted. */
    public MountTable mounts() {
        return mounts;
    }

    /** Takes a service and all its claims out. @return whether the view had it */
    public boolean remove(LoadedService service) {
        mounts.withdrawAllOf(service);
        return chain.remove(service);
    }

    /** Aliases of file system types. */
    public Map<String, String> aliases() {
        return aliases;
    }

    /** Whether this view is the other or lies inside it. */
    public boolean within(ViewState other) {
        return this == other || parent != null && parent.within(other);
    }

    /** Whether it says nothing of what it does. */
    public boolean quiet() {
        return quiet;
    }

    /** Whether umshutdown ended it. */
    public boolean isShutDown() {
        return shutDown;
    }

    /** umshutdown ends it. */
    public void shutDown() {
        shutDown = true;
    }
}
