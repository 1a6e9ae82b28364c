package io.umview.umdev;

import io.umview.api.Chain;
import io.umview.api.MountRequest;
import org.osgi.annotation.versioning.ProviderType;

/** The wish for a device. */
@ProviderType
public interface DeviceRequest {
    /** What mount(2) asks for; its options without those that umdev serves for all devices. */
    MountRequest mount();

    /** The service chain of the view. */
    Chain chain();

    /** The type that the mount options or an existing node ask for, or what a device of this kind is by itself. */
    default char type(char natural) {
        return natural;
    }

    /** The major number of the node. */
    int major();

    /**
     * A descriptor of what an older revision of the bundle had as {@link ByteDevice#storage}, which belongs to the device that is
     * made; -1 for a new device.
     */
    default int inherited() {
        return -1;
    }

    /** The minor number of the node; that of a sub-device is higher by its number. */
    int minor();
}
