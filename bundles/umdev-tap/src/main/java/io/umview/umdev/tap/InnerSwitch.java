package io.umview.umdev.tap;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A switch in this process, which learns where stations are. */
final class InnerSwitch implements Wire {
    private static final int STATIONS = 1024;
    private static final int SOURCE = 6;

    private final PacketLoop loop;
    private final List<PortOfSwitch> ports = new ArrayList<>();
    private final Map<Long, PortOfSwitch> stations = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, PortOfSwitch> eldest) {
            return size() > STATIONS;
        }
    };

    InnerSwitch(PacketLoop loop) {
        this.loop = loop;
    }

    @Override
    public Port plug(Receiver receiver) {
        PortOfSwitch port = new PortOfSwitch(receiver);
        ports.add(port);
        return port;
    }

    private long station(int at) {
        ByteBuffer packet = loop.packet().bytes();
        return (packet.getInt(at) & 0xffffffffL) << 16 | packet.getShort(at + 4) & 0xffffL;
    }

    private boolean isGroup(int at) {
        return (loop.packet().bytes().get(at) & 1) != 0;
    }

    private final class PortOfSwitch implements Port {
        private final Receiver receiver;

        PortOfSwitch(Receiver receiver) {
            this.receiver = receiver;
        }

        @Override
        public void send(int at, int length) {
            if (!isGroup(at + SOURCE)) {
                stations.put(station(at + SOURCE), this);
            }
            PortOfSwitch known = isGroup(at) ? null : stations.get(station(at));
            if (known != null) {
                if (known != this) {
                    known.receiver.receive(at, length);
                }
                return;
            }
            for (PortOfSwitch port : ports) {
                if (port != this) {
                    port.receiver.receive(at, length);
                }
            }
        }

        @Override
        public void unplug() {
            ports.remove(this);
            stations.values().removeIf(port -> port == this);
        }
    }
}
