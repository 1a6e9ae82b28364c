package io.umview.lwipv6.netlink.proc;

import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.transport.PortTable;
import io.umview.lwipv6.transport.tcp.TcpLayer;
import io.umview.lwipv6.transport.tcp.TcpParameters;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/** Files of /proc/sys/net that are settings of TCP and of ports. */
final class TransportControls {
    private static final int BYTE = 255;

    private TransportControls() {}

    static void put(SystemControls controls, TcpLayer tcp, PortTable udpPorts, PortTable udpLitePorts) {
        TcpParameters p = tcp.parameters();
        flag(controls, "tcp_timestamps", () -> p.timestamps ? 1 : 0, value -> p.timestamps = value != 0);
        flag(controls, "tcp_sack", () -> p.sack ? 1 : 0, value -> p.sack = value != 0);
        flag(controls, "tcp_dsack", () -> p.dsack ? 1 : 0, value -> p.dsack = value != 0);
        flag(controls, "tcp_frto", () -> p.frto, value -> p.frto = value);
        flag(controls, "tcp_window_scaling", () -> p.windowScaling ? 1 : 0, value -> p.windowScaling = value != 0);
        flag(controls, "tcp_rfc1337", () -> p.rfc1337 ? 1 : 0, value -> p.rfc1337 = value != 0);
        flag(
                controls,
                "tcp_abort_on_overflow",
                () -> p.abortOnOverflow ? 1 : 0,
                value -> p.abortOnOverflow = value != 0);
        flag(
                controls,
                "tcp_slow_start_after_idle",
                () -> p.slowStartAfterIdle ? 1 : 0,
                value -> p.slowStartAfterIdle = value != 0);
        number(controls, "tcp_ecn", () -> p.ecn, value -> p.ecn = value, 0, 2);
        number(controls, "tcp_syncookies", () -> p.synCookies, value -> p.synCookies = value, 0, 2);
        number(controls, "tcp_syn_retries", () -> p.synRetries, value -> p.synRetries = value, 1, 127);
        number(controls, "tcp_synack_retries", () -> p.synAckRetries, value -> p.synAckRetries = value, 0, BYTE);
        number(controls, "tcp_retries1", () -> p.retries1, value -> p.retries1 = value, 0, BYTE);
        number(controls, "tcp_retries2", () -> p.retries2, value -> p.retries2 = value, 0, BYTE);
        number(controls, "tcp_orphan_retries", () -> p.orphanRetries, value -> p.orphanRetries = value, 0, BYTE);
        number(controls, "tcp_tw_reuse", () -> p.timeWaitReuse, value -> p.timeWaitReuse = value, 0, 2);
        count(controls, "tcp_max_orphans", () -> p.maxOrphans, value -> p.maxOrphans = value);
        count(controls, "tcp_max_tw_buckets", () -> p.maxTimeWaits, value -> p.maxTimeWaits = value);
        count(controls, "tcp_fin_timeout", () -> p.finTimeout, value -> p.finTimeout = value);
        count(controls, "tcp_keepalive_time", () -> p.keepAliveTime, value -> p.keepAliveTime = value);
        count(controls, "tcp_keepalive_intvl", () -> p.keepAliveInterval, value -> p.keepAliveInterval = value);
        number(controls, "tcp_keepalive_probes", () -> p.keepAliveProbes, value -> p.keepAliveProbes = value, 0, BYTE);
        count(controls, "tcp_invalid_ratelimit", () -> p.invalidRateLimit, value -> p.invalidRateLimit = value);
        count(controls, "tcp_challenge_ack_limit", () -> p.challengeAckLimit, value -> p.challengeAckLimit = value);
        controls.put(
                "core/somaxconn", SystemControl.number(() -> p.somaxconn, value -> p.somaxconn = value, 0, 1 << 30));
        controls.put("ipv4/tcp_rmem", new Numbers(3, () -> List.of(p.rmemMin, p.rmemDefault, p.rmemMax), values -> {
            p.rmemMin = values.get(0);
            p.rmemDefault = values.get(1);
            p.rmemMax = values.get(2);
        }));
        controls.put("ipv4/tcp_wmem", new Numbers(3, () -> List.of(p.wmemMin, p.wmemDefault, p.wmemMax), values -> {
            p.wmemMin = values.get(0);
            p.wmemDefault = values.get(1);
            p.wmemMax = values.get(2);
        }));
        controls.put("ipv4/tcp_congestion_control", new CongestionControl(tcp));
        controls.put("ipv4/tcp_available_congestion_control", SystemControl.fixed("reno cubic"));
        controls.put("ipv4/tcp_allowed_congestion_control", SystemControl.fixed("reno cubic"));
        controls.put(
                "ipv4/ip_local_port_range",
                new Numbers(2, () -> List.of(tcp.ports().lowest(), tcp.ports().highest()), values -> {
                    tcp.ports().range(values.get(0), values.get(1));
                    udpPorts.range(values.get(0), values.get(1));
                    udpLitePorts.range(values.get(0), values.get(1));
                }) {
                    @Override
                    void check(List<Integer> values) throws NetworkException {
                        if (values.get(0) < 1 || values.get(1) > 0xffff || values.get(1) < values.get(0)) {
                            throw NetworkError.EINVAL.exception();
                        }
                    }
                });
    }

    private static void flag(SystemControls controls, String name, IntSupplier get, IntConsumer set) {
        controls.put("ipv4/" + name, SystemControl.number(get, set, 0, BYTE));
    }

    private static void count(SystemControls controls, String name, IntSupplier get, IntConsumer set) {
        controls.put("ipv4/" + name, SystemControl.number(get, set, 0, Integer.MAX_VALUE));
    }

    private static void number(
            SystemControls controls, String name, IntSupplier get, IntConsumer set, int least, int most) {
        controls.put("ipv4/" + name, SystemControl.number(get, set, least, most));
    }

    /** Several numbers in one file, with tabs between them. Fewer leave the last ones as they are. */
    private static class Numbers implements SystemControl {
        private final int count;
        private final Supplier<List<Integer>> get;
        private final Consumer<List<Integer>> set;

        Numbers(int count, Supplier<List<Integer>> get, Consumer<List<Integer>> set) {
            this.count = count;
            this.get = get;
            this.set = set;
        }

        void check(List<Integer> values) throws NetworkException {
            for (int value : values) {
                if (value < 1) {
                    throw NetworkError.EINVAL.exception();
                }
            }
        }

        @Override
        public String read() {
            List<String> texts = new ArrayList<>();
            get.get().forEach(value -> texts.add(Integer.toString(value)));
            return String.join("\t", texts);
        }

        @Override
        public void write(String text) throws NetworkException {
            String[] given = text.split("\\s+");
            if (given.length > count) {
                throw NetworkError.EINVAL.exception();
            }
            List<Integer> values = new ArrayList<>(get.get());
            for (int i = 0; i < given.length; i++) {
                values.set(i, SystemControl.number(given[i]));
            }
            check(values);
            set.accept(values);
        }
    }

    /** The name of what connections use that ask for nothing else. */
    private record CongestionControl(TcpLayer tcp) implements SystemControl {
        @Override
        public String read() {
            return tcp.parameters().congestionControl;
        }

        @Override
        public void write(String text) throws NetworkException {
            if (!tcp.knowsCongestionControl(text)) {
                throw NetworkError.ENOENT.exception();
            }
            tcp.parameters().congestionControl = text;
        }
    }
}
