package io.umview.umnet.internal;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.FileSystemType.Mounted;
import io.umview.api.Reply;
import io.umview.api.SystemCall;
import io.umview.api.VirtualCalls;
import io.umview.api.net.Families;
import io.umview.testing.FakeCall;
import io.umview.testing.FakeChain;
import io.umview.testing.FakeProcess;
import io.umview.umnet.StackLink;
import io.umview.umnet.StackNode;
import io.umview.umnet.StackType;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A view with umnet, stacks and guests. */
final class Scene {
    static final String DEFAULT = "/dev/net/default";
    static final int UNIX = Families.PF_UNIX;
    static final int INET = Families.PF_INET;
    static final int INET6 = Families.PF_INET6;
    static final int NETLINK = Families.PF_NETLINK;
    static final int STREAM = 1;

    final FakeChain chain = new FakeChain();
    final StackTypes types = new StackTypes();
    final Umnet umnet;
    Instant now = Instant.ofEpochSecond(1_700_000_000L, 5);

    private static final long PATH = 0x1000;

    Scene() throws ErrnoException {
        this(Families.NONE);
    }

    Scene(Families denied) throws ErrnoException {
        InstantSource clock = () -> now;
        umnet = new Umnet(chain, denied, types, clock);
        umnet.start();
    }

    /** A stack whose sockets are told by the number they return. */
    static FakeStack stack(int mark, int... families) {
        return new FakeStack(families.length == 0 ? Families.ALL : Families.of(families), Reply.value(mark));
    }

    static FakeStack nothing() {
        return new FakeStack(Families.ALL, Reply.fail(Errno.EAFNOSUPPORT));
    }

    static FakeStack host() {
        return new FakeStack(Families.ALL, Reply.CONTINUE);
    }

    static StackLink link(String target, int... families) {
        return new StackLink(target, families.length == 0 ? Families.ALL : Families.of(families), false);
    }

    static StackLink override(String target, int... families) {
        return new StackLink(target, Families.of(families), true);
    }

    Mounted mount(String path, StackNode node) throws ErrnoException {
        StackType type = request -> node;
        Map<String, Object> properties = Map.of(StackType.TYPE, "umnetfake");
        types.bind(type, properties);
        try {
            return chain.mount("umnetfake", "none", path);
        } finally {
            types.unbind(type, properties);
        }
    }

    Reply socket(FakeProcess process, int domain) throws ErrnoException {
        return chain.serve(new FakeCall(process, SystemCall.SOCKET, domain, STREAM, 0));
    }

    Reply msocket(FakeProcess process, String path, int domain, int type) throws ErrnoException {
        return virtual(new FakeCall(process, SystemCall.PIVOT_ROOT).with(PATH, path), PATH, domain, type, 0);
    }

    Reply msocketOfDefault(FakeProcess process, int domain, int type) throws ErrnoException {
        return virtual(new FakeCall(process, SystemCall.PIVOT_ROOT), 0, domain, type, 0);
    }

    Reply virtual(FakeCall call, long... arguments) throws ErrnoException {
        return umnet.virtualCall(call, VirtualCalls.MSOCKET, arguments);
    }

    void mstack(FakeProcess process, String path, Integer... families) throws ErrnoException {
        List<Integer> list = Arrays.asList(families);
        umnet.select(new FakeCall(process, SystemCall.EXECVE), path, list);
    }

    FakeCall anyCall(FakeProcess process) {
        return new FakeCall(process, SystemCall.STAT);
    }
}
