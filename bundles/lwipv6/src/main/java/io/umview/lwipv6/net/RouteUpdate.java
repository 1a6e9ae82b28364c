package io.umview.lwipv6.net;

/** How a route is put into a table, in the words of {@code ip route}; with the flags that it uses with RTM_NEWROUTE. */
public enum RouteUpdate {
    /** NLM_F_CREATE | NLM_F_EXCL: EEXIST if there is one for the same destination, type of service and metric. */
    ADD,
    /** NLM_F_CREATE | NLM_F_APPEND: behind those of the same metric. */
    APPEND,
    /** NLM_F_CREATE: before those of the same metric. */
    PREPEND,
    /** NLM_F_CREATE | NLM_F_REPLACE: in place of the first one. */
    REPLACE,
    /** NLM_F_REPLACE: the same; ENOENT if there is none. */
    CHANGE
}
