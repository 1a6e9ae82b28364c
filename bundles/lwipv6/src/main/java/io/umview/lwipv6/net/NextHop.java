package io.umview.lwipv6.net;

import io.umview.lwipv6.wire.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * Where packets go on a route.
 *
 * @param device by which they leave, or null for routes that lead nowhere
 * @param gateway to which they are sent, or null: to their destination
 * @param weight share among several, 1 to 256
 * @param flags RTNH_F_*
 */
public record NextHop(
        @Nullable NetworkInterface device, @Nullable IpAddress gateway, int weight, int flags) {
    public static final int RTNH_F_DEAD = 1;
    public static final int RTNH_F_ONLINK = 4;
    public static final int RTNH_F_LINKDOWN = 16;

    /** The only one of its route. */
    public static NextHop of(@Nullable NetworkInterface device, @Nullable IpAddress gateway) {
        return new NextHop(device, gateway, 1, 0);
    }

    /** The index of the device, or 0. */
    public int interfaceIndex() {
        return device == null ? 0 : device.index();
    }
}
