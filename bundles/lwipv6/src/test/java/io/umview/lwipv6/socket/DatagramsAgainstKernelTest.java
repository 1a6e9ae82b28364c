package io.umview.lwipv6.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.umview.lwipv6.Stack;
import io.umview.lwipv6.buffer.PacketPool;
import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.testing.TestLoop;
import io.umview.lwipv6.wire.IpAddress;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random calls on UDP sockets, done on the loopback of the kernel and on that of a stack. */
class DatagramsAgainstKernelTest {
    private static final int SCENARIOS = 3000;

    @TempDir
    private Path directory;

    private final TestLoop loop = new TestLoop();
    private final PacketPool pool = new PacketPool();
    private final Stack stack = new Stack(loop, loop.timers(), pool, new Random(3));
    private final Map<String, MessageSocket> sockets = new HashMap<>();

    @Test
    void everyCallHasTheSameOutcome() throws Exception {
        Random random = new Random(1);
        List<List<String>> scenarios = new ArrayList<>();
        for (int i = 0; i < SCENARIOS; i++) {
            scenarios.add(Scenario.of(random));
        }
        List<String> outcomes = askKernel(scenarios);
        List<String> differences = new ArrayList<>();
        int at = 0;
        for (List<String> scenario : scenarios) {
            boolean same = true;
            for (int i = 0; i < scenario.size(); i++) {
                String theirs = outcomes.get(at++);
                String ours = perform(scenario.get(i).split(" "));
                loop.settle();
                if (same && !ours.equals(theirs)) {
                    same = false;
                    differences.add("here " + ours + ", the kernel " + theirs + "\n    after "
                            + String.join("\n    ", scenario.subList(0, i + 1)) + "\n");
                }
            }
            sockets.values().forEach(Socket::close);
            sockets.clear();
            // ICMP errors are limited in virtual time.
            loop.pass(1000);
        }
        assertThat(differences).isEmpty();
        assertThat(pool.inUse()).isZero();
    }

    private String perform(String[] words) throws NetworkException {
        if (words[0].equals("socket")) {
            int domain = words[2].equals("udp4") ? Domain.AF_INET : Domain.AF_INET6;
            sockets.put(words[1], (MessageSocket) stack.socket(domain, Domain.SOCK_DGRAM, 0, Capabilities.ALL));
            return "ok";
        }
        MessageSocket socket = sockets.get(words[1]);
        if (socket == null) {
            return "none";
        }
        try {
            return perform(socket, words);
        } catch (NetworkException error) {
            String name = error.error().name();
            return name.equals("EOPNOTSUPP") ? "ENOTSUP" : name;
        }
    }

    private String perform(MessageSocket socket, String[] words) throws NetworkException {
        switch (words[0]) {
            case "bind" -> socket.bind(address(words[2]));
            case "connect" -> socket.connect(address(words[2]));
            case "disconnect" -> socket.connect(new SocketAddress.Unspecified(0));
            case "send" -> {
                ByteBuffer payload = ByteBuffer.wrap(words[2].getBytes(StandardCharsets.US_ASCII));
                int length = payload.remaining();
                SocketAddress to = words[3].equals("null") ? null : address(words[3]);
                socket.send(payload, to, Messages.NO_CONTROL, Integer.parseInt(words[4]));
                return String.valueOf(length);
            }
            case "receive" -> {
                MessageSocket.Message message = socket.peek();
                if (message == null || message.isEnd()) {
                    return "EAGAIN";
                }
                String answer = Messages.text(message) + ":" + shown(message.source());
                socket.discard();
                return answer;
            }
            case "local" -> {
                return shown(socket.localAddress());
            }
            case "peer" -> {
                return shown(socket.peerAddress());
            }
            case "set" ->
                Messages.set(
                        socket, Integer.parseInt(words[2]), Integer.parseInt(words[3]), Integer.parseInt(words[4]));
            case "error" -> {
                return String.valueOf(socket.takeError());
            }
            case "queue" -> {
                MessageSocket.Message message = socket.takeErrorMessage();
                if (message == null) {
                    return "EAGAIN";
                }
                byte[] error = Messages.ancillary(message).get(0).data();
                return Messages.text(message) + ":" + shown(message.source()) + ":"
                        + HexFormat.of().formatHex(error, 0, 8);
            }
            case "shutdown" -> socket.shutdown(Integer.parseInt(words[2]));
            case "poll" -> {
                return String.valueOf(socket.readiness());
            }
            default -> {
                sockets.remove(words[1]);
                socket.close();
            }
        }
        return "ok";
    }

    private static SocketAddress address(String name) {
        String[] parts = name.substring(1, name.length() - 1).split("\\|");
        int port = Integer.parseInt(parts[1]);
        if (!parts[0].contains(":")) {
            return new SocketAddress.Inet4(v4(parts[0]), port);
        }
        IpAddress address = parts[0].startsWith("::ffff:")
                ? v4(parts[0].substring(7))
                : new IpAddress(0, parts[0].equals("::1") ? 1 : 0);
        return new SocketAddress.Inet6(address, port, 0, 0);
    }

    private static IpAddress v4(String text) {
        int address = 0;
        for (String part : text.split("\\.")) {
            address = address << 8 | Integer.parseInt(part);
        }
        return IpAddress.v4(address);
    }

    private static String shown(SocketAddress address) {
        try {
            if (address instanceof SocketAddress.Inet4 inet) {
                byte[] bytes =
                        ByteBuffer.allocate(4).putInt(inet.address().v4()).array();
                return Inet4Address.getByAddress(bytes).getHostAddress() + "|" + port(inet.port());
            }
            SocketAddress.Inet6 inet = (SocketAddress.Inet6) address;
            IpAddress ip = inet.address();
            if (ip.isV4()) {
                byte[] bytes = ByteBuffer.allocate(4).putInt(ip.v4()).array();
                return "::ffff:" + InetAddress.getByAddress(bytes).getHostAddress() + "|" + port(inet.port());
            }
            if (ip.high() == 0 && ip.low() <= 1) {
                return (ip.low() == 1 ? "::1" : "::") + "|" + port(inet.port());
            }
            byte[] bytes =
                    ByteBuffer.allocate(16).putLong(ip.high()).putLong(ip.low()).array();
            return Inet6Address.getByAddress(null, bytes, 0).getHostAddress() + "|" + port(inet.port());
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String port(int port) {
        return port == 0 || port > 27000 && port < 27004 ? String.valueOf(port) : "any";
    }

    private List<String> askKernel(List<List<String>> scenarios) throws IOException, InterruptedException {
        Path script = directory.resolve("datagrams.py");
        try (InputStream source = getClass().getResourceAsStream("datagrams.py")) {
            Files.copy(source, script);
        }
        List<String> lines = new ArrayList<>();
        for (List<String> scenario : scenarios) {
            lines.addAll(scenario);
            lines.add("end");
        }
        Path calls = directory.resolve("calls");
        Files.write(calls, lines);
        Process python;
        try {
            python = new ProcessBuilder("python3", script.toString())
                    .redirectInput(calls.toFile())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException none) {
            assumeTrue(false, "no python3");
            throw none;
        }
        try (BufferedReader reader = python.inputReader()) {
            List<String> outcomes = reader.lines().toList();
            assertThat(python.waitFor()).isZero();
            return outcomes;
        } finally {
            python.destroy();
        }
    }
}
