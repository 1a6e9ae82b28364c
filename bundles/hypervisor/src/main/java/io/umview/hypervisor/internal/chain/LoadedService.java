package io.umview.hypervisor.internal.chain;

import io.umview.api.Service;

/** A service in the chain of one view. */
public final class LoadedService {
    private final String name;
    private final String description;
    private final String arguments;
    private final boolean permanent;
    private final Object bundleKey;
    private final boolean inherited;
    private volatile Service.Loaded loaded = Service.Loaded.PLAIN;

    /**
     * A service that is about to be loaded.
     *
     * @param bundleKey who provides it, for the module manager
     */
    public LoadedService(String name, String description, String arguments, boolean permanent, Object bundleKey) {
        this(name, description, arguments, permanent, bundleKey, false);
    }

    /**
     * A service that is about to be loaded.
     *
     * @param bundleKey who provides it, for the module manager
     * @param inherited whether the view has it from an outer one
     */
    public LoadedService(
            String name, String description, String arguments, boolean permanent, Object bundleKey, boolean inherited) {
        this.inherited = inherited;
        this.name = name;
        this.description = description;
        this.arguments = arguments;
        this.permanent = permanent;
        this.bundleKey = bundleKey;
    }

    public String name() {
        return name;
    }

    public String description() {
        return description;
    }

    public String arguments() {
        return arguments;
    }

    public boolean permanent() {
        return permanent;
    }

    public boolean inherited() {
        return inherited;
    }

    public Object bundleKey() {
        return bundleKey;
    }

    public Service.Loaded loaded() {
        return loaded;
    }

    public void loaded(Service.Loaded newLoaded) {
        loaded = newLoaded;
    }
}
