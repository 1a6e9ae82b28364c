package io.umview.lwipv6.socket;

import static io.umview.lwipv6.socket.TcpOption.*;

import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.transport.tcp.Connection;
import io.umview.lwipv6.transport.tcp.Settings;
import io.umview.lwipv6.transport.tcp.TcpLayer;
import io.umview.lwipv6.transport.tcp.TcpState;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The options of level IPPROTO_TCP: tcp(7), and where that is silent what Linux does (do_tcp_setsockopt). */
final class TcpOptions {
    private static final int INFO = 248;
    private static final int NAME = 16;
    private static final int LEAST_MSS = 88;
    private static final int MOST_MSS = 32767;
    private static final int DEFAULT_MSS = 536;
    private static final int MOST_KEEP_TIME = 32767;
    private static final int MOST_COUNT = 127;
    private static final int MOST_FIN_TIMEOUT = 120;
    private static final int LEAST_CLAMP = 1152;
    private static final int RTO_MOST = 120;

    private final TcpSocket socket;
    private final TcpLayer tcp;
    private final Settings settings;
    private final OptionFlags flags = new OptionFlags();

    TcpOptions(TcpSocket socket, TcpLayer tcp, Settings settings) {
        this.socket = socket;
        this.tcp = tcp;
        this.settings = settings;
    }

    byte[] get(int name, int room) throws NetworkException {
        Connection c = socket.connection();
        return switch (name) {
            case TCP_NODELAY -> OptionValue.of(settings.noDelay, room);
            case TCP_CORK -> OptionValue.of(settings.cork, room);
            case TCP_MAXSEG -> OptionValue.of(segmentSize(c), room);
            case TCP_KEEPIDLE -> OptionValue.of(or(settings.keepIdle, tcp.parameters().keepAliveTime), room);
            case TCP_KEEPINTVL -> OptionValue.of(or(settings.keepInterval, tcp.parameters().keepAliveInterval), room);
            case TCP_KEEPCNT -> OptionValue.of(or(settings.keepCount, tcp.parameters().keepAliveProbes), room);
            case TCP_SYNCNT -> OptionValue.of(or(settings.synRetries, tcp.parameters().synRetries), room);
            case TCP_LINGER2 -> OptionValue.of(or(settings.finTimeout, tcp.parameters().finTimeout), room);
            case TCP_DEFER_ACCEPT -> OptionValue.of(deferred(settings.deferAccept), room);
            case TCP_WINDOW_CLAMP -> OptionValue.of(settings.windowClamp, room);
            case TCP_INFO -> OptionValue.truncate(c == null ? closedInfo() : c.tcpInfo(), room);
            case TCP_QUICKACK -> OptionValue.of(c == null || c.quickAcknowledgments(), room);
            case TCP_CONGESTION -> OptionValue.truncate(name(c), room);
            case TCP_USER_TIMEOUT -> OptionValue.of(settings.userTimeout, room);
            case TCP_NOTSENT_LOWAT -> OptionValue.of(settings.notSentLowWater, room);
            case TCP_TIMESTAMP -> OptionValue.of((int) (System.nanoTime() / 1_000_000), room);
            case TCP_THIN_LINEAR_TIMEOUTS,
                    TCP_THIN_DUPACK,
                    TCP_FASTOPEN,
                    TCP_FASTOPEN_CONNECT,
                    TCP_FASTOPEN_NO_COOKIE,
                    TCP_SAVE_SYN,
                    TCP_TX_DELAY,
                    TCP_REPAIR,
                    TCP_INQ -> OptionValue.of(flags.get(name), room);
            case TCP_ULP -> new byte[0];
            default -> throw NetworkError.ENOPROTOOPT.exception();
        };
    }

    private int segmentSize(@Nullable Connection c) {
        if (c != null && c.phase() != TcpState.CLOSE) {
            return c.segmentSize();
        }
        return or(settings.maxSegment, DEFAULT_MSS);
    }

    private byte[] closedInfo() {
        byte[] info = new byte[INFO];
        info[0] = (byte) socket.state().number();
        return info;
    }

    private byte[] name(@Nullable Connection c) {
        String chosen = c != null ? c.congestionControl() : settings.congestionControl;
        byte[] bytes = new byte[NAME];
        byte[] text =
                (chosen.isEmpty() ? tcp.parameters().congestionControl : chosen).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(text, 0, bytes, 0, Math.min(text.length, NAME - 1));
        return bytes;
    }

    private static int or(int value, int otherwise) {
        return value != 0 ? value : otherwise;
    }

    /** Seconds as a number of retransmissions has them (secs_to_retrans and back). */
    private static int deferred(int seconds) {
        if (seconds <= 0) {
            return 0;
        }
        int period = 1;
        int step = 1;
        while (period < seconds) {
            step = Math.min(step * 2, RTO_MOST);
            period += step;
        }
        return period;
    }

    void set(int name, byte[] value) throws NetworkException {
        if (name == TCP_CONGESTION) {
            congestion(value);
            return;
        }
        if (name == TCP_ULP) {
            throw NetworkError.ENOENT.exception();
        }
        int number = OptionValue.intOf(value);
        boolean on = number != 0;
        Connection c = socket.connection();
        switch (name) {
            case TCP_NODELAY -> {
                settings.noDelay = on;
                if (on && c != null) {
                    c.push(false);
                }
            }
            case TCP_CORK -> {
                settings.cork = on;
                if (!on && c != null) {
                    c.push(false);
                }
            }
            case TCP_MAXSEG -> {
                check(number == 0 || number >= LEAST_MSS && number <= MOST_MSS);
                settings.maxSegment = number;
                if (c != null) {
                    c.segmentLimited();
                }
            }
            case TCP_KEEPIDLE -> {
                settings.keepIdle = within(number, MOST_KEEP_TIME);
                keepAliveChanged(c);
            }
            case TCP_KEEPINTVL -> {
                settings.keepInterval = within(number, MOST_KEEP_TIME);
                keepAliveChanged(c);
            }
            case TCP_KEEPCNT -> settings.keepCount = within(number, MOST_COUNT);
            case TCP_SYNCNT -> settings.synRetries = within(number, MOST_COUNT);
            case TCP_LINGER2 -> settings.finTimeout = number < 0 ? -1 : Math.min(number, MOST_FIN_TIMEOUT);
            case TCP_DEFER_ACCEPT -> settings.deferAccept = Math.max(0, number);
            case TCP_WINDOW_CLAMP -> {
                check(number != 0 || socket.state() == TcpState.CLOSE);
                settings.windowClamp = number == 0 ? 0 : Math.max(LEAST_CLAMP, number);
                if (c != null) {
                    c.resized();
                }
            }
            case TCP_QUICKACK -> {
                if (c != null) {
                    c.quickAcknowledgments(on);
                }
            }
            case TCP_USER_TIMEOUT -> {
                check(number >= 0);
                settings.userTimeout = number;
            }
            case TCP_NOTSENT_LOWAT -> settings.notSentLowWater = number;
            case TCP_THIN_LINEAR_TIMEOUTS, TCP_THIN_DUPACK, TCP_INQ, TCP_SAVE_SYN -> {
                check(number >= 0 && number <= 1);
                flags.set(name, on);
            }
            // Fast open is accepted by listeners that nobody opens fast (tcp_fastopen=0).
            case TCP_FASTOPEN -> check(number >= 0);
            case TCP_FASTOPEN_CONNECT, TCP_FASTOPEN_NO_COOKIE, TCP_TX_DELAY ->
                throw NetworkError.EOPNOTSUPP.exception();
            case TCP_REPAIR -> throw NetworkError.EPERM.exception();
            default -> throw NetworkError.ENOPROTOOPT.exception();
        }
    }

    private void congestion(byte[] value) throws NetworkException {
        check(value.length > 0);
        int length = 0;
        while (length < Math.min(value.length, NAME - 1) && value[length] != 0) {
            length++;
        }
        String chosen = new String(value, 0, length, StandardCharsets.US_ASCII);
        if (!tcp.knowsCongestionControl(chosen)) {
            throw NetworkError.ENOENT.exception();
        }
        settings.congestionControl = chosen;
        Connection c = socket.connection();
        if (c != null) {
            c.congestionControl(chosen);
        }
    }

    private static void keepAliveChanged(@Nullable Connection c) {
        if (c != null) {
            c.keepAliveChanged();
        }
    }

    private static int within(int number, int most) throws NetworkException {
        check(number >= 1 && number <= most);
        return number;
    }

    private static void check(boolean valid) throws NetworkException {
        if (!valid) {
            throw NetworkError.EINVAL.exception();
        }
    }
}
