package io.umview.lwipv6.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.umview.lwipv6.net.NetworkException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Thousands of questions about options, put to the kernel and to this stack. */
class SocketOptionsAgainstKernelTest {
    private static final HexFormat HEX = HexFormat.of();

    /** What depends on the host, on the kernel's version, or is refused here on purpose; level.option. */
    private static final Set<String> LEFT_OUT = Set.of(
            "1.57", // SO_COOKIE
            "1.60", // SO_ZEROCOPY
            "1.61", // SO_TXTIME
            "1.26", // SO_ATTACH_FILTER: the value is a pointer
            "1.27", "1.50", "1.51", "1.52", "17.1", // UDP_CORK and what is not of this socket
            "17.100", // UDP_ENCAP: no IPsec
            "0.35", // interfaces of the host
            "0.36", "0.39", "0.40", "0.41", "41.17", "263.5", // PACKET_RX_RING before a version is chosen
            "263.13", "0.16", // no IPsec
            "0.17", "41.34", "41.35", "263.11", // PACKET_HDRLEN: the value asks
            "263.10", // no TPACKET_V3
            "263.15", "263.18", "263.22", "263.24");

    private final TwoHosts hosts = new TwoHosts();

    @TempDir
    private Path directory;

    @Test
    void valuesLengthsAndErrorsAreThoseOfTheKernel() throws Exception {
        List<String> answers = askKernel();
        List<String> differences = new ArrayList<>();
        for (String line : answers) {
            String[] words = line.split(" ");
            if (LEFT_OUT.contains(words[1] + "." + words[2]) || isHostsOwn(words) || isFormerly(words)) {
                continue;
            }
            String ours = words[3].equals("get") ? get(words) : set(words);
            if (!ours.equals(words[5])) {
                differences.add(line + " but here " + ours);
            }
        }
        assertThat(differences).isEmpty();
        assertThat(answers.size()).isGreaterThan(5000);
    }

    /** Buffer sizes that the host's limits cut, an interval in the host's clock ticks, and indexes of interfaces that only it has. */
    private static boolean isHostsOwn(String[] words) {
        boolean buffer = words[1].equals("1") && (words[2].equals("7") || words[2].equals("8"));
        boolean information = words[1].equals("1") && words[2].equals("55");
        return (buffer && (words[3].equals("get") || HEX.parseHex(words[4].replace("-", "")).length > 3))
                || information
                || words[2].equals("80")
                || words[2].equals("13") && words[4].startsWith("ffffffff");
    }

    /** To set IPV6_ADDRFORM is ENOPROTOOPT since a revision of Linux 6.18 (6.18.44 says so), before it can be done. */
    private static boolean isFormerly(String[] words) {
        return words[1].equals("41") && words[2].equals("1") && words[3].equals("set");
    }

    private List<String> askKernel() throws IOException, InterruptedException {
        Path script = directory.resolve("options.py");
        try (InputStream source = getClass().getResourceAsStream("options.py")) {
            Files.copy(source, script);
        }
        Process python;
        try {
            python = new ProcessBuilder("python3", script.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException none) {
            assumeTrue(false, "no python3");
            throw none;
        }
        try (BufferedReader reader = python.inputReader()) {
            List<String> lines = reader.lines().toList();
            assertThat(python.waitFor()).isZero();
            return lines;
        } finally {
            python.destroy();
        }
    }

    private Socket socket(String kind) throws NetworkException {
        boolean root = "root".equals(System.getProperty("user.name"));
        Capabilities capabilities = root ? Capabilities.ALL : Capabilities.NONE;
        return switch (kind) {
            case "udp4" -> hosts.left.socket(Domain.AF_INET, Domain.SOCK_DGRAM, 0, capabilities);
            case "udp6" -> hosts.left.socket(Domain.AF_INET6, Domain.SOCK_DGRAM, 0, capabilities);
            case "raw4" -> hosts.left.socket(Domain.AF_INET, Domain.SOCK_RAW, 1, capabilities);
            case "raw6" -> hosts.left.socket(Domain.AF_INET6, Domain.SOCK_RAW, 58, capabilities);
            default -> hosts.left.socket(Domain.AF_PACKET, Domain.SOCK_RAW, 0, capabilities);
        };
    }

    private String get(String[] words) throws NetworkException {
        Socket socket = socket(words[0]);
        try {
            return get(socket, words, Integer.parseInt(words[4]));
        } finally {
            socket.close();
        }
    }

    private static String get(Socket socket, String[] words, int room) {
        try {
            byte[] value = socket.option(Integer.parseInt(words[1]), Integer.parseInt(words[2]), room);
            return value.length == 0 ? "-" : HEX.formatHex(value);
        } catch (NetworkException error) {
            return name(error);
        }
    }

    private String set(String[] words) throws NetworkException {
        Socket socket = socket(words[0]);
        byte[] value = words[4].equals("-") ? new byte[0] : HEX.parseHex(words[4]);
        try {
            socket.option(Integer.parseInt(words[1]), Integer.parseInt(words[2]), value);
            return "ok," + get(socket, words, Math.max(4, Math.min(value.length, 16)));
        } catch (NetworkException error) {
            return name(error);
        } finally {
            socket.close();
        }
    }

    /** Linux has two names for one number. */
    private static String name(NetworkException error) {
        String name = error.error().name();
        return name.equals("EOPNOTSUPP") ? "ENOTSUP" : name;
    }
}
