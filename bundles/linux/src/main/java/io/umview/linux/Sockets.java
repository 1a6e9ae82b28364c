package io.umview.linux;

/** Calls on sockets. Messages, addresses and values are given by their addresses. */
public final class Sockets {
    public static final int AF_UNIX = 1;
    public static final int AF_NETLINK = 16;
    public static final int SOCK_STREAM = 1;
    public static final int SOCK_DGRAM = 2;
    public static final int SOCK_RAW = 3;
    public static final int SOCK_SEQPACKET = 5;
    public static final int SOCK_NONBLOCK = 04000;
    public static final int SOCK_CLOEXEC = 02000000;
    public static final int SHUT_RD = 0;
    public static final int SHUT_WR = 1;
    public static final int SHUT_RDWR = 2;
    public static final int MSG_OOB = 1;
    public static final int MSG_PEEK = 2;
    public static final int MSG_CTRUNC = 8;
    public static final int MSG_TRUNC = 0x20;
    public static final int MSG_DONTWAIT = 0x40;
    public static final int MSG_ERRQUEUE = 0x2000;
    public static final int MSG_NOSIGNAL = 0x4000;
    public static final int SOL_SOCKET = 1;
    public static final int SO_ERROR = 4;
    public static final int SO_SNDBUF = 7;
    public static final int SO_RCVBUF = 8;
    private static final int SO_LINGER = 13;

    /** ioctl: bytes that the other side has not yet taken, as the kernel accounts for them. */
    public static final int SIOCOUTQ = 0x5411;

    /** ioctl: bytes that can be received; of messages, of the first one. */
    public static final int FIONREAD = 0x541b;

    /** Bytes of a {@code struct msghdr}. */
    public static final int MSGHDR = 56;

    /** Bytes of a {@code struct mmsghdr}; the length of the message is at {@link #MSGHDR}. */
    public static final int MMSGHDR = 64;

    private Sockets() {}

    /** socket(2), close-on-exec. */
    public static int socket(int domain, int type, int protocol) {
        return (int) Kernel.call(Machine.SOCKET, domain, type | SOCK_CLOEXEC, protocol);
    }

    /** socketpair(2) in AF_UNIX; the descriptors go to two ints at {@code pair}. */
    public static int pair(int type, long pair) {
        return (int) Kernel.call(Machine.SOCKETPAIR, AF_UNIX, type | SOCK_CLOEXEC, 0, pair);
    }

    /** bind(2). */
    public static int bind(int socket, long address, int length) {
        return (int) Kernel.call(Machine.BIND, socket, address, length);
    }

    /** listen(2). */
    public static int listen(int socket, int backlog) {
        return (int) Kernel.call(Machine.LISTEN, socket, backlog, 0);
    }

    /** accept4(2) without an address, close-on-exec. */
    public static int accept(int socket, int flags) {
        return (int) Kernel.call(Machine.ACCEPT4, socket, 0, 0, flags | SOCK_CLOEXEC);
    }

    /** connect(2). */
    public static int connect(int socket, long address, int length) {
        return (int) Kernel.call(Machine.CONNECT, socket, address, length);
    }

    /** getsockname(2); the length, in and out, is an int at {@code length}. */
    public static int name(int socket, long address, long length) {
        return (int) Kernel.call(Machine.GETSOCKNAME, socket, address, length);
    }

    /** getpeername(2); the length, in and out, is an int at {@code length}. */
    public static int peerName(int socket, long address, long length) {
        return (int) Kernel.call(Machine.GETPEERNAME, socket, address, length);
    }

    /** shutdown(2). */
    public static int shutdown(int socket, int how) {
        return (int) Kernel.call(Machine.SHUTDOWN, socket, how, 0);
    }

    /** send(2). */
    public static long send(int socket, long buffer, long length, int flags) {
        return Kernel.call(Machine.SENDTO, socket, buffer, length, flags);
    }

    /** sendto(2). */
    public static long send(int socket, long buffer, long length, int flags, long address, int addressLength) {
        return Kernel.call(Machine.SENDTO, socket, buffer, length, flags, address, addressLength);
    }

    /** recv(2). */
    public static long receive(int socket, long buffer, long length, int flags) {
        return Kernel.call(Machine.RECVFROM, socket, buffer, length, flags);
    }

    /** recvfrom(2); the length of the address, in and out, is an int at {@code addressLength}. */
    public static long receive(int socket, long buffer, long length, int flags, long address, long addressLength) {
        return Kernel.call(Machine.RECVFROM, socket, buffer, length, flags, address, addressLength);
    }

    /** recvmsg(2). */
    public static long receiveMessage(int socket, long message, int flags) {
        return Kernel.call(Machine.RECVMSG, socket, message, flags);
    }

    /** sendmsg(2). */
    public static long sendMessage(int socket, long message, int flags) {
        return Kernel.call(Machine.SENDMSG, socket, message, flags);
    }

    /** recvmmsg(2) without a timeout. @return the number of messages or a negative error */
    public static int receiveMessages(int socket, long messages, int count, int flags) {
        return (int) Kernel.call(Machine.RECVMMSG, socket, messages, count, flags);
    }

    /** sendmmsg(2). @return the number of messages or a negative error */
    public static int sendMessages(int socket, long messages, int count, int flags) {
        return (int) Kernel.call(Machine.SENDMMSG, socket, messages, count, flags);
    }

    /**
     * setsockopt(2) with a value of type int.
     *
     * @param scratch 8 bytes or more, for the value
     */
    public static int option(int socket, int level, int option, int value, NativeBuffer scratch) {
        scratch.bytes().putInt(0, value);
        return (int) Kernel.call(Machine.SETSOCKOPT, socket, level, option, scratch.address(), 4, 0);
    }

    /**
     * Has close(2) reset the connection: SO_LINGER for no time at all (socket(7)).
     *
     * @param scratch 8 bytes or more, for the value
     */
    public static int lingerNot(int socket, NativeBuffer scratch) {
        scratch.bytes().putInt(0, 1).putInt(4, 0);
        return (int) Kernel.call(Machine.SETSOCKOPT, socket, SOL_SOCKET, SO_LINGER, scratch.address(), 8, 0);
    }

    /** getsockopt(2); the length, in and out, is an int at {@code length}. */
    public static int getOption(int socket, int level, int option, long value, long length) {
        return (int) Kernel.call(Machine.GETSOCKOPT, socket, level, option, value, length, 0);
    }
}
