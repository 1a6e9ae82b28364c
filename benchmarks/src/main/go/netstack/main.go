// netbench's client on gVisor's netstack (Debian's package golang-gvisor-gvisor-dev), with a TAP device
// named tap-lwip. The server is netbench itself.
package main

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"os"
	"strconv"
	"time"

	"gvisor.dev/gvisor/pkg/tcpip"
	"gvisor.dev/gvisor/pkg/tcpip/adapters/gonet"
	"gvisor.dev/gvisor/pkg/tcpip/link/fdbased"
	"gvisor.dev/gvisor/pkg/tcpip/link/tun"
	"gvisor.dev/gvisor/pkg/tcpip/network/arp"
	"gvisor.dev/gvisor/pkg/tcpip/network/ipv4"
	"gvisor.dev/gvisor/pkg/tcpip/stack"
	"gvisor.dev/gvisor/pkg/tcpip/transport/tcp"
	"gvisor.dev/gvisor/pkg/tcpip/transport/udp"
)

var (
	network *stack.Stack
	peer    tcpip.FullAddress
)

func check(what string, err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "netstack:", what+":", err)
		os.Exit(1)
	}
}

func refuse(what string, err tcpip.Error) {
	if err != nil {
		check(what, fmt.Errorf("%s", err))
	}
}

func start(host net.IP) {
	network = stack.New(stack.Options{
		NetworkProtocols:   []stack.NetworkProtocolFactory{ipv4.NewProtocol, arp.NewProtocol},
		TransportProtocols: []stack.TransportProtocolFactory{tcp.NewProtocol, udp.NewProtocol},
	})
	sack := tcpip.TCPSACKEnabled(true)
	network.SetTransportProtocolOption(tcp.ProtocolNumber, &sack)
	buffers := tcpip.TCPReceiveBufferSizeRangeOption{Min: 4096, Default: 1 << 20, Max: 8 << 20}
	network.SetTransportProtocolOption(tcp.ProtocolNumber, &buffers)
	sending := tcpip.TCPSendBufferSizeRangeOption{Min: 4096, Default: 1 << 20, Max: 8 << 20}
	network.SetTransportProtocolOption(tcp.ProtocolNumber, &sending)
	fd, err := tun.OpenTAP("tap-lwip")
	check("tap-lwip", err)
	link, err := fdbased.New(&fdbased.Options{
		FDs: []int{fd}, MTU: 1500, EthernetHeader: true, Address: tcpip.LinkAddress("\x02\x02\x03\x04\x05\x06"),
		PacketDispatchMode: fdbased.Readv,
	})
	check("link", err)
	refuse("interface", network.CreateNIC(1, link))
	own := append(net.IP{}, host...)
	own[3] = 79
	refuse("address", network.AddProtocolAddress(1, tcpip.ProtocolAddress{
		Protocol:          ipv4.ProtocolNumber,
		AddressWithPrefix: tcpip.AddressWithPrefix{Address: tcpip.Address(own), PrefixLen: 24},
	}, stack.AddressProperties{}))
	subnet, err := tcpip.NewSubnet("\x00\x00\x00\x00", "\x00\x00\x00\x00")
	check("route", err)
	network.SetRouteTable([]tcpip.Route{{Destination: subnet, NIC: 1}})
}

func call(kind byte, seconds float64) net.Conn {
	s, err := gonet.DialContextTCP(context.Background(), network, peer, ipv4.ProtocolNumber)
	check("connect", err)
	request := make([]byte, 12)
	request[0] = kind
	binary.LittleEndian.PutUint32(request[4:], uint32(seconds*1000))
	_, err = s.Write(request)
	check("send", err)
	return s
}

func ask(kind byte) uint64 {
	s := call(kind, 0)
	defer s.Close()
	answer := make([]byte, 8)
	_, err := io.ReadFull(s, answer)
	check("recv", err)
	return binary.LittleEndian.Uint64(answer)
}

func since(start time.Time) float64 { return time.Since(start).Seconds() }

func send(seconds float64) float64 {
	ask('b')
	s := call('s', seconds)
	block := make([]byte, 131072)
	begin := time.Now()
	for since(begin) < seconds {
		_, err := s.Write(block)
		check("send", err)
	}
	return float64(ask('b')) * 8 / since(begin) / 1e6
}

func receive(seconds float64) float64 {
	s := call('r', seconds)
	block := make([]byte, 131072)
	begin := time.Now()
	total := 0
	for {
		n, err := s.Read(block)
		total += n
		if err != nil {
			break
		}
	}
	return float64(total) * 8 / since(begin) / 1e6
}

func exchanges(s net.Conn, seconds float64) float64 {
	b := []byte{1}
	begin := time.Now()
	count := 0
	for since(begin) < seconds {
		s.SetReadDeadline(time.Now().Add(200 * time.Millisecond))
		if _, err := s.Write(b); err != nil {
			continue
		}
		if _, err := s.Read(b); err == nil {
			count++
		}
	}
	return float64(count) / since(begin)
}

func connections(seconds float64) float64 {
	begin := time.Now()
	count := 0
	for since(begin) < seconds {
		s := call('c', 0)
		s.Read(make([]byte, 1))
		s.Close()
		count++
	}
	return float64(count) / since(begin)
}

func datagrams() net.Conn {
	s, err := gonet.DialUDP(network, nil, &peer, ipv4.ProtocolNumber)
	check("udp", err)
	return s
}

func udpSend(seconds float64, size int) float64 {
	s := datagrams()
	block := make([]byte, size)
	block[0] = 2
	ask('d')
	begin := time.Now()
	for since(begin) < seconds {
		s.Write(block)
	}
	took := since(begin)
	time.Sleep(100 * time.Millisecond)
	return float64(ask('d')) / took
}

func udpReceive(seconds float64, size int) float64 {
	s := datagrams()
	request := make([]byte, 12)
	request[0] = 'g'
	binary.LittleEndian.PutUint32(request[4:], uint32(seconds*1000))
	binary.LittleEndian.PutUint32(request[8:], uint32(size))
	s.Write(request)
	block := make([]byte, 65536)
	count := 0
	for {
		s.SetReadDeadline(time.Now().Add(200 * time.Millisecond))
		if _, err := s.Read(block); err != nil {
			return float64(count) / seconds
		}
		count++
	}
}

func main() {
	if len(os.Args) < 6 {
		fmt.Fprintln(os.Stderr, "Usage: netstack client ADDRESS PORT CASE SECONDS [SIZE]")
		os.Exit(2)
	}
	host := net.ParseIP(os.Args[2]).To4()
	port, err := strconv.Atoi(os.Args[3])
	check("port", err)
	seconds, err := strconv.ParseFloat(os.Args[5], 64)
	check("seconds", err)
	size := 64
	if len(os.Args) > 6 {
		size, err = strconv.Atoi(os.Args[6])
		check("size", err)
	}
	peer = tcpip.FullAddress{NIC: 1, Addr: tcpip.Address(host), Port: uint16(port)}
	start(host)
	var result float64
	switch os.Args[4] {
	case "send":
		result = send(seconds)
	case "receive":
		result = receive(seconds)
	case "rr":
		result = exchanges(call('e', seconds), seconds)
	case "connect":
		result = connections(seconds)
	case "udprr":
		result = exchanges(datagrams(), seconds)
	case "udpsend":
		result = udpSend(seconds, size)
	case "udpreceive":
		result = udpReceive(seconds, size)
	}
	fmt.Printf("%.1f\n", result)
}
