package io.umview.api;

import java.util.Map;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A service module: what {@code um_add_service} puts into the chain of a view.
 *
 * <p>Registered as an OSGi service with the properties {@link #NAME} and {@link #DESCRIPTION}. One service object serves all
 * views; what belongs to one view is kept in the {@link Loaded} that {@link #load} returns.
 */
@ConsumerType
public interface Service {
    /** Service property: the name under which views load the module, such as {@code umnet}. */
    String NAME = "umview.service";

    /** Service property: one line, shown by {@code um_ls_service}. */
    String DESCRIPTION = "umview.description";

    /**
     * Enters a view: states the claims of this module in the view's chain.
     *
     * @param chain the view's chain, as this module sees it; usable until {@link Loaded#unload} has returned
     * @param arguments what followed the comma in {@code um_add_service name,arguments}; empty when nothing did
     * @return what the hypervisor asks when the view lets go of the module
     * @throws ErrnoException the module cannot be loaded; its claims made so far are withdrawn
     */
    Loaded load(Chain chain, String arguments) throws ErrnoException;

    /**
     * Enters a view that is created inside another one which has this service. The inner view begins with what the outer one
     * has: values that processes have inherited ({@link Inherited}) reach it, so their keys must be the same in both.
     *
     * @param inner the chain of the new view
     * @param outer what {@link #load} or this method returned for the outer view
     * @param arguments what the outer view's was loaded with
     */
    default Loaded enter(Chain inner, Loaded outer, String arguments) throws ErrnoException {
        return load(inner, arguments);
    }

    /**
     * Takes a view over from the bundle's older revision, which was updated while guests run. What was mounted is mounted anew
     * after that, with the same {@link MountRequest#id}.
     *
     * @param handedOver what the older one's {@link Loaded#handOver} gave; made of types of the JDK and of this API only
     */
    default Loaded resume(Chain chain, String arguments, Map<String, Object> handedOver) throws ErrnoException {
        return load(chain, arguments);
    }

    /** A service in one view's chain. */
    @ConsumerType
    interface Loaded {
        /** A service that holds nothing of its own. */
        Loaded PLAIN = new Loaded() {};

        /** Whether objects of this service are in use, so that {@code um_del_service} must answer EBUSY. */
        default boolean busy() {
            return false;
        }

        /**
         * What the bundle's newer revision has to know to go on in this one's place, by types of the JDK and of this API only:
         * classes of the bundle itself are other classes in the newer revision.
         */
        default Map<String, Object> handOver() {
            return Map.of();
        }

        /** Leaves the view. The claims are already withdrawn and no call is under way in this service. */
        default void unload() {}
    }
}
