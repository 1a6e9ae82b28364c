package io.umview.umdev.trivhd;

import io.umview.umdev.Device;
import io.umview.umdev.DeviceRequest;
import io.umview.umdev.DeviceType;
import org.osgi.service.component.annotations.Component;

/** {@code mount -t umdevtrivhd none path}. */
@Component(property = DeviceType.TYPE + "=umdevtrivhd")
public final class TrivialDiskType implements DeviceType {
    @Override
    public Device create(DeviceRequest request) {
        return new TrivialDisk();
    }
}
