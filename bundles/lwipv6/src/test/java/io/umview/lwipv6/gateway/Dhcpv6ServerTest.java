package io.umview.lwipv6.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.net.Received;
import io.umview.lwipv6.wire.Dhcpv6;
import io.umview.lwipv6.wire.IpAddress;
import io.umview.lwipv6.wire.IpProtocol;
import io.umview.lwipv6.wire.MacAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Dhcpv6ServerTest {
    private static final IpAddress CLIENT = IpAddress.parse("fe80::11");
    private static final IpAddress OWN = IpAddress.parse("fe80::2");
    private static final MacAddress MAC = new MacAddress(0x5255_0a00_0202L);

    @TempDir
    Path directory;

    private final FakeOutput output = new FakeOutput();

    @Test
    void aClientIsToldNameServersAndDomains() throws IOException {
        Path file = Files.writeString(directory.resolve("resolv.conf"), "search example.org\n");
        Packet request = request(Dhcpv6.INFORMATION_REQUEST);
        byte[] identifier = {0, 3, 0, 1, 1, 2, 3, 4, 5, 6};
        request.put(Dhcpv6.option(request, Dhcpv6.CLIENT_IDENTIFIER, 10), identifier, 0, 10);

        server(file).receive(request, header(), Dhcpv6.CLIENT_PORT);

        FakeOutput.Datagram answer = output.sent.get(0);
        assertThat(answer.source()).isEqualTo(OWN);
        assertThat(answer.sourcePort()).isEqualTo(547);
        assertThat(answer.destination()).isEqualTo(CLIENT);
        assertThat(answer.destinationPort()).isEqualTo(546);
        Packet reply = answer.payload();
        assertThat(Dhcpv6.type(reply)).isEqualTo(Dhcpv6.REPLY);
        assertThat(Dhcpv6.transaction(reply)).isEqualTo(0xabcdef);
        assertThat(value(reply, Dhcpv6.CLIENT_IDENTIFIER)).isEqualTo(identifier);
        assertThat(value(reply, Dhcpv6.SERVER_IDENTIFIER)).containsExactly(0, 3, 0, 1, 0x52, 0x55, 0x0a, 0, 2, 2);
        assertThat(value(reply, Dhcpv6.NAME_SERVERS))
                .containsExactly(0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3);
        assertThat(value(reply, Dhcpv6.DOMAIN_LIST)).asString().isEqualTo("\7example\3org\0");
    }

    @Test
    void whatIsForAnotherServerOrAsksForAddressesIsLeftAlone() {
        Packet other = request(Dhcpv6.INFORMATION_REQUEST);
        Dhcpv6.option(other, Dhcpv6.SERVER_IDENTIFIER, 10);
        server(Path.of("/nonexistent")).receive(other, header(), 546);
        server(Path.of("/nonexistent")).receive(request(1), header(), 546);
        assertThat(output.sent).isEmpty();
        assertThat(output.pool.inUse()).isZero();
    }

    @Property
    void anythingMayComeIn(@ForAll @Size(max = 64) byte[] bytes) {
        FakeOutput fresh = new FakeOutput();
        Packet packet = fresh.pool.take(100);
        packet.append(bytes.length);
        packet.put(0, bytes, 0, bytes.length);
        if (bytes.length > 0) {
            packet.put8(0, Dhcpv6.INFORMATION_REQUEST);
        }
        new Dhcpv6Server(
                        GatewayOptions.defaults(),
                        new Resolvers(Path.of("/nonexistent"), List.of()),
                        new DatagramOutput(fresh, 1),
                        MAC,
                        OWN)
                .receive(packet, header(), 546);
        fresh.sent.forEach(datagram -> datagram.payload().release());
        assertThat(fresh.pool.inUse()).isZero();
    }

    private Dhcpv6Server server(Path file) {
        return new Dhcpv6Server(
                GatewayOptions.defaults(), new Resolvers(file, List.of()), new DatagramOutput(output, 1), MAC, OWN);
    }

    private Packet request(int type) {
        Packet packet = output.pool.take(500);
        Dhcpv6.begin(packet, type, 0xabcdef);
        return packet;
    }

    private static Received header() {
        Received header = new Received();
        IpAddress to = Dhcpv6.ALL_SERVERS;
        header.set(CLIENT.high(), CLIENT.low(), to.high(), to.low(), IpProtocol.UDP, 1, 0, 0, 1, false);
        return header;
    }

    private static byte[] value(Packet packet, int option) {
        int at = Dhcpv6.find(packet, option);
        byte[] bytes = new byte[Dhcpv6.length(packet, at)];
        packet.get(at, bytes, 0, bytes.length);
        return bytes;
    }
}
