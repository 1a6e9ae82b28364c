package io.umview.umdev.nulldevice;

import io.umview.umdev.Device;
import io.umview.umdev.DeviceRequest;
import io.umview.umdev.DeviceType;
import org.osgi.service.component.annotations.Component;

/** {@code mount -t umdevnull none path}. */
@Component(property = DeviceType.TYPE + "=umdevnull")
public final class NullDeviceType implements DeviceType {
    @Override
    public Device create(DeviceRequest request) {
        return new NullDevice(System.out, request.type('c'), request.major(), request.minor());
    }
}
