/**
 * TCP (RFC 9293), without sockets.
 *
 * <pre>
 * TcpLayer            what IP gives segments to and programs open connections with
 * EndpointTable       connections, requests and TIME_WAITs by address and port;  ListenerTable  listeners by port
 * Listener            a port where connections are taken: SynRequest, SynCookies, accept queue
 * Connection          one connection: state, timers, life and death
 *   SegmentArrival      what RFC 9293, section 3.10.7 says is to be done with a segment
 *   Receiver            what comes in: Assembler (out of order), Acknowledger, ReceiveTuning, UrgentData
 *   Sender              what goes out: Scoreboard (what is in flight), Recovery (what is lost), Rack, Frto, RttEstimator,
 *                       CongestionControl (Cubic, HyStart, Reno)
 *   SegmentWriter       segments from values
 * TimeWait            what is left of a connection, for a minute
 * </pre>
 */
@NullMarked
package io.umview.lwipv6.transport.tcp;

import org.jspecify.annotations.NullMarked;
