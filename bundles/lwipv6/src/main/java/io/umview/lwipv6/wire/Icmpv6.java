package io.umview.lwipv6.wire;

/** Types and codes of ICMPv6 (RFC 4443, RFC 4861, RFC 2710, RFC 3810); {@link Icmp} has the layout. */
public final class Icmpv6 {
    public static final int UNREACHABLE = 1;
    public static final int TOO_BIG = 2;
    public static final int TIME_EXCEEDED = 3;
    public static final int PARAMETER_PROBLEM = 4;
    public static final int ECHO_REQUEST = 128;
    public static final int ECHO_REPLY = 129;
    public static final int MLD_QUERY = 130;
    public static final int MLD_REPORT = 131;
    public static final int MLD_DONE = 132;
    public static final int ROUTER_SOLICITATION = 133;
    public static final int ROUTER_ADVERTISEMENT = 134;
    public static final int NEIGHBOUR_SOLICITATION = 135;
    public static final int NEIGHBOUR_ADVERTISEMENT = 136;
    public static final int REDIRECT = 137;
    public static final int MLD2_REPORT = 143;

    /** Codes of {@link #UNREACHABLE}. */
    public static final int NO_ROUTE = 0;

    public static final int PROHIBITED = 1;
    public static final int BEYOND_SCOPE = 2;
    public static final int UNREACHABLE_ADDRESS = 3;
    public static final int UNREACHABLE_PORT = 4;
    public static final int POLICY_FAIL = 5;
    public static final int REJECT_ROUTE = 6;

    /** Codes of {@link #TIME_EXCEEDED}. */
    public static final int HOPS_EXCEEDED = 0;

    public static final int REASSEMBLY_EXCEEDED = 1;

    /** Codes of {@link #PARAMETER_PROBLEM}. */
    public static final int ERRONEOUS_HEADER = 0;

    public static final int UNKNOWN_NEXT_HEADER = 1;
    public static final int UNKNOWN_OPTION = 2;

    private Icmpv6() {}

    /** Whether a message is about a fault, with a quoted packet. */
    public static boolean isError(int type) {
        return type < 128;
    }
}
