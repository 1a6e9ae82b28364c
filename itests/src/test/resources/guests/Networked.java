import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Servers and clients with what Java has of networks. Servers end with their standard input. */
public class Networked {
    private static final int STREAMS = 7001;
    private static final int CHANNELS = 7002;
    private static final int HTTP = 7003;
    private static final int LENGTH = 500_000;
    private static final int PIECE = 9000;
    private static final int CLIENTS = 10;
    private static final int REQUESTS = 100;

    private static final ExecutorService THREADS = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        return thread;
    });

    private final InetAddress address;

    private Networked(InetAddress address) {
        this.address = address;
    }

    public static void main(String[] words) throws Exception {
        Networked program = new Networked(InetAddress.getByName(words[1]));
        if (words[0].equals("serve")) {
            program.serve();
        } else {
            program.ask();
        }
    }

    // --- servers

    private void serve() throws Exception {
        ServerSocket streams = new ServerSocket(STREAMS, 50, address);
        DatagramSocket datagrams = new DatagramSocket(STREAMS, address);
        THREADS.submit(() -> accept(streams));
        THREADS.submit(() -> echoDatagrams(datagrams));
        Selector selector = Selector.open();
        ServerSocketChannel listener = ServerSocketChannel.open().bind(new InetSocketAddress(address, CHANNELS));
        DatagramChannel channel = DatagramChannel.open().bind(new InetSocketAddress(address, CHANNELS));
        for (var each : List.of(listener, channel)) {
            each.configureBlocking(false);
        }
        listener.register(selector, SelectionKey.OP_ACCEPT);
        channel.register(selector, SelectionKey.OP_READ);
        THREADS.submit(() -> select(selector));
        HttpServer http = HttpServer.create(new InetSocketAddress(address, HTTP), 0);
        http.setExecutor(THREADS);
        http.createContext("/", exchange -> {
            byte[] body = exchange.getRequestMethod().equals("POST")
                    ? exchange.getRequestBody().readAllBytes()
                    : content(Integer.parseInt(exchange.getRequestURI().getPath().substring(1)));
            exchange.sendResponseHeaders(200, body.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        });
        http.start();
        System.out.println("ready");
        System.in.transferTo(OutputStream.nullOutputStream());
        System.exit(0);
    }

    private static Void accept(ServerSocket listener) throws IOException {
        while (true) {
            Socket socket = listener.accept();
            THREADS.submit(() -> {
                try (socket) {
                    return socket.getInputStream().transferTo(socket.getOutputStream());
                }
            });
        }
    }

    private static Void echoDatagrams(DatagramSocket socket) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[65536], 65536);
        while (true) {
            packet.setLength(65536);
            socket.receive(packet);
            socket.send(packet);
        }
    }

    /** What has come is sent back before anything else is read: what is written stays in the buffer until all of it is. */
    private static Void select(Selector selector) throws IOException {
        ByteBuffer datagram = ByteBuffer.allocateDirect(65536);
        while (true) {
            selector.select();
            for (SelectionKey key : selector.selectedKeys()) {
                if (key.isAcceptable()) {
                    SocketChannel accepted = ((ServerSocketChannel) key.channel()).accept();
                    accepted.configureBlocking(false);
                    accepted.register(selector, SelectionKey.OP_READ, ByteBuffer.allocateDirect(65536));
                } else if (key.channel() instanceof DatagramChannel channel) {
                    SocketAddress source = channel.receive(datagram.clear());
                    channel.send(datagram.flip(), source);
                } else {
                    echo(key);
                }
            }
            selector.selectedKeys().clear();
        }
    }

    private static void echo(SelectionKey key) throws IOException {
        SocketChannel channel = (SocketChannel) key.channel();
        ByteBuffer buffer = (ByteBuffer) key.attachment();
        if (key.isReadable()) {
            boolean ended = channel.read(buffer) < 0;
            buffer.flip();
            if (ended) {
                channel.close();
                return;
            }
        }
        channel.write(buffer);
        if (buffer.hasRemaining()) {
            key.interestOps(SelectionKey.OP_WRITE);
        } else {
            buffer.clear();
            key.interestOps(SelectionKey.OP_READ);
        }
    }

    // --- clients

    private void ask() throws Exception {
        for (int port : new int[] {STREAMS, CHANNELS}) {
            all("streams to " + port, CLIENTS, i -> overStream(port, content(i)));
            all("channels to " + port, CLIENTS, i -> overChannel(port, content(i)));
            all("datagrams to " + port, 1, i -> overDatagrams(port, content(i)));
            all("datagram channels to " + port, 1, i -> overDatagramChannel(port, content(i)));
        }
        HttpClient client = HttpClient.newBuilder().executor(THREADS).build();
        all("requests", REQUESTS, i -> get(client, i));
        all("posts", CLIENTS, i -> post(client, content(i)));
    }

    private interface Exchange {
        byte[] with(int number) throws Exception;
    }

    /** Exchanges something with a server many times at once, and says how often it was the right thing. */
    private static void all(String what, int count, Exchange exchange) throws Exception {
        List<Future<byte[]>> answers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int number = i;
            answers.add(THREADS.submit(() -> exchange.with(number)));
        }
        int right = 0;
        for (int i = 0; i < count; i++) {
            right += Arrays.equals(answers.get(i).get(), content(i)) ? 1 : 0;
        }
        System.out.println(what + ": " + right);
    }

    private static byte[] content(int seed) {
        byte[] bytes = new byte[LENGTH + seed];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private byte[] overStream(int port, byte[] sent) throws Exception {
        try (Socket socket = new Socket(address, port)) {
            Future<?> sender = THREADS.submit(() -> {
                socket.getOutputStream().write(sent);
                socket.shutdownOutput();
                return null;
            });
            byte[] received = socket.getInputStream().readAllBytes();
            sender.get();
            return received;
        }
    }

    private byte[] overChannel(int port, byte[] sent) throws Exception {
        try (SocketChannel channel = SocketChannel.open();
                Selector selector = Selector.open()) {
            channel.configureBlocking(false);
            channel.connect(new InetSocketAddress(address, port));
            SelectionKey key = channel.register(selector, SelectionKey.OP_CONNECT);
            ByteBuffer out = ByteBuffer.wrap(sent);
            ByteBuffer in = ByteBuffer.allocate(sent.length);
            while (in.hasRemaining()) {
                selector.select();
                selector.selectedKeys().clear();
                if (key.isConnectable()) {
                    channel.finishConnect();
                    key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
                    continue;
                }
                if (key.isWritable()) {
                    channel.write(out);
                    if (!out.hasRemaining()) {
                        channel.shutdownOutput();
                        key.interestOps(SelectionKey.OP_READ);
                    }
                }
                if (key.isReadable() && channel.read(in) < 0) {
                    break;
                }
            }
            return in.array();
        }
    }

    /** In pieces, each of which is sent when the one before it has come back. */
    private byte[] overDatagrams(int port, byte[] sent) throws IOException {
        byte[] received = new byte[sent.length];
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout(20_000);
            for (int at = 0; at < sent.length; at += PIECE) {
                int length = Math.min(PIECE, sent.length - at);
                socket.send(new DatagramPacket(sent, at, length, address, port));
                socket.receive(new DatagramPacket(received, at, length));
            }
        }
        return received;
    }

    private byte[] overDatagramChannel(int port, byte[] sent) throws IOException {
        byte[] received = new byte[sent.length];
        try (DatagramChannel channel = DatagramChannel.open()) {
            channel.connect(new InetSocketAddress(address, port));
            for (int at = 0; at < sent.length; at += PIECE) {
                int length = Math.min(PIECE, sent.length - at);
                channel.write(ByteBuffer.wrap(sent, at, length));
                channel.read(ByteBuffer.wrap(received, at, length));
            }
        }
        return received;
    }

    private HttpRequest.Builder request(String path) {
        String host = address.getHostAddress();
        return HttpRequest.newBuilder(
                URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + HTTP + "/" + path));
    }

    private byte[] get(HttpClient client, int number) throws Exception {
        return client.sendAsync(request(Integer.toString(number)).build(), HttpResponse.BodyHandlers.ofByteArray())
                .get()
                .body();
    }

    private byte[] post(HttpClient client, byte[] body) throws Exception {
        HttpRequest request =
                request("").POST(HttpRequest.BodyPublishers.ofByteArray(body)).build();
        return client.send(request, HttpResponse.BodyHandlers.ofByteArray()).body();
    }
}
