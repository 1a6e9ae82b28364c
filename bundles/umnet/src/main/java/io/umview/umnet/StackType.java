package io.umview.umnet;

import io.umview.api.ErrnoException;
import org.osgi.annotation.versioning.ConsumerType;

/** Makes what is mounted under a file system type. Registered as an OSGi service with the property {@link #TYPE}. */
@ConsumerType
@FunctionalInterface
public interface StackType {
    /** Service property: the file system types, such as {@code umnetnull}; one or several. */
    String TYPE = "umnet.type";

    /**
     * Makes one stack. May take its time.
     *
     * @throws ErrnoException mount(2) fails with that errno
     */
    StackNode create(StackRequest request) throws ErrnoException;
}
