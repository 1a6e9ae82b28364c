package io.umview.umnet.lwipv6.link;

import io.umview.api.Errno;
import io.umview.linux.Vdeplug;
import io.umview.lwipv6.link.Link;
import io.umview.umnet.lwipv6.loop.EpollLoop;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a VDE network is: the path of a switch, {@code vde://} with such a path, or another locator that libvdeplug knows. Switches need
 * no library.
 */
public final class VdeLocator {
    private static final Pattern SCHEME = Pattern.compile("([a-z][a-z0-9_]*)://(.*)", Pattern.DOTALL);

    /** A path, and in brackets a port of choice; not: other options, or one network inside another. */
    private static final Pattern PLAIN = Pattern.compile("[^\\[\\]{}]*(?:\\[\\d*])?");

    private VdeLocator() {}

    /** Plugs into a network. */
    public static Link open(EpollLoop loop, String locator) throws LinkException {
        Matcher matcher = SCHEME.matcher(locator);
        if (!matcher.matches()) {
            return VdeLink.open(loop, locator);
        }
        String scheme = matcher.group(1);
        String rest = matcher.group(2);
        if (scheme.equals("vde") && PLAIN.matcher(rest).matches()) {
            return VdeLink.open(loop, rest);
        }
        if (!Vdeplug.present()) {
            throw new LinkException(locator + " takes " + Vdeplug.LIBRARY + ", which is not installed", Errno.ENOENT);
        }
        long connection = Vdeplug.open(locator, "umview");
        if (connection == -Errno.EPROTONOSUPPORT.number()) {
            throw new LinkException(
                    locator + " takes libvdeplug_" + scheme + ".so, which is not installed", Errno.EPROTONOSUPPORT);
        }
        if (connection < 0) {
            throw new LinkException(locator, Errno.of((int) -connection));
        }
        return VdeplugLink.open(loop, locator, connection);
    }
}
