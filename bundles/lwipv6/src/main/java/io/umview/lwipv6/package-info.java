/**
 * A TCP/IP stack in pure Java.
 *
 * <p>A {@code Stack} belongs to one thread, its event loop; nothing in it takes a lock. The layers, each of which
 * knows only those below it:
 *
 * <pre>
 * gateway             user-mode NAT: a stack whose far side is the host's sockets
 * Stack               puts it together
 * netlink             configuration: rtnetlink, sock_diag, ioctls of network devices, /proc/net
 * socket              what programs hold: options, errors, readiness
 * transport           TCP, UDP, ping, raw
 * net                 interfaces, addresses, neighbours, routes; IPv4, IPv6, ICMP, multicast, autoconfiguration
 * link                Ethernet and others: what moves frames
 * wire                bytes and values, a class for each protocol
 * bpf                 filters of packets that programs bring along
 * buffer     time     packets and rings; clock and timers
 * </pre>
 *
 * <p>IPv4 addresses are held as IPv4-mapped IPv6 addresses (RFC 4291, section 2.5.5.2), so that what lies above IP is written once.
 */
@NullMarked
package io.umview.lwipv6;

import org.jspecify.annotations.NullMarked;
