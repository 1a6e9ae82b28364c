package io.umview.api;

import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The memory of a guest process. Another thread of the guest may change it at any moment: read once, then decide on the copy.
 *
 * <p>Buffers are direct and in native byte order; transfers run from {@code position} to {@code limit} and move the position.
 */
@ProviderType
public interface GuestMemory {
    /** Fills the buffer from guest memory; EFAULT when a byte of the range cannot be read. */
    void read(long address, ByteBuffer destination) throws ErrnoException;

    /** Writes the buffer to guest memory; EFAULT when a byte of the range cannot be written. */
    void write(long address, ByteBuffer source) throws ErrnoException;

    /**
     * Reads a NUL-terminated string.
     *
     * @param limit the most bytes to look at, the NUL included; PATH_MAX (4096) for paths
     * @return the bytes before the NUL
     * @throws ErrnoException EFAULT for memory that cannot be read, ENAMETOOLONG when there is no NUL within the limit
     */
    byte[] string(long address, int limit) throws ErrnoException;

    /**
     * Reads a NUL-terminated string into a buffer, from its beginning on, without allocation; the buffer's capacity is the
     * limit.
     *
     * @return the number of bytes before the NUL
     * @throws ErrnoException EFAULT or ENAMETOOLONG, as {@link #string(long, int)}
     */
    int string(long address, ByteBuffer destination) throws ErrnoException;

    /** Reads {@code size} bytes. */
    byte[] bytes(long address, int size) throws ErrnoException;

    /** Writes bytes. */
    void write(long address, byte[] source) throws ErrnoException;
}
