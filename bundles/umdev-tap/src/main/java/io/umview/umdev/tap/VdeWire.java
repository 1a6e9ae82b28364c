package io.umview.umdev.tap;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.linux.Epoll;
import io.umview.linux.Files;
import io.umview.linux.Sockets;
import io.umview.vde.VdeException;
import io.umview.vde.VdePort;

/** A VDE switch: a process that anybody may plug into who may write to its sockets. */
final class VdeWire implements Wire {
    /** Frames that are taken before others have their turn. */
    private static final int BATCH = 64;

    private final PacketLoop loop;
    private final String address;

    /** @param address the folder of the switch, with {@code [port]} behind it or not */
    VdeWire(PacketLoop loop, String address) {
        this.loop = loop;
        this.address = address;
    }

    /** Sees whether the switch is there. */
    void check() throws VdeException {
        close(VdePort.open(address));
    }

    private static void close(VdePort port) {
        Files.close(port.control());
        Files.close(port.data());
        port.remove();
    }

    @Override
    public Port plug(Receiver receiver) throws ErrnoException {
        VdePort port;
        try {
            port = VdePort.open(address);
        } catch (VdeException e) {
            throw e.errno().exception();
        }
        try {
            return new PortOfSwitch(port, receiver);
        } catch (ErrnoException e) {
            close(port);
            throw e;
        }
    }

    private final class PortOfSwitch implements Port {
        private final VdePort port;
        private final Receiver receiver;
        private final long data;
        private long control;

        PortOfSwitch(VdePort port, Receiver receiver) throws ErrnoException {
            this.port = port;
            this.receiver = receiver;
            this.data = loop.watch(port.data(), events -> receive());
            this.control = loop.watch(port.control(), this::told);
        }

        private void receive() {
            for (int i = 0; i < BATCH; i++) {
                long length = Sockets.receive(
                        port.data(),
                        loop.packet().address() + PacketLoop.HEAD,
                        PacketLoop.LARGEST,
                        Sockets.MSG_DONTWAIT);
                if (length <= 0) {
                    return;
                }
                receiver.receive(PacketLoop.HEAD, (int) length);
            }
        }

        /** The switch says nothing over this socket, but closes it when it ends: the wire is cut. */
        private void told(int events) {
            if ((events & (Epoll.EPOLLHUP | Epoll.EPOLLRDHUP | Epoll.EPOLLERR)) != 0) {
                loop.forget(control, port.control());
                control = 0;
            } else {
                Sockets.receive(port.control(), loop.packet().address(), PacketLoop.LARGEST, Sockets.MSG_DONTWAIT);
            }
        }

        @Override
        public void send(int at, int length) {
            long result = Sockets.send(
                    port.data(), loop.packet().address() + at, length, Sockets.MSG_DONTWAIT | Sockets.MSG_NOSIGNAL);
            if (result < 0 && result != -Errno.EAGAIN.number()) {
                System.getLogger(VdeWire.class.getName())
                        .log(System.Logger.Level.DEBUG, "the switch takes no frame: {0}", result);
            }
        }

        @Override
        public void unplug() {
            loop.forget(data, port.data());
            loop.forget(control, port.control());
            close(port);
        }
    }
}
