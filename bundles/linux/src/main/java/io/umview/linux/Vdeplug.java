package io.umview.linux;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;

/**
 * The library of VDE (libvdeplug.h), which knows networks by locators such as {@code ptp:///tmp/wire}: a module for each scheme. It
 * need not be installed. Connections are given by their addresses; each belongs to one thread at a time.
 */
public final class Vdeplug {
    /** What is looked for. */
    public static final String LIBRARY = "libvdeplug.so.2";

    /** LIBVDEPLUG_INTERFACE_VERSION */
    private static final int INTERFACE_VERSION = 1;

    private static final int EINVAL = 22;
    private static final boolean PRESENT = bind();

    private Vdeplug() {}

    private static boolean bind() {
        try {
            Native.register(Vdeplug.class, NativeLibrary.getInstance(LIBRARY));
            return true;
        } catch (UnsatisfiedLinkError missing) {
            return false;
        }
    }

    private static native long vde_open_real(long locator, long description, int version, long arguments);

    private static native long vde_recv(long connection, long buffer, long length, int flags);

    private static native long vde_send(long connection, long buffer, long length, int flags);

    private static native int vde_datafd(long connection);

    private static native int vde_close(long connection);

    /** Whether it is installed; if not, nothing else may be called. */
    public static boolean present() {
        return PRESENT;
    }

    /**
     * Plugs into a network.
     *
     * @param description tells others who this is
     * @return a connection, or a negative error: EPROTONOSUPPORT if there is no module for the scheme
     */
    public static long open(String locator, String description) {
        NativeBuffer name = NativeBuffer.text(locator);
        NativeBuffer who = NativeBuffer.text(description);
        long connection = vde_open_real(name.address(), who.address(), INTERFACE_VERSION, 0);
        int error = Native.getLastError();
        java.lang.ref.Reference.reachabilityFence(name);
        java.lang.ref.Reference.reachabilityFence(who);
        // Not every module says what it does not like.
        return connection != 0 ? connection : error != 0 ? -error : -EINVAL;
    }

    /** The descriptor that can be read when {@link #receive} does not wait. It belongs to the connection. */
    public static int descriptor(long connection) {
        return vde_datafd(connection);
    }

    /**
     * Receives a frame; may wait.
     *
     * @return its length, 1 if what came was for somebody else, 0 at the end, or a negative error
     */
    public static long receive(long connection, long buffer, long length) {
        long result = vde_recv(connection, buffer, length, 0);
        return result < 0 ? -Native.getLastError() : result;
    }

    /** Sends a frame. @return negative when it was not sent */
    public static long send(long connection, long buffer, long length) {
        return vde_send(connection, buffer, length, 0);
    }

    /** Unplugs. */
    public static void close(long connection) {
        vde_close(connection);
    }
}
