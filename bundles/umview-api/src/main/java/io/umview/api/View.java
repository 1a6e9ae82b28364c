package io.umview.api;

import org.osgi.annotation.versioning.ProviderType;

/** A view: a set of processes and what they see in place of the kernel's own. */
@ProviderType
public interface View {
    /** The number of the view in this hypervisor; 0 is the outermost. */
    int id();

    /** The name that {@code viewname} shows; empty when it has none. */
    String name();

    /** Writes one line to the hypervisor's stderr, unless the view is quiet. */
    void announce(String line);
}
