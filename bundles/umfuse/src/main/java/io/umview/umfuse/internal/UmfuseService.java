package io.umview.umfuse.internal;

import io.umview.api.Chain;
import io.umview.api.Service;
import java.util.Map;
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
    private final KeptTrees trees = new KeptTrees();

    /** Called by the component runtime. */
    @Activate
    public UmfuseService(@Reference FileSystemTypes types) {
        this.types = types;
    }

    @Override
    public Loaded load(Chain chain, String arguments) {
        chain.claimFileSystem(UMFUSE, new UmfuseMounts(chain, types, launcher, trees));
        return new Umfuse(trees);
    }

    @Override
    public Loaded resume(Chain chain, String arguments, Map<String, Object> handedOver) {
        Umfuse.take(trees, handedOver);
        return load(chain, arguments);
    }
}
