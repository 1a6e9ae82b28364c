package io.umview.umfuse.internal;

import io.umview.api.Chain;
import io.umview.api.Service;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The service module. */
@Component(
        property = {
            Service.NAME + "=" + UmfuseService.UMFUSE,
            Service.DESCRIPTION + "=virtual file systems (user level FUSE)",
        })
public final class UmfuseService implements Service {
    static final String UMFUSE = "umfuse";

    private final FileSystemTypes types;
    private final Launcher launcher = new Launcher();

    /** Called by the component runtime. */
    @Activate
    public UmfuseService(@Reference FileSystemTypes types) {
        this.types = types;
    }

    @Override
    public Loaded load(Chain chain, String arguments) {
        chain.claimFileSystem(UMFUSE, new UmfuseMounts(chain, types, launcher));
        return Loaded.PLAIN;
    }

    @Override
    public Loaded enter(Chain inner, Loaded outer, String arguments) {
        inner.claimFileSystem(UMFUSE, new UmfuseMounts(inner, types, launcher));
        return Loaded.PLAIN;
    }
}
