package io.umview.itest.run;

import static io.umview.itest.run.UmviewRunner.inNetworkNamespace;
import static io.umview.itest.run.UmviewRunner.natively;
import static io.umview.itest.run.UmviewRunner.umview;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** A view on a stack of its own, and the kernel's stack in a network namespace, joined by one link. */
public final class Neighbours implements AutoCloseable {
    /** Where the stack is mounted: nobody needs to choose it. */
    public static final String STACK = "/dev/net/default";

    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final Host guest;
    private final Host kernel;

    private Neighbours(Path folder, Link link) {
        Session namespace = inNetworkNamespace().in(folder).within(PATIENCE).session();
        try {
            Session view =
                    umview("-q", "-p", "umnet").in(folder).within(PATIENCE).session();
            String device = "uv" + ProcessHandle.current().pid() % 100_000 + "n" + COUNT.incrementAndGet();
            guest = new Host(view, link.guestDevice, "10.99.0.2", "fd00:99::2");
            kernel = new Host(namespace, device, "10.99.0.1", "fd00:99::1");
        } catch (RuntimeException | Error e) {
            namespace.close();
            throw e;
        }
        try {
            link.join(this);
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private enum Link {
        TAP("tp0") {
            @Override
            void join(Neighbours hosts) {
                hosts.mount("tp0=" + hosts.kernel.device());
                Result moved = natively()
                        .run(
                                Programs.require("ip"),
                                "link",
                                "set",
                                hosts.kernel.device(),
                                "netns",
                                Long.toString(hosts.kernel.shell().umview().pid()));
                if (moved.status() != 0) {
                    throw new AssertionError(moved);
                }
            }
        },
        /** The folder has the sockets of two switches, {@code near} and {@code far}, and somebody else joins them. */
        SWITCHES("vd0") {
            @Override
            void join(Neighbours hosts) {
                hosts.kernel.must("vde_switch -daemon -s near -M near.mgmt; vde_switch -daemon -s far -M far.mgmt -tap "
                        + hosts.kernel.device());
                hosts.mount("vd0=near");
            }
        };

        final String guestDevice;

        Link(String guestDevice) {
            this.guestDevice = guestDevice;
        }

        abstract void join(Neighbours hosts);
    }

    /** Joins them by a TAP device. @param folder the working directory of both */
    public static Neighbours onTap(Path folder) {
        return new Neighbours(folder, Link.TAP);
    }

    /**
     * Puts each on a VDE switch of its own.
     *
     * @param folder the working directory of both, in which the switches are {@code near}, the guest's, and {@code far}
     */
    public static Neighbours onTwoSwitches(Path folder) {
        Programs.require("vde_switch");
        return new Neighbours(folder, Link.SWITCHES);
    }

    private void mount(String options) {
        guest.must("mount -t umnetlwipv6 -o " + options + " none " + STACK);
    }

    /** Gives both their addresses, and has their interfaces up. */
    public Neighbours withAddresses() {
        kernel.must("ip link set lo up");
        for (Host host : new Host[] {kernel, guest}) {
            host.must("ip addr add " + host.v4() + "/24 dev " + host.device());
            host.must("ip addr add " + host.v6() + "/64 dev " + host.device() + " nodad");
            host.must("ip link set " + host.device() + " up");
        }
        return this;
    }

    /** The view. */
    public Host guest() {
        return guest;
    }

    /** The namespace. */
    public Host kernel() {
        return kernel;
    }

    @Override
    public void close() {
        if (guest.shell().umview().isAlive()) {
            guest.endJobs();
        }
        guest.shell().close();
        kernel.shell().close();
    }
}
