package io.umview.lwipv6.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.umview.lwipv6.buffer.Packet;
import io.umview.lwipv6.testing.FakeLink;
import io.umview.lwipv6.testing.Frames;
import io.umview.lwipv6.testing.TestStack;
import io.umview.lwipv6.wire.Arp;
import io.umview.lwipv6.wire.Ethernet;
import io.umview.lwipv6.wire.IpAddress;
import io.umview.lwipv6.wire.IpProtocol;
import io.umview.lwipv6.wire.MacAddress;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ArpTest {
    private static final String OWN = "02:02:00:00:01:06";
    private static final String PEER = "02:02:00:00:02:06";
    private static final long OWN_MAC = MacAddress.parse(OWN).bits();
    private static final long PEER_MAC = MacAddress.parse(PEER).bits();
    private static final int OWN_IP = IpAddress.parse("10.0.2.1").v4();
    private static final int PEER_IP = IpAddress.parse("10.0.2.2").v4();

    private final TestStack stack = new TestStack();
    private final FakeLink link = FakeLink.ethernet();
    private final Frames frames = new Frames(PEER, OWN);
    private NetworkInterface device;

    @BeforeEach
    void connect() {
        device = stack.add("vd0", link, OWN);
        stack.address(device, "10.0.2.1/24");
        stack.pass(3000);
        link.drain();
    }

    @AfterEach
    void everyPacketCameBack() {
        stack.pass(60_000);
        assertThat(stack.pool().inUse()).isZero();
    }

    private void arp(int operation, long senderMac, int sender, long targetMac, int target) {
        link.deliver(frames.ethernet(
                Ethernet.ETH_P_ARP, packet -> Arp.append(packet, operation, senderMac, sender, targetMac, target)));
    }

    private List<Packet> sent(int type) {
        return link.drain().stream()
                .map(frames::packet)
                .filter(packet -> Ethernet.type(packet, 0) == type)
                .collect(Collectors.toList());
    }

    private void send(String to, int... payload) {
        Flow flow = new Flow(IpProtocol.UDP);
        flow.destination(IpAddress.parse(to));
        byte[] bytes = new byte[payload.length + 8];
        for (int i = 0; i < payload.length; i++) {
            bytes[8 + i] = (byte) payload[i];
        }
        assertThat(stack.network().send(stack.packet(bytes), flow)).isNull();
        stack.pass(0);
    }

    private Neighbour peer() {
        return Objects.requireNonNull(stack.network().neighbours().find(device, IpAddress.v4(PEER_IP)));
    }

    @Test
    void aRequestForAnOwnAddressIsAnsweredAndTheAskerKnown() {
        arp(Arp.REQUEST, PEER_MAC, PEER_IP, 0, OWN_IP);

        Packet reply = sent(Ethernet.ETH_P_ARP).get(0);
        assertThat(Ethernet.destination(reply, 0)).isEqualTo(PEER_MAC);
        assertThat(Arp.operation(reply, Ethernet.LENGTH)).isEqualTo(Arp.REPLY);
        assertThat(Arp.senderHardware(reply, Ethernet.LENGTH)).isEqualTo(OWN_MAC);
        assertThat(Arp.senderProtocol(reply, Ethernet.LENGTH)).isEqualTo(OWN_IP);
        assertThat(Arp.targetProtocol(reply, Ethernet.LENGTH)).isEqualTo(PEER_IP);
        assertThat(peer().state()).isEqualTo(Neighbour.NUD_STALE);
    }

    @Test
    void aRequestForSomebodyElseIsNotAnswered() {
        arp(Arp.REQUEST, PEER_MAC, PEER_IP, 0, IpAddress.parse("10.0.2.3").v4());

        assertThat(link.drain()).isEmpty();
        assertThat(stack.network().neighbours().all()).isEmpty();
    }

    @Test
    void aProbeIsAnsweredButNothingIsLearned() {
        arp(Arp.REQUEST, PEER_MAC, 0, 0, OWN_IP);

        assertThat(sent(Ethernet.ETH_P_ARP)).hasSize(1);
        assertThat(stack.network().neighbours().all()).isEmpty();
    }

    @Test
    void packetsWaitForTheAnswerAndGoOutInOrder() {
        send("10.0.2.2", 1);
        send("10.0.2.2", 2);
        List<Packet> asked = sent(Ethernet.ETH_P_ARP);
        assertThat(asked).hasSize(1);
        assertThat(Ethernet.destination(asked.get(0), 0)).isEqualTo(MacAddress.BROADCAST.bits());

        arp(Arp.REPLY, PEER_MAC, PEER_IP, OWN_MAC, OWN_IP);

        List<Packet> sent = sent(Ethernet.ETH_P_IP);
        assertThat(sent).extracting(packet -> packet.get8(14 + 20 + 8)).containsExactly(1, 2);
        assertThat(sent).allMatch(packet -> Ethernet.destination(packet, 0) == PEER_MAC);
        assertThat(peer().state()).isEqualTo(Neighbour.NUD_REACHABLE);
    }

    @Test
    void itIsAskedThreeTimesOneSecondApart() {
        send("10.0.2.2", 1);
        stack.pass(999);
        assertThat(sent(Ethernet.ETH_P_ARP)).hasSize(1);
        stack.pass(1001);
        assertThat(sent(Ethernet.ETH_P_ARP)).hasSize(2);
        stack.pass(5000);
        assertThat(sent(Ethernet.ETH_P_ARP)).isEmpty();
        assertThat(peer().state()).isEqualTo(Neighbour.NUD_FAILED);
    }

    @Test
    void theQueueForANeighbourIsLimited() {
        for (int i = 0; i < 150; i++) {
            send("10.0.2.2", i);
        }

        assertThat(peer().waiting()).isEqualTo(101);
        arp(Arp.REPLY, PEER_MAC, PEER_IP, OWN_MAC, OWN_IP);
        assertThat(sent(Ethernet.ETH_P_IP).get(0).get8(14 + 20 + 8)).isEqualTo(49);
    }

    @Test
    void aReachableNeighbourBecomesStaleThenIsProbedWhenUsed() {
        send("10.0.2.2", 1);
        arp(Arp.REPLY, PEER_MAC, PEER_IP, OWN_MAC, OWN_IP);
        stack.pass(50_000);
        assertThat(peer().state()).isEqualTo(Neighbour.NUD_STALE);
        link.drain();

        send("10.0.2.2", 2);
        assertThat(peer().state()).isEqualTo(Neighbour.NUD_DELAY);
        assertThat(sent(Ethernet.ETH_P_IP)).hasSize(1);
        stack.pass(5000);
        assertThat(peer().state()).isEqualTo(Neighbour.NUD_PROBE);
        List<Packet> probes = sent(Ethernet.ETH_P_ARP);
        assertThat(probes).hasSize(1);
        assertThat(Ethernet.destination(probes.get(0), 0)).isEqualTo(PEER_MAC);

        arp(Arp.REPLY, PEER_MAC, PEER_IP, OWN_MAC, OWN_IP);
        assertThat(peer().state()).isEqualTo(Neighbour.NUD_REACHABLE);
    }

    @Test
    void aProbedNeighbourThatIsSilentFails() {
        send("10.0.2.2", 1);
        arp(Arp.REPLY, PEER_MAC, PEER_IP, OWN_MAC, OWN_IP);
        stack.pass(50_000);
        send("10.0.2.2", 2);
        stack.pass(5000 + 3000);

        assertThat(peer().state()).isEqualTo(Neighbour.NUD_FAILED);
    }

    @Test
    void gratuitousArpChangesAKnownNeighbourAndMakesNoNewOne() {
        long moved = MacAddress.parse("02:02:00:00:03:06").bits();
        arp(Arp.REQUEST, moved, PEER_IP, 0, PEER_IP);
        assertThat(stack.network().neighbours().all()).isEmpty();

        send("10.0.2.2", 1);
        arp(Arp.REPLY, PEER_MAC, PEER_IP, OWN_MAC, OWN_IP);
        stack.pass(2000);
        arp(Arp.REQUEST, moved, PEER_IP, 0, PEER_IP);
        assertThat(peer().macAddress()).isEqualTo(new MacAddress(moved));
        assertThat(peer().state()).isEqualTo(Neighbour.NUD_STALE);
    }

    @Test
    void aPermanentNeighbourIsNotAskedForNorChanged() throws NetworkException {
        stack.network()
                .neighbours()
                .set(device, IpAddress.v4(PEER_IP), new MacAddress(PEER_MAC), Neighbour.NUD_PERMANENT, 0, true, false);
        arp(Arp.REQUEST, 0x0202_0000_0306L, PEER_IP, 0, OWN_IP);
        link.drain();
        send("10.0.2.2", 1);

        assertThat(sent(Ethernet.ETH_P_IP)).hasSize(1);
        assertThat(peer().macAddress()).isEqualTo(new MacAddress(PEER_MAC));
    }

    @Test
    void broadcastNeedsPermissionAndIsNotAskedFor() {
        Flow flow = new Flow(IpProtocol.UDP);
        flow.destination(IpAddress.parse("10.0.2.255"));
        assertThat(stack.network().send(stack.packet(new byte[8]), flow)).isEqualTo(NetworkError.EACCES);
        flow.broadcast(true);
        assertThat(stack.network().send(stack.packet(new byte[8]), flow)).isNull();
        stack.pass(0);

        assertThat(Ethernet.destination(sent(Ethernet.ETH_P_IP).get(0), 0)).isEqualTo(MacAddress.BROADCAST.bits());
    }

    @Test
    void withoutAnAddressTheLimitedBroadcastComesFromNowhere() throws NetworkException {
        stack.network().addresses().remove(device, IpAddress.v4(OWN_IP), 24);
        Flow flow = new Flow(IpProtocol.UDP);
        flow.destination(IpAddress.BROADCAST4);
        flow.broadcast(true);
        flow.boundInterface(device.index());
        assertThat(stack.network().send(stack.packet(new byte[8]), flow)).isNull();
        stack.pass(0);

        assertThat(sent(Ethernet.ETH_P_IP).get(0).get32(14 + 12)).isZero();
    }
}
