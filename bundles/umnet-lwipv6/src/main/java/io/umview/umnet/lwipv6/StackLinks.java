package io.umview.umnet.lwipv6;

import io.umview.api.Errno;
import io.umview.lwipv6.gateway.Gateway;
import io.umview.lwipv6.gateway.GatewayOptions;
import io.umview.lwipv6.gateway.HostException;
import io.umview.lwipv6.link.Link;
import io.umview.lwipv6.link.PcapngLink;
import io.umview.lwipv6.link.PcapngWriter;
import io.umview.lwipv6.link.SelectorLoop;
import io.umview.lwipv6.link.Switches;
import io.umview.lwipv6.link.VxlanLink;
import io.umview.lwipv6.link.VxlanOptions;
import io.umview.lwipv6.time.Clock;
import io.umview.umnet.lwipv6.host.EpollSockets;
import io.umview.umnet.lwipv6.link.LinkException;
import io.umview.umnet.lwipv6.link.LinkSpec;
import io.umview.umnet.lwipv6.link.StackOptions;
import io.umview.umnet.lwipv6.link.TapLink;
import io.umview.umnet.lwipv6.link.VdeLocator;
import io.umview.umnet.lwipv6.loop.EpollLoop;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Opens the links of one stack, and has what they share. */
final class StackLinks implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(StackLinks.class.getName());

    private final EpollLoop loop;
    private final Switches switches;
    private final @Nullable PcapngWriter capture;

    /** Reads from the host's network, for links that go through it; null as long as there is none. */
    private @Nullable SelectorLoop host;

    StackLinks(EpollLoop loop, Switches switches, StackOptions options) throws LinkException {
        this.loop = loop;
        this.switches = switches;
        this.capture =
                options.capture().isEmpty() ? null : capture(options.capture().get());
    }

    private static PcapngWriter capture(String path) throws LinkException {
        try {
            return new PcapngWriter(FileChannel.open(
                    Path.of(path),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.TRUNCATE_EXISTING));
        } catch (IOException | InvalidPathException e) {
            throw failed("pcap=" + path, e);
        }
    }

    /** A failure of the JDK as the kernel would have it. */
    static LinkException failed(String what, Exception e) {
        Errno errno = Errno.EINVAL;
        if (e instanceof NoSuchFileException) {
            errno = Errno.ENOENT;
        } else if (e instanceof AccessDeniedException) {
            errno = Errno.EACCES;
        } else if (e instanceof java.net.BindException) {
            errno = Errno.EADDRINUSE;
        } else if (e instanceof HostException host) {
            errno = Errno.of(host.error().number());
        } else if (e instanceof IOException) {
            errno = Errno.EIO;
        }
        String reason = e.getMessage() == null ? "" : " (" + e.getMessage() + ")";
        return new LinkException(what + reason, errno);
    }

    /** Opens a link. */
    Link open(LinkSpec spec) throws LinkException {
        Link link = plain(spec);
        if (capture == null) {
            return link;
        }
        try {
            return new PcapngLink(link, spec.name(), capture, loop.timers().clock());
        } catch (IOException e) {
            link.close();
            throw failed(spec.name(), e);
        }
    }

    private Link plain(LinkSpec spec) throws LinkException {
        return switch (spec.kind()) {
            case VD -> VdeLocator.open(loop, spec.value());
            case TP -> TapLink.open(loop, spec.value(), true, spec.offload());
            case TN -> TapLink.open(loop, spec.value(), false, spec.offload());
            case SW -> switches.port(spec.value());
            case VX -> vxlan(spec);
            case SL -> gateway(spec);
        };
    }

    private Link vxlan(LinkSpec spec) throws LinkException {
        try {
            VxlanOptions options = VxlanOptions.parse(spec.value());
            if (host == null) {
                host = SelectorLoop.start("umview-links");
            }
            return VxlanLink.open(options, host, Clock.SYSTEM);
        } catch (IOException | IllegalArgumentException e) {
            throw failed(spec.name() + "=" + spec.value(), e);
        }
    }

    private Link gateway(LinkSpec spec) throws LinkException {
        try {
            return Gateway.open(GatewayOptions.parse(spec.value()), loop, loop.timers(), new EpollSockets(loop));
        } catch (IOException | IllegalArgumentException e) {
            throw failed(spec.name() + "=" + spec.value(), e);
        }
    }

    @Override
    public void close() {
        if (host != null) {
            host.close();
        }
        if (capture != null) {
            try {
                capture.close();
            } catch (IOException e) {
                LOG.log(System.Logger.Level.WARNING, "a capture is not complete", e);
            }
        }
    }
}
