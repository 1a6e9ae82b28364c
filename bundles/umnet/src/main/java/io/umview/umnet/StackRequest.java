package io.umview.umnet;

import io.umview.api.Chain;
import io.umview.api.MountRequest;
import org.osgi.annotation.versioning.ProviderType;

/** The wish for a stack. */
@ProviderType
public interface StackRequest {
    /** What mount(2) asks for. */
    MountRequest mount();

    /**
     * The service chain of the view. What a stack claims of it, it closes in {@link StackNode#close}; umnet claims socket(2)
     * itself.
     */
    Chain chain();

    /** Whether a stack is mounted at a path. */
    boolean isStack(String path);
}
