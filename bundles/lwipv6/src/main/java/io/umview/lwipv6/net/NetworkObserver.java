package io.umview.lwipv6.net;

/** Who wants to hear of changes, as {@code ip monitor} does. Called in the stack's thread, after the change. */
public interface NetworkObserver {
    /** RTM_NEWLINK: an interface is new, or something about it has changed. */
    default void interfaceChanged(NetworkInterface device) {}

    /** RTM_DELLINK */
    default void interfaceRemoved(NetworkInterface device) {}

    /** RTM_NEWADDR: an address is new, or its flags or lifetimes have changed. */
    default void addressChanged(InterfaceAddress address) {}

    /** RTM_DELADDR */
    default void addressRemoved(InterfaceAddress address) {}

    /**
     * RTM_NEWROUTE
     *
     * @param replaced it took the place of another one (NLM_F_REPLACE)
     */
    default void routeAdded(Route route, boolean replaced) {}

    /** RTM_DELROUTE */
    default void routeRemoved(Route route) {}

    /** RTM_NEWNEIGH: a neighbour is new, or its state or address has changed. */
    default void neighbourChanged(Neighbour neighbour) {}

    /** RTM_DELNEIGH */
    default void neighbourRemoved(Neighbour neighbour) {}

    /** RTM_NEWRULE */
    default void ruleAdded(Rule rule) {}

    /** RTM_DELRULE */
    default void ruleRemoved(Rule rule) {}

    /**
     * RTM_NEWNETCONF: settings of a family on an interface have changed.
     *
     * @param v4 of IPv4
     */
    default void settingsChanged(NetworkInterface device, boolean v4) {}

    /**
     * RTM_NEWNDUSEROPT: a router advertised an option that is for programs.
     *
     * @param option the option of neighbour discovery, type and length included
     */
    default void routerOption(NetworkInterface device, byte[] option) {}
}
