package io.umview.umdev.internal;

import io.umview.api.ErrnoException;
import io.umview.api.FileSystemType;
import java.util.List;

/** A device as a view has it mounted; views inside it may have the same one. */
interface SharedMount extends FileSystemType.Mounted {
    /** What is mounted: one object for all views. */
    Object device();

    /** The same device in another view. */
    FileSystemType.Mounted in(DeviceMounts theirs) throws ErrnoException;

    /** A descriptor of what each of its devices is stored in, -1 for nothing. */
    List<Integer> storages();

    /** Mode, user and group of its node; empty when it has none. */
    List<Integer> owner();
}
