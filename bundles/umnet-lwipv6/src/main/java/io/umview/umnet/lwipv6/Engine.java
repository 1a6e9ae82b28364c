package io.umview.umnet.lwipv6;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.GuestMemory;
import io.umview.lwipv6.Stack;
import io.umview.lwipv6.buffer.PacketPool;
import io.umview.lwipv6.link.Link;
import io.umview.lwipv6.net.Advertisement;
import io.umview.lwipv6.net.AdvertisementFile;
import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.net.NetworkInterface;
import io.umview.lwipv6.netlink.Configuration;
import io.umview.lwipv6.netlink.ioctl.InterfaceControl;
import io.umview.lwipv6.socket.Domain;
import io.umview.lwipv6.socket.Socket;
import io.umview.umnet.lwipv6.call.DeviceControl;
import io.umview.umnet.lwipv6.call.InLoop;
import io.umview.umnet.lwipv6.file.StackFiles;
import io.umview.umnet.lwipv6.link.LinkException;
import io.umview.umnet.lwipv6.link.LinkSpec;
import io.umview.umnet.lwipv6.link.StackOptions;
import io.umview.umnet.lwipv6.loop.EpollLoop;
import io.umview.umnet.lwipv6.socket.Caller;
import io.umview.umnet.lwipv6.socket.SocketSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import java.util.function.BiConsumer;

/** A stack, put together of its layers and its links. In the loop. */
final class Engine implements SocketSource, DeviceControl, AutoCloseable {

    private final Stack stack;
    private final Configuration configuration;
    private final StackLinks links;
    private final StackFiles files;
    private final Caller caller;

    /**
     * A stack with a loopback interface.
     *
     * @param owner the user who mounts it
     * @param refusals is told the path of a setting, and the reason, when something was written to it that does not suit
     * @param caller says who may do what with it
     */
    Engine(
            EpollLoop loop,
            StackLinks links,
            StackOptions options,
            int owner,
            BiConsumer<String, Errno> refusals,
            Caller caller) {
        this.links = links;
        this.caller = caller;
        stack = new Stack(loop, loop.timers(), new PacketPool(), new SecureRandom());
        configuration = stack.configuration();
        files = new StackFiles(
                loop,
                configuration,
                options.resolver(),
                owner,
                (call, handler) -> InLoop.handle(loop, call, handler),
                refusals);
        stack.network().observe(files);
    }

    /** Gives the stack its links. */
    void addLinks(StackOptions options) throws LinkException {
        for (LinkSpec spec : options.links()) {
            Link link = links.open(spec);
            try {
                if (spec.mac() == null) {
                    stack.addInterface(spec.name(), link);
                } else {
                    stack.addInterface(spec.name(), link, spec.mac());
                }
            } catch (NetworkException e) {
                link.close();
                throw new LinkException(spec.name(), Errno.of(e.error().number()));
            }
        }
        if (options.advertiser().isPresent()) {
            advertise(options.advertiser().get());
        }
    }

    private void advertise(String file) throws LinkException {
        Map<String, Advertisement> advertisements;
        try {
            advertisements = AdvertisementFile.parse(Files.readString(Path.of(file)));
        } catch (IOException | InvalidPathException e) {
            throw StackLinks.failed("ra=" + file, e);
        } catch (IllegalArgumentException e) {
            throw new LinkException("ra=" + file + ": " + e.getMessage(), Errno.EINVAL);
        }
        for (Map.Entry<String, Advertisement> each : advertisements.entrySet()) {
            NetworkInterface device = stack.network().interfaces().byName(each.getKey());
            if (device == null) {
                throw new LinkException("ra=" + file + ": no interface " + each.getKey(), Errno.ENODEV);
            }
            stack.network().advertiser().advertise(device, each.getValue());
        }
        // Who says that it is a router is one.
        stack.network().forwarding(true, true);
        stack.network().forwarding(false, true);
    }

    /** Files that show the stack. */
    StackFiles files() {
        return files;
    }

    @Override
    public Socket open(int domain, int type, int protocol, int process) throws NetworkException {
        files.settle();
        return domain == Domain.AF_NETLINK
                ? configuration.socket(type, protocol, process, caller::mayConfigure)
                : stack.socket(domain, type, protocol, caller);
    }

    @Override
    public void control(int domain, int request, long argument, GuestMemory memory)
            throws NetworkException, ErrnoException {
        if (!InterfaceControl.serves(request)) {
            throw NetworkError.ENOTTY.exception();
        }
        files.settle();
        byte[] value = memory.bytes(argument, InterfaceControl.size(domain, request));
        configuration.control().control(domain, request, value, new CallerMemory(memory), caller.mayConfigure());
        if (value.length > 0) {
            memory.write(argument, value);
        }
    }

    @Override
    public void close() {
        files.close();
        stack.tcp().close();
        stack.close();
        links.close();
    }
}
