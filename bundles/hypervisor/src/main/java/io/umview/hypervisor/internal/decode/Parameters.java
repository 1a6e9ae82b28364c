package io.umview.hypervisor.internal.decode;

import static java.util.Map.entry;

import io.umview.api.Call;
import io.umview.api.ErrnoException;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** The kinds of arguments, by the words that {@link CallTable} uses for them. */
final class Parameters {
    private static final long UINT = 0xffffffffL;
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int AF_NETLINK = 16;
    private static final int AF_PACKET = 17;

    static final Map<String, Parameter> BY_WORD = Map.ofEntries(
            // Numbers
            entry("int", (call, i) -> Integer.toString(call.intArgument(i))),
            entry("uint", (call, i) -> Integer.toUnsignedString(call.intArgument(i))),
            entry("long", (call, i) -> Long.toString(call.argument(i))),
            entry("size", (call, i) -> Long.toUnsignedString(call.argument(i))),
            entry("hex", (call, i) -> Text.hex(call.argument(i))),
            entry("mode", (call, i) -> Text.octal(call.intArgument(i))),
            entry("dev", (call, i) -> device(call.argument(i))),
            entry("nodemode", (call, i) -> nodeMode(call.intArgument(i))),
            entry("fd", (call, i) -> Integer.toString(call.intArgument(i))),
            entry("dirfd", (call, i) -> directory(call.intArgument(i))),
            // Memory
            entry("ptr", (call, i) -> Text.pointer(call.argument(i))),
            entry("path", (call, i) -> Text.path(call, call.argument(i))),
            entry("str", (call, i) -> Text.string(call, call.argument(i))),
            entry("data", (call, i) -> Text.data(call, call.argument(i), call.argument(i + 1))),
            entry("argv", (call, i) -> Structures.strings(call, call.argument(i))),
            entry("envp", (call, i) -> Structures.environment(call, call.argument(i))),
            entry("intp", (call, i) -> Structures.number(call, call.argument(i))),
            entry("iov", (call, i) -> Structures.vectors(call, call.argument(i), call.argument(i + 1), true)),
            entry("iovout", (call, i) -> Structures.vectors(call, call.argument(i), call.argument(i + 1), false)),
            entry("sockaddr", (call, i) -> SocketAddress.text(call, call.argument(i), call.intArgument(i + 1))),
            entry("msghdr", (call, i) -> Structures.message(call, call.argument(i))),
            entry("openhow", (call, i) -> Structures.openHow(call, call.argument(i), call.argument(i + 1))),
            entry("cloneargs", (call, i) -> Structures.cloneArguments(call, call.argument(i))),
            entry("groups", (call, i) -> Structures.groups(call, call.intArgument(i - 1), call.argument(i))),
            entry("rlimit", (call, i) -> Structures.limit(call, call.argument(i))),
            entry("timespec", (call, i) -> Structures.time(call, call.argument(i), "tv_nsec")),
            entry("timeval", (call, i) -> Structures.time(call, call.argument(i), "tv_usec")),
            entry("timespecs", (call, i) -> Structures.times(call, call.argument(i), "tv_nsec")),
            entry("timevals", (call, i) -> Structures.times(call, call.argument(i), "tv_usec")),
            entry("itimerspec", (call, i) -> Structures.interval(call, call.argument(i), "tv_nsec")),
            entry("itimerval", (call, i) -> Structures.interval(call, call.argument(i), "tv_usec")),
            // Of open(2)
            entry("open", (call, i) -> openFlags(call.argument(i) & UINT)),
            entry("newmode", (call, i) -> creates(call.argument(i - 1)) ? Text.octal(call.intArgument(i)) : null),
            // Of sockets
            entry("family", name(Constants.FAMILY)),
            entry("socktype", (call, i) -> socketType(call.intArgument(i))),
            entry("sockflags", flags(Constants.SOCKET_FLAGS)),
            entry("protocol", (call, i) -> protocol(call.intArgument(0), call.intArgument(i))),
            entry("msg", flags(Constants.MSG)),
            entry("how", name(Constants.SHUTDOWN)),
            entry("level", name(Constants.LEVEL)),
            entry("optname", (call, i) -> option(call.intArgument(i - 1), call.intArgument(i))),
            entry("optval", Parameters::optionValue),
            // Of fcntl(2), ioctl(2) and pivot_root(2)
            entry("fcntl", name(Constants.FCNTL)),
            entry("fcntlarg", Parameters::fcntlArgument),
            entry("ioctl", name(Constants.IOCTL)),
            entry("virtual", VirtualCall::argument),
            // Flags and constants
            entry("access", (call, i) -> Constants.ACCESS.flags(call.argument(i) & UINT)),
            entry("at", flags(Constants.AT)),
            entry("at.eaccess", flags(Constants.AT_EACCESS)),
            entry("at.removedir", flags(Constants.AT_REMOVEDIR)),
            entry("statx", flags(Constants.STATX)),
            entry("rename", flags(Constants.RENAME)),
            entry("xattr", flags(Constants.XATTR)),
            entry("seek", name(Constants.SEEK)),
            entry("flock", flags(Constants.FLOCK)),
            entry("mount", flags(Constants.MOUNT)),
            entry("umount", flags(Constants.UMOUNT)),
            entry("fsopen", flags(Constants.FSOPEN)),
            entry("fsmount", flags(Constants.FSMOUNT)),
            entry("fspick", flags(Constants.FSPICK)),
            entry("fsconfig", name(Constants.FSCONFIG)),
            entry("mountattr", flags(Constants.MOUNT_ATTR)),
            entry("movemount", flags(Constants.MOVE_MOUNT)),
            entry("opentree", flags(Constants.OPEN_TREE)),
            entry("signal", name(Constants.SIGNAL)),
            entry("clone", Parameters::cloneFlags),
            entry("unshare", flags(Constants.CLONE)),
            entry("wait", flags(Constants.WAIT)),
            entry("idtype", name(Constants.ID_TYPE)),
            entry("personality", Parameters::personality),
            entry("clock", name(Constants.CLOCK)),
            entry("timer", flags(Constants.TIMER)),
            entry("itimer", name(Constants.ITIMER)),
            entry("prot", flags(Constants.PROT)),
            entry("map", flags(Constants.MAP)),
            entry("epollctl", name(Constants.EPOLL_CTL)),
            entry("resource", name(Constants.RLIMIT)),
            entry("prio", name(Constants.PRIO)),
            entry("prctl", name(Constants.PRCTL)),
            entry("ptrace", name(Constants.PTRACE)),
            entry("inotify", flags(Constants.INOTIFY)),
            entry("fallocate", flags(Constants.FALLOCATE)),
            entry("closerange", flags(Constants.CLOSE_RANGE)),
            entry("memfd", flags(Constants.MEMFD)),
            entry("getrandom", flags(Constants.GETRANDOM)));

    private Parameters() {}

    private static Parameter flags(Names names) {
        return (call, i) -> names.flags(call.argument(i) & UINT);
    }

    private static Parameter name(Names names) {
        return (call, i) -> names.name(call.argument(i) & UINT);
    }

    static String openFlags(long flags) {
        String access = Constants.ACCESS_MODE.name(flags & Constants.O_ACCMODE);
        long rest = flags & ~Constants.O_ACCMODE;
        return rest == 0 ? access : access + "|" + Constants.OPEN.flags(rest);
    }

    /** Whether open(2) looks at its mode. */
    static boolean creates(long flags) {
        return (flags & Constants.O_CREAT) != 0 || (flags & Constants.O_TMPFILE) == Constants.O_TMPFILE;
    }

    static String socketType(int type) {
        String name = Constants.SOCKET_TYPE.name(type & Constants.SOCK_TYPE_MASK);
        long flags = type & UINT & ~Constants.SOCK_TYPE_MASK;
        return flags == 0 ? name : name + "|" + Constants.SOCKET_FLAGS.flags(flags);
    }

    /** The third argument of socket(2): what it means depends on the first. */
    static String protocol(int family, int protocol) {
        return switch (family) {
            case AF_INET, AF_INET6 -> Constants.IPPROTO.nameOrNumber(protocol);
            case AF_NETLINK -> Constants.NETLINK.nameOrNumber(protocol);
            case AF_PACKET ->
                "htons(" + Constants.ETHERTYPE.nameOrNumber(Short.reverseBytes((short) protocol) & 0xffff) + ")";
            default -> Integer.toString(protocol);
        };
    }

    private static String option(int level, int option) {
        Names names = switch (level) {
            case 0 -> Constants.IP;
            case 1 -> Constants.SO;
            case 6 -> Constants.TCP;
            case 41 -> Constants.IPV6;
            case 263 -> Constants.PACKET;
            case 270 -> Constants.NETLINK_OPTION;
            default -> null;
        };
        return names == null ? Integer.toString(option) : names.nameOrNumber(option);
    }

    private static String optionValue(Call call, int index) throws ErrnoException {
        return call.intArgument(index + 1) == Integer.BYTES
                ? Structures.number(call, call.argument(index))
                : Text.data(call, call.argument(index), call.intArgument(index + 1));
    }

    private static String directory(int descriptor) {
        return descriptor == Constants.AT_FDCWD ? "AT_FDCWD" : Integer.toString(descriptor);
    }

    /** As glibc's makedev(3) splits it. */
    private static String device(long device) {
        long major = device >>> 8 & 0xfff | device >>> 32 & ~0xfffL;
        long minor = device & 0xff | device >>> 12 & ~0xffL & UINT;
        return "makedev(" + Text.hex(major) + ", " + Text.hex(minor) + ")";
    }

    private static String nodeMode(int mode) {
        int type = mode & 0170000;
        String permissions = Text.octal(mode & 07777);
        return type == 0 ? permissions : Constants.FILE_TYPE.name(type) + "|" + permissions;
    }

    private static String cloneFlags(Call call, int index) {
        long value = call.argument(index);
        long signal = value & 0xff;
        StringJoiner text = new StringJoiner("|");
        long flags = value & ~0xffL;
        if (flags != 0) {
            text.add(Constants.CLONE.flags(flags));
        }
        if (signal != 0) {
            text.add(Constants.SIGNAL.name(signal));
        }
        return flags == 0 && signal == 0 ? "0" : text.toString();
    }

    private static String personality(Call call, int index) {
        long value = call.argument(index) & UINT;
        return value == UINT ? "0xffffffff" : Constants.PERSONALITY.flags(value);
    }

    private static @Nullable String fcntlArgument(Call call, int index) {
        return switch (Constants.FCNTL.name(call.intArgument(1))) {
            case "F_GETFD", "F_GETFL", "F_GETOWN", "F_GETSIG", "F_GETLEASE", "F_GETPIPE_SZ", "F_GET_SEALS" -> null;
            case "F_DUPFD", "F_DUPFD_CLOEXEC", "F_SETOWN", "F_SETPIPE_SZ" -> Integer.toString(call.intArgument(index));
            case "F_SETFD" -> Constants.FD.flags(call.argument(index));
            case "F_SETFL" -> openFlags(call.argument(index) & UINT);
            case "F_SETSIG" -> Constants.SIGNAL.nameOrNumber(call.argument(index));
            default -> Text.hex(call.argument(index));
        };
    }
}
