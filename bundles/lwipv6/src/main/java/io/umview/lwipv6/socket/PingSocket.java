package io.umview.lwipv6.socket;

import static io.umview.lwipv6.socket.SocketOption.*;

import io.umview.lwipv6.buffer.InternetChecksum;
import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.net.Flow;
import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.net.Received;
import io.umview.lwipv6.net.Transport.IcmpError;
import io.umview.lwipv6.transport.PingEndpoint;
import io.umview.lwipv6.transport.PingTransport;
import io.umview.lwipv6.transport.PortBinding;
import io.umview.lwipv6.wire.Icmp;
import io.umview.lwipv6.wire.IpAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A socket that sends echo requests and gets the replies: SOCK_DGRAM with IPPROTO_ICMP or IPPROTO_ICMPV6 (icmp(7); net/ipv4/ping.c). */
final class PingSocket extends InetMessageSocket {
    private static final int LONGEST = 0xffff;

    private final PingTransport transport;
    private final Endpoint endpoint = new Endpoint();

    PingSocket(Host host, Capabilities capabilities, DatagramServices services, PingTransport transport, int domain) {
        super(host, capabilities, services, domain, Domain.SOCK_DGRAM, transport.protocol());
        this.transport = transport;
    }

    @Override
    int localPort() {
        return endpoint.binding().number();
    }

    @Override
    protected boolean bound() {
        return endpoint.binding().bound();
    }

    @Override
    public void bind(SocketAddress address) throws NetworkException {
        if (address instanceof SocketAddress.Inet6 inet && inet.address().isV4()) {
            throw NetworkError.EADDRNOTAVAIL.exception();
        }
        IpAddress wanted = checkedLocal(address);
        if (wanted.isMulticast() || host().isBroadcast(wanted)) {
            throw NetworkError.EADDRNOTAVAIL.exception();
        }
        if (bound()) {
            throw NetworkError.EINVAL.exception();
        }
        int identifier = address instanceof SocketAddress.Inet4 inet
                ? inet.port()
                : address instanceof SocketAddress.Inet6 inet6 ? inet6.port() : 0;
        bindIdentifier(wanted, identifier);
        bindAddress(wanted);
    }

    private void bindIdentifier(IpAddress address, int identifier) throws NetworkException {
        PortBinding binding = endpoint.binding();
        // Identifiers are unique, whatever the address is, unless both allow it.
        binding.address(any());
        share();
        NetworkError error = transport.identifiers().bind(binding, identifier);
        if (error != null) {
            throw error.exception();
        }
        binding.address(address);
    }

    @Override
    void autobind() throws NetworkException {
        if (!bound()) {
            try {
                bindIdentifier(local(), 0);
            } catch (NetworkException none) {
                throw NetworkError.EAGAIN.exception();
            }
        }
    }

    @Override
    void rehash() {
        endpoint.binding().address(local());
        share();
    }

    private void share() {
        endpoint.binding().reuseAddress(options().is(SO_REUSEADDR));
        endpoint.binding().boundInterface(options().boundInterface());
    }

    @Override
    protected void optionChanged(int level, int name) {
        super.optionChanged(level, name);
        if (level == SOL_SOCKET) {
            share();
        }
    }

    @Override
    public void send(ByteBuffer payload, @Nullable SocketAddress destination, ByteBuffer control, int flags)
            throws NetworkException {
        autobind();
        int length = payload.remaining();
        if (length > LONGEST) {
            throw NetworkError.EMSGSIZE.exception();
        }
        if (length < Icmp.LENGTH) {
            throw NetworkError.EINVAL.exception();
        }
        refuseUrgent(flags);
        int at = payload.position();
        if ((payload.get(at) & 0xff) != transport.request() || payload.get(at + 1) != 0) {
            throw NetworkError.EINVAL.exception();
        }
        IpAddress to = null;
        int scope = 0;
        if (destination instanceof SocketAddress.Inet4 inet && !isV6()) {
            to = inet.address();
        } else if (destination instanceof SocketAddress.Inet6 inet && isV6()) {
            to = inet.address();
            scope = inet.scope();
            if (to.isV4()) {
                throw NetworkError.EINVAL.exception();
            }
        } else if (destination != null) {
            throw NetworkError.EAFNOSUPPORT.exception();
        }
        if (to == null && !connected()) {
            throw NetworkError.EDESTADDRREQ.exception();
        }
        Flow flow = flowTo(to, 0, scope, control, flags);
        checkWritable();
        Packet packet = host().output().pool().take(length);
        packet.append(length);
        packet.put(0, payload, at, length);
        Icmp.identifier(packet, 0, localPort());
        Icmp.seal(packet, 0, isV6() ? pseudoHeader(flow, length) : 0);
        NetworkError error = host().output().send(packet, flow);
        host().output().flush();
        sent(error, flow, 0);
    }

    private long pseudoHeader(Flow flow, int length) {
        return InternetChecksum.pseudoHeader(
                flow.source().high(),
                flow.source().low(),
                flow.destination().high(),
                flow.destination().low(),
                flow.protocol(),
                length);
    }

    @Override
    void dropped(boolean v4) {
        // Counted by the queue.
    }

    @Override
    public void close() {
        transport.identifiers().release(endpoint.binding());
        super.close();
    }

    /** What ICMP knows of it. */
    private final class Endpoint extends PingEndpoint {
        @Override
        protected void receive(Packet packet, Received header) {
            enqueue(packet, header, 0, localPort(), 0);
        }

        @Override
        protected void error(IcmpError error, Packet quoted, Received header) {
            icmpError(error, quoted, 0, header.destination(), 0);
        }
    }
}
