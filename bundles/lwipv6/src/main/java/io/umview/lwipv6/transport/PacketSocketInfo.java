package io.umview.lwipv6.transport;

/** What a packet socket shows of itself to ss(8) and /proc/net/packet. */
public interface PacketSocketInfo {
    /** SOCK_DGRAM or SOCK_RAW. */
    int type();

    /** The ethertype that it wants, in host byte order; 0 none, 3 all. */
    int protocol();

    /** Index of the interface that it is bound to, or 0. */
    int boundInterface();

    /** Whether it is attached to its protocol, and so receives. */
    boolean running();

    /** Memory in bytes that received packets occupy. */
    int receiveMemory();

    /** SO_RCVBUF. */
    int receiveBuffer();

    /** Packets that were dropped for want of space. */
    int drops();

    /** PACKET_AUXDATA. */
    boolean auxiliaryData();

    /** The user whose it is. */
    int uid();

    /** The inode that programs see at their descriptor. */
    long inode();

    /** A number, not 0, that no other socket of the stack has had. */
    long cookie();
}
