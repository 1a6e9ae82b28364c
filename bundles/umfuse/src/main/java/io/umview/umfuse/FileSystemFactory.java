package io.umview.umfuse;

import io.umview.api.ErrnoException;
import java.io.IOException;
import org.osgi.annotation.versioning.ConsumerType;

/** Makes what is mounted under a file system type. Registered as an OSGi service with the property {@link #TYPE}. */
@ConsumerType
@FunctionalInterface
public interface FileSystemFactory {
    /** Service property: the file system types, such as {@code umfusemem}; one or several. */
    String TYPE = "umfuse.type";

    /**
     * Makes one file system. May take its time.
     *
     * @throws ErrnoException mount(2) fails with that errno
     * @throws IOException mount(2) fails with EIO, and the message is shown
     */
    ServedFileSystem create(FileSystemRequest request) throws ErrnoException, IOException;
}
