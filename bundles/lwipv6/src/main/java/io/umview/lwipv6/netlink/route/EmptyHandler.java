package io.umview.lwipv6.netlink.route;

/** Objects of which there are none, and of which none can be made: classes, filters and actions of traffic control, next hop objects. */
final class EmptyHandler extends ObjectHandler {}
