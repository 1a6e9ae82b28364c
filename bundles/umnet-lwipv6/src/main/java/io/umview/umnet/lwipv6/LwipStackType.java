package io.umview.umnet.lwipv6;

import io.umview.api.ErrnoException;
import io.umview.api.GuestProcess;
import io.umview.lwipv6.link.Switches;
import io.umview.lwipv6.time.Clock;
import io.umview.umnet.NetworkStack;
import io.umview.umnet.StackRequest;
import io.umview.umnet.StackType;
import io.umview.umnet.lwipv6.call.SocketCalls;
import io.umview.umnet.lwipv6.link.LinkException;
import io.umview.umnet.lwipv6.link.StackOptions;
import io.umview.umnet.lwipv6.socket.GuestDescriptors;
import io.umview.umnet.lwipv6.socket.SocketTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/** {@code mount -t umnetlwipv6 [-o links] none path}: a TCP/IP stack at user level. */
@Component(property = StackType.TYPE + "=umnetlwipv6")
public final class LwipStackType implements StackType {
    private final Switches switches = new Switches(Clock.SYSTEM);
    private final SocketTable table = new SocketTable();
    private final GuestDescriptors descriptors = new GuestDescriptors();
    private final SocketCalls calls = new SocketCalls(table, descriptors);

    @Override
    public NetworkStack create(StackRequest request) throws ErrnoException {
        try {
            StackOptions options = StackOptions.parse(
                    request.mount().options(), workingDirectory(request.mount().caller()));
            for (String word : options.ignored()) {
                request.chain().view().announce("umnetlwipv6: option " + word + " is ignored");
            }
            LwipStack stack = LwipStack.start(request, options, switches, table, descriptors);
            try {
                stack.serve(request.chain(), calls);
            } catch (ErrnoException e) {
                stack.close();
                throw e;
            }
            return stack;
        } catch (LinkException e) {
            request.chain().view().announce("umnetlwipv6: " + e.getMessage());
            throw e.errno().exception();
        }
    }

    private static Path workingDirectory(GuestProcess caller) {
        try {
            return Files.readSymbolicLink(Path.of("/proc/" + caller.pid() + "/cwd"));
        } catch (IOException e) {
            return Path.of("").toAbsolutePath();
        }
    }

    @Deactivate
    void deactivate() {
        descriptors.close();
    }
}
