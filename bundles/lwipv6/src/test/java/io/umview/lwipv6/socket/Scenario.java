package io.umview.lwipv6.socket;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Random calls on a few UDP sockets of one host. Whatever is sent goes to a loopback address. */
final class Scenario {
    private static final String[] V4 = {"127.77.0.1", "127.77.0.2", "0.0.0.0"};
    private static final String[] V6 = {"::1", "::", "::ffff:127.77.0.1", "::ffff:0.0.0.0"};

    private final Random random;
    private final boolean[] v6 = new boolean[3];

    /** Which sockets hold back what they send: connect(2) would confuse the kernel then, which keeps the route in the same place. */
    private final boolean[] corked = new boolean[3];

    private final boolean[] wasConnected = new boolean[3];

    private Scenario(Random random) {
        this.random = random;
    }

    static List<String> of(Random random) {
        return new Scenario(random).calls();
    }

    private List<String> calls() {
        List<String> calls = new ArrayList<>();
        for (int socket = 0; socket < v6.length; socket++) {
            calls.add(open(socket));
            if (random.nextInt(4) > 0) {
                calls.add("bind " + socket + " " + address(socket));
            }
        }
        int count = 10 + random.nextInt(25);
        for (int i = 0; i < count; i++) {
            int socket = random.nextInt(v6.length);
            boolean free = !corked[socket];
            String call = call(socket);
            if (free && corked[socket]) {
                // What a pending error does to the beginning of a datagram is an accident of the kernel.
                calls.add("error " + socket);
            }
            calls.add(call);
        }
        return calls;
    }

    private String open(int socket) {
        v6[socket] = random.nextInt(3) == 0;
        return "socket " + socket + (v6[socket] ? " udp6" : " udp4");
    }

    private String call(int socket) {
        if (corked[socket]) {
            corked[socket] = random.nextBoolean();
            return corked[socket] ? "poll " + socket : "send " + socket + " end null 0";
        }
        return switch (random.nextInt(20)) {
            case 0 -> "bind " + socket + " " + address(socket);
            case 1, 2 -> {
                wasConnected[socket] = true;
                yield "connect " + socket + " " + address(socket);
            }
            case 3 -> "disconnect " + socket;
            case 4, 5, 6, 7 -> send(socket);
            case 8, 9, 10 -> "receive " + socket;
            case 11 -> "local " + socket;
            case 12 -> "peer " + socket;
            case 13, 14 -> option(socket);
            case 15 -> "error " + socket;
            case 16 -> "queue " + socket;
            case 17 -> random.nextInt(3) == 0 ? "shutdown " + socket + " " + random.nextInt(4) : "poll " + socket;
            case 18 -> "poll " + socket;
            default -> random.nextInt(3) == 0 ? "close " + socket : "local " + socket;
        };
    }

    /** A datagram in pieces from a connected socket goes to its peer: to another one it confuses the kernel likewise. */
    private String send(int socket) {
        corked[socket] = random.nextInt(8) == 0;
        int flags = corked[socket] ? MessageFlag.MSG_MORE : 0;
        String to = corked[socket] && wasConnected[socket] ? "null" : destination(socket);
        return "send " + socket + " m" + random.nextInt(100) + " " + to + " " + flags;
    }

    private String option(int socket) {
        return "set " + socket
                + switch (random.nextInt(5)) {
                    case 0 -> " 1 2 " + random.nextInt(2); // SO_REUSEADDR
                    case 1 -> " 1 15 " + random.nextInt(2); // SO_REUSEPORT
                    case 2 -> " 0 11 " + random.nextInt(2); // IP_RECVERR
                    case 3 -> " 41 25 " + random.nextInt(2); // IPV6_RECVERR
                    default -> " 41 26 " + random.nextInt(2); // IPV6_V6ONLY
                };
    }

    private String destination(int socket) {
        return random.nextBoolean() ? "null" : address(socket);
    }

    private String address(int socket) {
        String[] hosts = v6[socket] ? V6 : V4;
        int port = random.nextInt(12) == 0 ? 0 : 27001 + random.nextInt(3);
        return "(" + hosts[random.nextInt(hosts.length)] + "|" + port + ")";
    }
}
