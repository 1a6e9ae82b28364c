import static io.umview.msocket.Msocket.*;

import com.sun.jna.LastErrorException;
import io.umview.msocket.Msocket;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Map;

/** A Java guest: does each of its words and says what came of it. */
public class Stacks {
    private interface Step {
        Object run() throws Exception;
    }

    private static final Map<String, Step> STEPS = Map.ofEntries(
            Map.entry("null", () -> Msocket.open("/dev/net/null", PF_INET, SOCK_DGRAM, 0)),
            Map.entry("native", () -> closed(Msocket.open("/dev/net/native", PF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0))),
            Map.entry("default", () -> closed(Msocket.open(null, PF_INET, SOCK_STREAM, 0))),
            Map.entry("nothing", () -> Msocket.open("/etc/passwd", PF_INET, SOCK_STREAM, 0)),
            Map.entry("no-type", () -> Msocket.open("/dev/net/native", PF_INET, 0, 0)),
            Map.entry("unconnected", () -> write(Msocket.open(null, PF_INET, SOCK_DGRAM, 0))),
            Map.entry("choose-null", () -> choose("/dev/net/null")),
            Map.entry("choose-native", () -> choose("/dev/net/native")),
            Map.entry("java.net", Stacks::echo));

    private static Object choose(String path) throws SocketException {
        Msocket.chooseDefault(path, PF_UNSPEC);
        return "chosen";
    }

    private static Object closed(FileDescriptor socket) throws IOException {
        boolean wasValid = socket.valid();
        new FileInputStream(socket).close();
        return wasValid && !socket.valid() ? "socket" : "no socket";
    }

    private static Object write(FileDescriptor socket) throws IOException {
        try (FileOutputStream out = new FileOutputStream(socket)) {
            out.write(1);
            return "written";
        }
    }

    private static Object echo() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
                Socket served = server.accept()) {
            client.getOutputStream().write(42);
            return served.getInputStream().read();
        }
    }

    public static void main(String[] words) throws Exception {
        for (String word : words) {
            try {
                System.out.println(STEPS.get(word).run());
            } catch (IOException e) {
                Object errno = e.getCause() instanceof LastErrorException cause ? cause.getErrorCode() : "";
                System.out.println(e.getMessage() + " " + errno);
            }
        }
    }
}
