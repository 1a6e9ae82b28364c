package io.umview.umnet.internal;

import io.umview.api.Chain;
import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.Service;
import io.umview.api.net.Families;
import io.umview.api.net.UnknownProtocolException;
import java.time.InstantSource;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The service module. Its arguments deny protocol families of the host: see {@link Families#parseAllowed}. */
@Component(
        property = {
            Service.NAME + "=" + UmnetService.UMNET,
            Service.DESCRIPTION + "=virtual (multi-stack) networking",
        })
public final class UmnetService implements Service {
    static final String UMNET = "umnet";

    private final StackTypes types;

    /** Called by the component runtime. */
    @Activate
    public UmnetService(@Reference StackTypes types) {
        this.types = types;
    }

    @Override
    public Loaded load(Chain chain, String arguments) throws ErrnoException {
        Umnet umnet = new Umnet(chain, denied(chain, arguments), types, InstantSource.system());
        umnet.start();
        return umnet;
    }

    @Override
    public Loaded enter(Chain inner, Loaded outer, String arguments) throws ErrnoException {
        Umnet umnet = new Umnet(inner, (Umnet) outer, denied(inner, arguments), types, InstantSource.system());
        umnet.start();
        return umnet;
    }

    @Override
    public Loaded resume(Chain chain, String arguments, Map<String, Object> handedOver) throws ErrnoException {
        Umnet umnet = new Umnet(chain, handedOver, denied(chain, arguments), types, InstantSource.system());
        umnet.start();
        return umnet;
    }

    private static Families denied(Chain chain, String arguments) throws ErrnoException {
        try {
            return Families.ALL.minus(Families.parseAllowed(arguments));
        } catch (UnknownProtocolException e) {
            chain.view().announce(UMNET + ": " + e.getMessage());
            throw Errno.EINVAL.exception();
        }
    }
}
