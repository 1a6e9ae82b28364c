package io.umview.hypervisor.internal.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.umview.api.SystemCall;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CallDecoderTest {
    private static final long AT_FDCWD = 0xffffff9cL;

    private final FakeCall call = new FakeCall();

    @Test
    void openShowsItsModeOnlyWhenItCreates() {
        long path = call.text("/dev/net/null");

        assertThat(call.describe(SystemCall.OPENAT, AT_FDCWD, path, 0, 0666))
                .isEqualTo("AT_FDCWD, \"/dev/net/null\", O_RDONLY");
        assertThat(call.describe(SystemCall.OPENAT, AT_FDCWD, path, 02001101, 0666))
                .isEqualTo("AT_FDCWD, \"/dev/net/null\", O_WRONLY|O_CREAT|O_TRUNC|O_CLOEXEC, 0666");
        assertThat(call.describe(SystemCall.OPEN, path, 02, 0)).isEqualTo("\"/dev/net/null\", O_RDWR");
    }

    @Test
    void openat2ShowsItsStructure() {
        long how = call.words(0100, 0600, 0x18);

        assertThat(call.describe(SystemCall.OPENAT2, 3, call.text("a"), how, 24))
                .isEqualTo(
                        "3, \"a\", {flags=O_RDONLY|O_CREAT, mode=0600, resolve=RESOLVE_BENEATH|RESOLVE_IN_ROOT}, 24");
    }

    @Test
    void aProgramIsShownWithItsArguments() {
        long argv = call.words(call.text("ls"), call.text("-l"), 0);
        long envp = call.words(call.text("A=1"), 0);

        assertThat(call.describe(SystemCall.EXECVE, call.text("/bin/ls"), argv, envp))
                .isEqualTo("\"/bin/ls\", [\"ls\", \"-l\"], 0x" + Long.toHexString(envp) + " /* 1 var */");
    }

    @Test
    void mountNamesItsFlags() {
        assertThat(call.describe(
                        SystemCall.MOUNT,
                        call.text("none"),
                        call.text("/dev/net/null"),
                        call.text("umnetnull"),
                        3,
                        call.text("a=b")))
                .isEqualTo("\"none\", \"/dev/net/null\", \"umnetnull\", MS_RDONLY|MS_NOSUID, \"a=b\"");
        assertThat(call.describe(SystemCall.UMOUNT2, call.text("/mnt"), 2)).isEqualTo("\"/mnt\", MNT_DETACH");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "1 ; 02000001 ; 0 ; AF_UNIX, SOCK_STREAM|SOCK_CLOEXEC, 0",
                "2 ; 1 ; 6 ; AF_INET, SOCK_STREAM, IPPROTO_TCP",
                "2 ; 3 ; 1 ; AF_INET, SOCK_RAW, IPPROTO_ICMP",
                "16 ; 3 ; 0 ; AF_NETLINK, SOCK_RAW, NETLINK_ROUTE",
                "17 ; 3 ; 768 ; AF_PACKET, SOCK_RAW, htons(ETH_P_ALL)",
                "99 ; 1 ; 2 ; 0x63 /* AF_??? */, SOCK_STREAM, 2",
            })
    void socketsAreNamed(int family, String type, int protocol, String expected) {
        assertThat(call.describe(SystemCall.SOCKET, family, Integer.decode(type), protocol))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0200 0050 0a000001 0000000000000000 | {sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr(\"10.0.0.1\")}",
                "0a00 0016 00000000 20010db8000000000000000000000001 02000000"
                        + " | {sa_family=AF_INET6, sin6_port=htons(22), sin6_flowinfo=htonl(0),"
                        + " inet_pton(AF_INET6, \"2001:db8::1\", &sin6_addr), sin6_scope_id=2}",
                "0100 2f746d702f78 00 ff | {sa_family=AF_UNIX, sun_path=\"/tmp/x\"}",
                "0100 00 6162 | {sa_family=AF_UNIX, sun_path=@\"ab\"}",
                "0100 | {sa_family=AF_UNIX}",
                "1000 0000 07000000 01000000 | {sa_family=AF_NETLINK, nl_pid=7, nl_groups=00000001}",
                "1100 0003 04000000 | {sa_family=AF_PACKET, sll_protocol=htons(ETH_P_ALL), sll_ifindex=4}",
                "0200 00 | {sa_family=AF_INET, sa_data=\"\\000\"}",
                "0000 0000 | {sa_family=AF_UNSPEC, sa_data=\"\\000\\000\"}",
            })
    void addressesOfSocketsAreReadable(String hex, String expected) {
        byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));

        assertThat(call.describe(SystemCall.CONNECT, 3, call.bytes(bytes), bytes.length))
                .isEqualTo("3, " + expected + ", " + bytes.length);
    }

    @Test
    void anAddressOfAbsurdLengthIsAPointer() {
        assertThat(call.describe(SystemCall.BIND, 3, call.text("x"), 4096)).matches("3, 0x[0-9a-f]+, 4096");
        assertThat(call.describe(SystemCall.BIND, 3, call.text("x"), -1)).matches("3, 0x[0-9a-f]+, -1");
        assertThat(call.describe(SystemCall.BIND, 3, 0, 0)).isEqualTo("3, NULL, 0");
    }

    @Test
    void dataIsCut() {
        long data = call.text("0123456789".repeat(4));

        assertThat(call.describe(SystemCall.SENDTO, 4, data, 40, 0x4000, 0, 0))
                .isEqualTo("4, \"01234567890123456789012345678901\"..., 40, MSG_NOSIGNAL, NULL, 0");
        assertThat(call.describe(SystemCall.WRITE, 1, data, 3)).isEqualTo("1, \"012\", 3");
    }

    @Test
    void aMessageShowsItsAddressAndData() {
        long data = call.text("hello");
        long vector = call.words(data, 5);
        long message = call.words(0, 0, vector, 1, 0, 0, 0);

        assertThat(call.describe(SystemCall.SENDMSG, 3, message, 0x40))
                .isEqualTo("3, {msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base=\"hello\", iov_len=5}],"
                        + " msg_iovlen=1, msg_controllen=0, msg_flags=0}, MSG_DONTWAIT");
    }

    @Test
    void optionsOfSocketsDependOnTheirLevel() {
        long one = call.bytes(new byte[] {1, 0, 0, 0});

        assertThat(call.describe(SystemCall.SETSOCKOPT, 3, 1, 2, one, 4))
                .isEqualTo("3, SOL_SOCKET, SO_REUSEADDR, [1], 4");
        assertThat(call.describe(SystemCall.SETSOCKOPT, 3, 6, 1, one, 4)).isEqualTo("3, SOL_TCP, TCP_NODELAY, [1], 4");
        assertThat(call.describe(SystemCall.GETSOCKOPT, 3, 41, 26, one, one))
                .startsWith("3, SOL_IPV6, IPV6_V6ONLY, 0x")
                .endsWith(", [1]");
    }

    @Test
    void pivotRootCarriesVirtualCalls() {
        long arguments = call.words(call.text("/dev/net/ipn"), 2, 1, 0);

        assertThat(call.describe(SystemCall.PIVOT_ROOT, 0, 4, 2, arguments))
                .isEqualTo("NULL, 4, 2 /* msocket */, [\"/dev/net/ipn\", AF_INET, SOCK_STREAM, IPPROTO_IP]");
        assertThat(call.describe(SystemCall.PIVOT_ROOT, 0, 1, 77, arguments)).startsWith("NULL, 1, 77, [0x7");
        assertThat(call.describe(SystemCall.PIVOT_ROOT, call.text("new"), call.text("old"), 2))
                .isEqualTo("\"new\", \"old\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "0 ; 10 ; F_DUPFD, 10",
                "1 ; 0 ; F_GETFD",
                "2 ; 1 ; F_SETFD, FD_CLOEXEC",
                "4 ; 2050 ; F_SETFL, O_RDWR|O_NONBLOCK",
                "6 ; 4096 ; F_SETLK, 0x1000",
            })
    void theArgumentOfFcntlDependsOnItsCommand(int command, long argument, String expected) {
        assertThat(call.describe(SystemCall.FCNTL, 3, command, argument)).isEqualTo("3, " + expected);
    }

    @Test
    void timesAreShown() {
        assertThat(call.describe(SystemCall.CLOCK_SETTIME, 0, call.words(10, 5)))
                .isEqualTo("CLOCK_REALTIME, {tv_sec=10, tv_nsec=5}");
        assertThat(call.describe(
                        SystemCall.UTIMENSAT, AT_FDCWD, call.text("f"), call.words(1, 2, 0, 0x3fffffff), 0x100))
                .isEqualTo("AT_FDCWD, \"f\", [{tv_sec=1, tv_nsec=2}, UTIME_NOW], AT_SYMLINK_NOFOLLOW");
    }

    @Test
    void idsModesAndDevicesAreShown() {
        assertThat(call.describe(SystemCall.CHOWN, call.text("f"), 0xffffffffL, 100))
                .isEqualTo("\"f\", -1, 100");
        assertThat(call.describe(SystemCall.MKNOD, call.text("f"), 020666, 0x103))
                .isEqualTo("\"f\", S_IFCHR|0666, makedev(0x1, 0x3)");
        assertThat(call.describe(SystemCall.PERSONALITY, 0xffffffffL)).isEqualTo("0xffffffff");
        assertThat(call.describe(SystemCall.KILL, 12, 15)).isEqualTo("12, SIGTERM");
        assertThat(call.describe(SystemCall.GETUID, 1, 2, 3)).isEmpty();
        assertThat(call.describe(SystemCall.UNSHARE, 0x10020000)).isEqualTo("CLONE_NEWNS|CLONE_NEWUSER");
    }

    @Test
    void bitsWithoutANameAreHexadecimal() {
        assertThat(call.describe(SystemCall.UMOUNT2, call.text("/"), 0x100)).isEqualTo("\"/\", 0x100 /* MNT_??? */");
        assertThat(call.describe(SystemCall.UMOUNT2, call.text("/"), 0x101)).isEqualTo("\"/\", MNT_FORCE|0x100");
    }

    @Test
    void textIsQuotedSoThatTheTerminalIsSafe() {
        assertThat(call.describe(SystemCall.CHDIR, call.text("a\"\\\n\u001b[2Jé\u009b")))
                .isEqualTo("\"a\\\"\\\\\\n\\033[2Jé\\233\"");
        assertThat(call.describe(SystemCall.CHDIR, call.bytes("é\0".getBytes(StandardCharsets.ISO_8859_1))))
                .isEqualTo("\"\\351\"");
    }

    @Test
    void whatCannotBeReadIsAPointer() {
        assertThat(call.describe(SystemCall.OPEN, FakeCall.nowhere(), 0)).isEqualTo("0xdead000, O_RDONLY");
        assertThat(call.describe(SystemCall.OPEN, 0, 0)).isEqualTo("NULL, O_RDONLY");
    }

    @Test
    void aCallThatIsNotInTheTableShowsItsRegisters() {
        assertThat(call.describe(SystemCall.UNKNOWN, 1, 2, 3, 4, 5, 255)).isEqualTo("0x1, 0x2, 0x3, 0x4, 0x5, 0xff");
    }

    @ParameterizedTest
    @EnumSource(SystemCall.class)
    void noCallFailsForWantOfMemory(SystemCall systemCall) {
        long bad = FakeCall.nowhere();

        assertThat(call.describe(systemCall, bad, bad, bad, bad, bad, bad)).isNotNull();
        assertThat(call.describe(systemCall, -1, -1, -1, -1, -1, -1)).isNotNull();
        assertThat(call.describe(systemCall, 0, 0, 0, 0, 0, 0)).isNotNull();
    }

    @Property(tries = 2000)
    void noRegistersAndNoMemoryMakeItFail(
            @ForAll SystemCall systemCall, @ForAll byte[] memory, @ForAll int[] small, @ForAll boolean[] pointer) {
        FakeCall any = new FakeCall();
        long address = any.bytes(memory);
        long[] arguments = new long[6];
        for (int i = 0; i < arguments.length; i++) {
            boolean isPointer = i < pointer.length && pointer[i];
            arguments[i] = isPointer ? address : i < small.length ? small[i] : i;
        }

        assertThat(any.describe(systemCall, arguments)).isNotNull().doesNotContain("\n", "\u001b");
    }
}
