package io.umview.hypervisor.internal.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.umview.api.SystemCall;
import io.umview.testing.FakeCall;
import io.umview.testing.FakeMemory;
import io.umview.testing.FakeProcess;
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

    private final FakeMemory memory = new FakeMemory();

    private String describe(SystemCall systemCall, long... arguments) {
        return new CallDecoder().describe(new FakeCall(new FakeProcess(), memory, systemCall, arguments));
    }

    @Test
    void openShowsItsModeOnlyWhenItCreates() {
        long path = memory.text("/dev/net/null");

        assertThat(describe(SystemCall.OPENAT, AT_FDCWD, path, 0, 0666))
                .isEqualTo("AT_FDCWD, \"/dev/net/null\", O_RDONLY");
        assertThat(describe(SystemCall.OPENAT, AT_FDCWD, path, 02001101, 0666))
                .isEqualTo("AT_FDCWD, \"/dev/net/null\", O_WRONLY|O_CREAT|O_TRUNC|O_CLOEXEC, 0666");
        assertThat(describe(SystemCall.OPEN, path, 02, 0)).isEqualTo("\"/dev/net/null\", O_RDWR");
    }

    @Test
    void openat2ShowsItsStructure() {
        long how = memory.words(0100, 0600, 0x18);

        assertThat(describe(SystemCall.OPENAT2, 3, memory.text("a"), how, 24))
                .isEqualTo(
                        "3, \"a\", {flags=O_RDONLY|O_CREAT, mode=0600, resolve=RESOLVE_BENEATH|RESOLVE_IN_ROOT}, 24");
    }

    @Test
    void aProgramIsShownWithItsArguments() {
        long argv = memory.words(memory.text("ls"), memory.text("-l"), 0);
        long envp = memory.words(memory.text("A=1"), 0);

        assertThat(describe(SystemCall.EXECVE, memory.text("/bin/ls"), argv, envp))
                .isEqualTo("\"/bin/ls\", [\"ls\", \"-l\"], 0x" + Long.toHexString(envp) + " /* 1 var */");
    }

    @Test
    void mountNamesItsFlags() {
        assertThat(describe(
                        SystemCall.MOUNT,
                        memory.text("none"),
                        memory.text("/dev/net/null"),
                        memory.text("umnetnull"),
                        3,
                        memory.text("a=b")))
                .isEqualTo("\"none\", \"/dev/net/null\", \"umnetnull\", MS_RDONLY|MS_NOSUID, \"a=b\"");
        assertThat(describe(SystemCall.UMOUNT2, memory.text("/mnt"), 2)).isEqualTo("\"/mnt\", MNT_DETACH");
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
        assertThat(describe(SystemCall.SOCKET, family, Integer.decode(type), protocol))
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

        assertThat(describe(SystemCall.CONNECT, 3, memory.place(bytes), bytes.length))
                .isEqualTo("3, " + expected + ", " + bytes.length);
    }

    @Test
    void anAddressOfAbsurdLengthIsAPointer() {
        assertThat(describe(SystemCall.BIND, 3, memory.text("x"), 4096)).matches("3, 0x[0-9a-f]+, 4096");
        assertThat(describe(SystemCall.BIND, 3, memory.text("x"), -1)).matches("3, 0x[0-9a-f]+, -1");
        assertThat(describe(SystemCall.BIND, 3, 0, 0)).isEqualTo("3, NULL, 0");
    }

    @Test
    void dataIsCut() {
        long data = memory.text("0123456789".repeat(4));

        assertThat(describe(SystemCall.SENDTO, 4, data, 40, 0x4000, 0, 0))
                .isEqualTo("4, \"01234567890123456789012345678901\"..., 40, MSG_NOSIGNAL, NULL, 0");
        assertThat(describe(SystemCall.WRITE, 1, data, 3)).isEqualTo("1, \"012\", 3");
    }

    @Test
    void aMessageShowsItsAddressAndData() {
        long data = memory.text("hello");
        long vector = memory.words(data, 5);
        long message = memory.words(0, 0, vector, 1, 0, 0, 0);

        assertThat(describe(SystemCall.SENDMSG, 3, message, 0x40))
                .isEqualTo("3, {msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base=\"hello\", iov_len=5}],"
                        + " msg_iovlen=1, msg_controllen=0, msg_flags=0}, MSG_DONTWAIT");
    }

    @Test
    void optionsOfSocketsDependOnTheirLevel() {
        long one = memory.place(new byte[] {1, 0, 0, 0});

        assertThat(describe(SystemCall.SETSOCKOPT, 3, 1, 2, one, 4)).isEqualTo("3, SOL_SOCKET, SO_REUSEADDR, [1], 4");
        assertThat(describe(SystemCall.SETSOCKOPT, 3, 6, 1, one, 4)).isEqualTo("3, SOL_TCP, TCP_NODELAY, [1], 4");
        assertThat(describe(SystemCall.GETSOCKOPT, 3, 41, 26, one, one))
                .startsWith("3, SOL_IPV6, IPV6_V6ONLY, 0x")
                .endsWith(", [1]");
    }

    @Test
    void pivotRootCarriesVirtualCalls() {
        long arguments = memory.words(memory.text("/dev/net/ipn"), 2, 1, 0);

        assertThat(describe(SystemCall.PIVOT_ROOT, 0, 4, 2, arguments))
                .isEqualTo("NULL, 4, 2 /* msocket */, [\"/dev/net/ipn\", AF_INET, SOCK_STREAM, IPPROTO_IP]");
        assertThat(describe(SystemCall.PIVOT_ROOT, 0, 1, 77, arguments)).startsWith("NULL, 1, 77, [0x7");
        assertThat(describe(SystemCall.PIVOT_ROOT, memory.text("new"), memory.text("old"), 2))
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
        assertThat(describe(SystemCall.FCNTL, 3, command, argument)).isEqualTo("3, " + expected);
    }

    @Test
    void timesAreShown() {
        assertThat(describe(SystemCall.CLOCK_SETTIME, 0, memory.words(10, 5)))
                .isEqualTo("CLOCK_REALTIME, {tv_sec=10, tv_nsec=5}");
        assertThat(describe(SystemCall.UTIMENSAT, AT_FDCWD, memory.text("f"), memory.words(1, 2, 0, 0x3fffffff), 0x100))
                .isEqualTo("AT_FDCWD, \"f\", [{tv_sec=1, tv_nsec=2}, UTIME_NOW], AT_SYMLINK_NOFOLLOW");
    }

    @Test
    void idsModesAndDevicesAreShown() {
        assertThat(describe(SystemCall.CHOWN, memory.text("f"), 0xffffffffL, 100))
                .isEqualTo("\"f\", -1, 100");
        assertThat(describe(SystemCall.MKNOD, memory.text("f"), 020666, 0x103))
                .isEqualTo("\"f\", S_IFCHR|0666, makedev(0x1, 0x3)");
        assertThat(describe(SystemCall.PERSONALITY, 0xffffffffL)).isEqualTo("0xffffffff");
        assertThat(describe(SystemCall.KILL, 12, 15)).isEqualTo("12, SIGTERM");
        assertThat(describe(SystemCall.GETUID, 1, 2, 3)).isEmpty();
        assertThat(describe(SystemCall.UNSHARE, 0x10020000)).isEqualTo("CLONE_NEWNS|CLONE_NEWUSER");
    }

    @Test
    void bitsWithoutANameAreHexadecimal() {
        assertThat(describe(SystemCall.UMOUNT2, memory.text("/"), 0x100)).isEqualTo("\"/\", 0x100 /* MNT_??? */");
        assertThat(describe(SystemCall.UMOUNT2, memory.text("/"), 0x101)).isEqualTo("\"/\", MNT_FORCE|0x100");
    }

    @Test
    void textIsQuotedSoThatTheTerminalIsSafe() {
        assertThat(describe(SystemCall.CHDIR, memory.text("a\"\\\n\u001b[2Jé\u009b")))
                .isEqualTo("\"a\\\"\\\\\\n\\033[2Jé\\233\"");
        assertThat(describe(SystemCall.CHDIR, memory.place("é\0".getBytes(StandardCharsets.ISO_8859_1))))
                .isEqualTo("\"\\351\"");
    }

    @Test
    void whatCannotBeReadIsAPointer() {
        assertThat(describe(SystemCall.OPEN, FakeMemory.NOWHERE, 0)).isEqualTo("0xdead000, O_RDONLY");
        assertThat(describe(SystemCall.OPEN, 0, 0)).isEqualTo("NULL, O_RDONLY");
    }

    @Test
    void aCallThatIsNotInTheTableShowsItsRegisters() {
        assertThat(describe(SystemCall.UNKNOWN, 1, 2, 3, 4, 5, 255)).isEqualTo("0x1, 0x2, 0x3, 0x4, 0x5, 0xff");
    }

    @ParameterizedTest
    @EnumSource(SystemCall.class)
    void noCallFailsForWantOfMemory(SystemCall systemCall) {
        long bad = FakeMemory.NOWHERE;

        assertThat(describe(systemCall, bad, bad, bad, bad, bad, bad)).isNotNull();
        assertThat(describe(systemCall, -1, -1, -1, -1, -1, -1)).isNotNull();
        assertThat(describe(systemCall, 0, 0, 0, 0, 0, 0)).isNotNull();
    }

    @Property(tries = 2000)
    void noRegistersAndNoMemoryMakeItFail(
            @ForAll SystemCall systemCall, @ForAll byte[] content, @ForAll int[] small, @ForAll boolean[] pointer) {
        long address = memory.place(content);
        long[] arguments = new long[6];
        for (int i = 0; i < arguments.length; i++) {
            boolean isPointer = i < pointer.length && pointer[i];
            arguments[i] = isPointer ? address : i < small.length ? small[i] : i;
        }

        assertThat(describe(systemCall, arguments)).isNotNull().doesNotContain("\n", "\u001b");
    }
}
