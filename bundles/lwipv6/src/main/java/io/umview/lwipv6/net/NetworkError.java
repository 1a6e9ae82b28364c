package io.umview.lwipv6.net;

import org.jspecify.annotations.Nullable;

/** How what programs ask for can fail: the names of errno(3), with their numbers on Linux. */
public enum NetworkError {
    EPERM(1),
    ENOENT(2),
    ESRCH(3),
    EINTR(4),
    EIO(5),
    ENXIO(6),
    EBADF(9),
    EAGAIN(11),
    ENOMEM(12),
    EACCES(13),
    EFAULT(14),
    EBUSY(16),
    EEXIST(17),
    ENODEV(19),
    EINVAL(22),
    ENOTTY(25),
    EPIPE(32),
    EDOM(33),
    ERANGE(34),
    ENODATA(61),
    ENONET(64),
    ENOPKG(65),
    EPROTO(71),
    EBADMSG(74),
    ENOTUNIQ(76),
    EDESTADDRREQ(89),
    EMSGSIZE(90),
    EPROTOTYPE(91),
    ENOPROTOOPT(92),
    EPROTONOSUPPORT(93),
    ESOCKTNOSUPPORT(94),
    EOPNOTSUPP(95),
    EPFNOSUPPORT(96),
    EAFNOSUPPORT(97),
    EADDRINUSE(98),
    EADDRNOTAVAIL(99),
    ENETDOWN(100),
    ENETUNREACH(101),
    ECONNABORTED(103),
    ECONNRESET(104),
    ENOBUFS(105),
    EISCONN(106),
    ENOTCONN(107),
    ETIMEDOUT(110),
    ECONNREFUSED(111),
    EHOSTDOWN(112),
    EHOSTUNREACH(113),
    EALREADY(114),
    EINPROGRESS(115);

    private final int number;

    NetworkError(int number) {
        this.number = number;
    }

    /** The number on Linux, positive. */
    public int number() {
        return number;
    }

    /** The error with a number, or null if it is none of these. */
    public static @Nullable NetworkError of(int number) {
        for (NetworkError error : values()) {
            if (error.number == number) {
                return error;
            }
        }
        return null;
    }

    /** This error, to be thrown. */
    public NetworkException exception() {
        return new NetworkException(this, "");
    }

    /** This error, to be thrown, with what the kernel says of it (NLMSGERR_ATTR_MSG). */
    public NetworkException exception(String detail) {
        return new NetworkException(this, detail);
    }
}
