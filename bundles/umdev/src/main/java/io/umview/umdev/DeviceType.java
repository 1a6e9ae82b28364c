package io.umview.umdev;

import io.umview.api.ErrnoException;
import org.osgi.annotation.versioning.ConsumerType;

/** Makes what is mounted under a file system type. Registered as an OSGi service with the property {@link #TYPE}. */
@ConsumerType
@FunctionalInterface
public interface DeviceType {
    /** Service property: the file system types, such as {@code umdevnull}; one or several. */
    String TYPE = "umdev.type";

    /**
     * Makes one device. May take its time.
     *
     * @throws ErrnoException mount(2) fails with that errno
     */
    Device create(DeviceRequest request) throws ErrnoException;
}
