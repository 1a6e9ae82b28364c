package io.umview.umdev.tap;

import io.umview.api.ErrnoException;
import io.umview.umdev.Device;
import io.umview.umdev.DeviceRequest;
import io.umview.umdev.DeviceType;
import io.umview.vde.VdeException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.service.component.annotations.Component;

/**
 * {@code mount -t umdevtap switch /dev/net/tun}. The source is the address of a VDE switch, {@code none} for a wire that only the files
 * of this device are on, or {@code switch:NAME} for one that all devices of the hypervisor with this name are on.
 */
@Component(property = DeviceType.TYPE + "=umdevtap")
public final class TapDeviceType implements DeviceType {
    private static final String NAMED = "switch:";

    private final PacketLoop loop = new PacketLoop();
    private final Map<String, Wire> switches = new ConcurrentHashMap<>();

    @Override
    public Device create(DeviceRequest request) throws ErrnoException {
        return new TapDevice(loop, wire(request));
    }

    private Wire wire(DeviceRequest request) throws ErrnoException {
        String source = request.mount().source();
        if (source.equals("none")) {
            return new InnerSwitch(loop);
        }
        if (source.startsWith(NAMED)) {
            return switches.computeIfAbsent(source, name -> new InnerSwitch(loop));
        }
        VdeWire wire = new VdeWire(loop, source);
        try {
            wire.check();
        } catch (VdeException e) {
            request.chain()
                    .view()
                    .announce("umdevtap: " + e.getMessage() + ": " + e.errno().text());
            throw e.errno().exception();
        }
        return wire;
    }
}
