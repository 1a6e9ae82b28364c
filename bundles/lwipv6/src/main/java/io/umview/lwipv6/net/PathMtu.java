package io.umview.lwipv6.net;

/**
 * What was heard of the MTU of the path to a destination.
 *
 * @param bytes IP header included
 * @param until when it is forgotten, in nanoseconds of the stack's clock
 */
public record PathMtu(int bytes, long until) {}
