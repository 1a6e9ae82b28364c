package io.umview.lwipv6.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.time.ManualClock;
import io.umview.lwipv6.wire.Dhcp;
import io.umview.lwipv6.wire.IpAddress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DhcpServerTest {
    private static final long MAC = 0x0202_0304_0506L;
    private static final int FIRST = 0x0a00_020f;
    private static final int SERVER = 0x0a00_0202;
    private static final int PARAMETERS = Dhcp.PARAMETER_REQUEST_LIST;

    @TempDir
    Path directory;

    private final ManualClock clock = new ManualClock(0);
    private final FakeOutput output = new FakeOutput();
    private DhcpServer server;

    @BeforeEach
    void start() throws IOException {
        Path file = Files.writeString(directory.resolve("resolv.conf"), "search example.org lab.example.org\n");
        server = server(file);
    }

    @Test
    void aClientGetsTheFirstAddressAndAllThatItNeeds() {
        Packet discover = message(Dhcp.DISCOVER, MAC);
        Dhcp.option(discover, PARAMETERS, new byte[] {1, 3, 6, 15, 26, 28, 119});
        Packet offer = answer(discover);

        assertThat(Dhcp.check(offer)).isTrue();
        assertThat(Dhcp.operation(offer)).isEqualTo(Dhcp.BOOTREPLY);
        assertThat(Dhcp.type(offer)).isEqualTo(Dhcp.OFFER);
        assertThat(Dhcp.transaction(offer)).isEqualTo(0x12345678);
        assertThat(Dhcp.hardwareAddress(offer)).isEqualTo(MAC);
        assertThat(Dhcp.yourAddress(offer)).isEqualTo(FIRST);
        assertThat(Dhcp.address(offer, Dhcp.SERVER_IDENTIFIER)).isEqualTo(SERVER);
        assertThat(Dhcp.address(offer, Dhcp.SUBNET_MASK)).isEqualTo(0xffff_ff00);
        assertThat(Dhcp.address(offer, Dhcp.ROUTER)).isEqualTo(SERVER);
        assertThat(Dhcp.address(offer, Dhcp.DOMAIN_NAME_SERVER)).isEqualTo(0x0a00_0203);
        assertThat(Dhcp.address(offer, Dhcp.BROADCAST_ADDRESS)).isEqualTo(0x0a00_02ff);
        assertThat(Dhcp.address(offer, Dhcp.LEASE_TIME)).isEqualTo(86_400);
        assertThat(Dhcp.address(offer, Dhcp.RENEWAL_TIME)).isEqualTo(43_200);
        assertThat(Dhcp.address(offer, Dhcp.REBINDING_TIME)).isEqualTo(75_600);
        assertThat(offer.get16(Dhcp.find(offer, Dhcp.INTERFACE_MTU))).isEqualTo(65520);
        assertThat(text(offer, Dhcp.DOMAIN_NAME)).isEqualTo("example.org");
        assertThat(text(offer, Dhcp.DOMAIN_SEARCH)).isEqualTo("\7example\3org\0\3lab\7example\3org\0");
        assertThat(offer.length()).isGreaterThanOrEqualTo(300);

        Packet request = message(Dhcp.REQUEST, MAC);
        Dhcp.option32(request, Dhcp.SERVER_IDENTIFIER, SERVER);
        Dhcp.option32(request, Dhcp.REQUESTED_ADDRESS, FIRST);
        Packet ack = answer(request);
        assertThat(Dhcp.type(ack)).isEqualTo(Dhcp.ACK);
        assertThat(Dhcp.yourAddress(ack)).isEqualTo(FIRST);
    }

    @Test
    void answersGoToAllUntilTheClientHasAnAddress() {
        answer(message(Dhcp.DISCOVER, MAC));
        FakeOutput.Datagram first = output.sent.get(0);
        assertThat(first.source()).isEqualTo(IpAddress.v4(SERVER));
        assertThat(first.sourcePort()).isEqualTo(67);
        assertThat(first.destination()).isEqualTo(IpAddress.BROADCAST4);
        assertThat(first.destinationPort()).isEqualTo(68);

        Packet renewal = message(Dhcp.REQUEST, MAC);
        Dhcp.addresses(renewal, FIRST, 0, 0);
        assertThat(Dhcp.type(answer(renewal))).isEqualTo(Dhcp.ACK);
        assertThat(output.sent.get(1).destination()).isEqualTo(IpAddress.v4(FIRST));
    }

    @Test
    void everyClientHasItsOwnAddressAndKeepsIt() {
        assertThat(offered(MAC)).isEqualTo(FIRST);
        assertThat(offered(MAC + 1)).isEqualTo(FIRST + 1);
        clock.advance(100_000L * 1_000_000_000);
        assertThat(offered(MAC)).isEqualTo(FIRST);
    }

    @Test
    void aClientIsToldByItsIdentifierRatherThanByItsAddress() {
        Packet one = message(Dhcp.DISCOVER, MAC);
        Dhcp.option(one, Dhcp.CLIENT_IDENTIFIER, new byte[] {0, 'a'});
        Packet other = message(Dhcp.DISCOVER, MAC);
        Dhcp.option(other, Dhcp.CLIENT_IDENTIFIER, new byte[] {0, 'b'});
        assertThat(Dhcp.yourAddress(answer(one))).isEqualTo(FIRST);
        assertThat(Dhcp.yourAddress(answer(other))).isEqualTo(FIRST + 1);
    }

    @Test
    void whoComesBackMayHaveItsAddressAgainIfNobodyElseHasIt() {
        Packet reboot = message(Dhcp.REQUEST, MAC);
        Dhcp.option32(reboot, Dhcp.REQUESTED_ADDRESS, FIRST + 5);
        assertThat(Dhcp.type(answer(reboot))).isEqualTo(Dhcp.ACK);

        Packet other = message(Dhcp.REQUEST, MAC + 1);
        Dhcp.option32(other, Dhcp.REQUESTED_ADDRESS, FIRST + 5);
        assertThat(Dhcp.type(answer(other))).isEqualTo(Dhcp.NAK);
    }

    @Test
    void anAddressOfAnotherNetworkIsRefused() {
        Packet reboot = message(Dhcp.REQUEST, MAC);
        Dhcp.option32(reboot, Dhcp.REQUESTED_ADDRESS, 0xc0a8_0105);
        Packet nak = answer(reboot);
        assertThat(Dhcp.type(nak)).isEqualTo(Dhcp.NAK);
        assertThat(Dhcp.yourAddress(nak)).isZero();
        assertThat(Dhcp.find(nak, Dhcp.LEASE_TIME)).isEqualTo(Dhcp.ABSENT);
    }

    @Test
    void whoChoosesAnotherServerIsLeftAlone() {
        answer(message(Dhcp.DISCOVER, MAC));
        Packet request = message(Dhcp.REQUEST, MAC);
        Dhcp.option32(request, Dhcp.SERVER_IDENTIFIER, 0x0a00_0209);
        Dhcp.option32(request, Dhcp.REQUESTED_ADDRESS, FIRST);
        server.receive(ended(request));
        assertThat(output.sent).hasSize(1);
        assertThat(offered(MAC + 1)).isEqualTo(FIRST);
    }

    @Test
    void aReleasedAddressIsFreeAndADeclinedOneIsNot() {
        offered(MAC);
        server.receive(ended(message(Dhcp.RELEASE, MAC)));
        assertThat(offered(MAC + 1)).isEqualTo(FIRST);

        Packet decline = message(Dhcp.DECLINE, MAC + 1);
        Dhcp.option32(decline, Dhcp.REQUESTED_ADDRESS, FIRST);
        server.receive(ended(decline));
        assertThat(offered(MAC + 1)).isEqualTo(FIRST + 1);
        assertThat(offered(MAC + 2)).isEqualTo(FIRST + 2);
    }

    @Test
    void whoHasAnAddressIsToldTheRest() {
        Packet inform = message(Dhcp.INFORM, MAC);
        Dhcp.addresses(inform, FIRST + 50, 0, 0);
        Packet ack = answer(inform);
        assertThat(Dhcp.type(ack)).isEqualTo(Dhcp.ACK);
        assertThat(Dhcp.yourAddress(ack)).isZero();
        assertThat(Dhcp.find(ack, Dhcp.LEASE_TIME)).isEqualTo(Dhcp.ABSENT);
        assertThat(Dhcp.address(ack, Dhcp.ROUTER)).isEqualTo(SERVER);
    }

    @Test
    void whenAllAddressesAreTakenNobodyElseGetsOneUntilALeaseEnds() {
        int room = 254 - 15 + 1;
        for (int i = 0; i < room; i++) {
            assertThat(offered(MAC + i)).isEqualTo(FIRST + i);
        }
        server.receive(ended(message(Dhcp.DISCOVER, MAC + room)));
        assertThat(output.sent).hasSize(room);

        clock.advance(100L * 1_000_000_000);
        assertThat(offered(MAC + room)).isEqualTo(FIRST);
    }

    @Property
    void anythingMayComeIn(@ForAll @Size(max = 64) byte[] options, @ForAll @IntRange(min = 0, max = 304) int length) {
        FakeOutput fresh = new FakeOutput();
        Packet packet = fresh.pool.take(400);
        Dhcp.begin(packet, Dhcp.BOOTREQUEST, 1, MAC, Dhcp.DISCOVER);
        packet.append(options.length);
        packet.put(packet.length() - options.length, options, 0, options.length);
        packet.truncate(Math.min(length, packet.length()));
        DhcpServer any = new DhcpServer(
                GatewayOptions.defaults(),
                new Resolvers(Path.of("/nonexistent"), List.of()),
                new DatagramOutput(fresh, 1),
                new ManualClock(0));

        any.receive(packet);

        fresh.sent.forEach(datagram -> datagram.payload().release());
        assertThat(fresh.pool.inUse()).isZero();
    }

    private DhcpServer server(Path file) {
        return new DhcpServer(
                GatewayOptions.defaults(), new Resolvers(file, List.of()), new DatagramOutput(output, 1), clock);
    }

    private Packet message(int type, long mac) {
        Packet packet = output.pool.take(1000);
        Dhcp.begin(packet, Dhcp.BOOTREQUEST, 0x12345678, mac, type);
        return packet;
    }

    private static Packet ended(Packet packet) {
        Dhcp.end(packet);
        return packet;
    }

    private Packet answer(Packet request) {
        int before = output.sent.size();
        server.receive(ended(request));
        assertThat(output.sent).hasSize(before + 1);
        return output.sent.get(before).payload();
    }

    private int offered(long mac) {
        return Dhcp.yourAddress(answer(message(Dhcp.DISCOVER, mac)));
    }

    private static String text(Packet packet, int option) {
        int value = Dhcp.find(packet, option);
        byte[] bytes = new byte[Dhcp.length(packet, value)];
        packet.get(value, bytes, 0, bytes.length);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
