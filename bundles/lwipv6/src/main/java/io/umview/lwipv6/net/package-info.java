/**
 * The network layer: interfaces, addresses, neighbours, routes; IPv4 and IPv6 in, out and through; ICMP, multicast, autoconfiguration.
 *
 * <p>{@link io.umview.lwipv6.net.Network} puts it together. Where to look:
 *
 * <pre>
 * configuration     Interfaces, NetworkInterface, Settings, Addresses, AddressRoutes, Routing, RoutingTable, RouteChecks,
 *                   Neighbours, NetworkObserver; Lifecycle: what happens when one of them changes
 * in                LinkPort, Ipv4Input, Ipv6Input, Reassembly, IcmpV4, IcmpV6; to Transport and RawReceiver
 * out               Flow, WayFinder, SourceSelection, RouteExceptions, Output, Fragmentation, Segmentation, Neighbour, LinkPort
 * through           Forwarding, Redirects, IcmpErrors
 * to itself         LoopbackLink, Reflection
 * neighbours        ArpProtocol, NeighbourDiscovery
 * autoconfiguration DuplicateDetection, RouterDiscovery, Autoconfiguration, TemporaryAddresses, Lifetimes, NameServers
 * router            RouterAdvertiser, Advertisement, AdvertisementFile
 * multicast         MulticastMemberships, GroupReporter, IgmpProtocol, MldProtocol
 * </pre>
 */
@NullMarked
package io.umview.lwipv6.net;

import org.jspecify.annotations.NullMarked;
