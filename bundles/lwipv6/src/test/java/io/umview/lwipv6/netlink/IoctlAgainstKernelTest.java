package io.umview.lwipv6.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.umview.lwipv6.net.Ipv6Setting;
import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.netlink.core.NetlinkSocket;
import io.umview.lwipv6.netlink.ioctl.GuestMemory;
import io.umview.lwipv6.netlink.ioctl.InterfaceControl;
import io.umview.lwipv6.wire.IpAddress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same struct ifreq to the kernel and to this stack: the same comes back. */
class IoctlAgainstKernelTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int IFREQ = 40;
    private static final int T0 = 2;

    /** Bridges, VLANs, what a driver answers, and SIOCGSKNS, which makes a descriptor. */
    private static final Set<Integer> LEFT_OUT = Set.of(0x8940, 0x8941, 0x8982, 0x8983, 0x8946, 0x894c);

    private static final GuestMemory NOTHING = new GuestMemory() {
        @Override
        public byte[] read(long address, int length) throws NetworkException {
            throw NetworkError.EFAULT.exception();
        }

        @Override
        public void write(long address, byte[] bytes) throws NetworkException {
            throw NetworkError.EFAULT.exception();
        }
    };

    private final ConfiguredStack stack = new ConfiguredStack();
    private final List<String> differences = new ArrayList<>();

    @TempDir
    private Path directory;

    private KernelNamespace kernel;

    @BeforeEach
    void configureBothAlike() throws Exception {
        kernel = new KernelNamespace(directory);
        assumeTrue(kernel.works(), "no network namespaces here");
        kernel.run("ip link set lo up");
        kernel.tap("t0");
        kernel.run("ip link set t0 address 02:02:03:04:05:06");
        kernel.run("echo 1 > /proc/sys/net/ipv6/conf/t0/disable_ipv6; ip link set t0 up");
        stack.device.ipv6().set(Ipv6Setting.DISABLE_IPV6, 1);
        stack.device.up(true);
        NetlinkSocket socket = stack.strictSocket(0);
        byte[] address =
                Ask.address(20, Ask.ADD, "10.0.0.2/24", T0, out -> out.attribute(4, IpAddress.parse("10.0.0.255")));
        kernel.netlink(0, address);
        ConfiguredStack.ask(socket, address);
    }

    @AfterEach
    void endKernel() throws IOException {
        kernel.close();
    }

    private static byte[] request(String name) {
        byte[] bytes = new byte[IFREQ];
        byte[] text = name.getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(text, 0, bytes, 0, text.length);
        return bytes;
    }

    private static byte[] request(String name, int number) {
        byte[] bytes = request(name);
        ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).putInt(16, number);
        return bytes;
    }

    private static byte[] request(String name, IpAddress address) {
        byte[] bytes = request(name, 2);
        ByteBuffer.wrap(bytes).putInt(20, address.v4());
        return bytes;
    }

    private void same(String what, int domain, int number, byte[] argument) throws IOException {
        String theirs = kernel.ioctl(domain, number, argument);
        byte[] bytes = argument.clone();
        String ours;
        try {
            stack.configuration.control().control(domain, number, bytes, NOTHING, true);
            ours = HEX.formatHex(bytes);
        } catch (NetworkException refused) {
            ours = "error " + refused.error().number();
        }
        if (!theirs.equals(ours)) {
            differences.add(what + " " + Integer.toHexString(number) + ": kernel " + theirs + ", ours " + ours);
        }
    }

    @Test
    void whatIsAskedIsAnsweredTheSame() throws Exception {
        for (int number = 0x8910; number < 0x8990; number++) {
            boolean sets = number == 0x8911 || InterfaceControl.size(AF_INET, number) != IFREQ;
            if (sets || LEFT_OUT.contains(number)) {
                continue;
            }
            for (String name : new String[] {"lo", "t0", "t0:1", "nonesuch"}) {
                boolean changes = number == 0x8914
                        || number == 0x8916
                        || number == 0x8918
                        || number == 0x891a
                        || number == 0x891c
                        || number == 0x8922
                        || number == 0x8923
                        || number == 0x8924
                        || number == 0x8931
                        || number == 0x8932
                        || number == 0x8937
                        || number == 0x8943;
                if (!changes) {
                    same(name, AF_INET, number, request(name));
                }
            }
        }
        same("first", AF_INET, 0x8910, request("", 1));
        same("second", AF_INET, 0x8910, request("", 2));
        same("third", AF_INET, 0x8910, request("", 3));
        same("IPv6 socket", AF_INET6, 0x8913, request("t0"));
        same("IPv6 socket", AF_INET6, 0x8915, request("t0"));
        assertThat(differences).isEmpty();
    }

    @Test
    void whatIsSetIsSetTheSame() throws Exception {
        same("MTU", AF_INET, 0x8922, request("t0", 1400));
        same("MTU too small", AF_INET, 0x8922, request("t0", 10));
        same("queue", AF_INET, 0x8943, request("t0", 77));
        same("queue below 0", AF_INET, 0x8943, request("t0", -1));
        same("address", AF_INET, 0x8916, request("t0", IpAddress.parse("172.16.0.5")));
        same("what is no address", AF_INET, 0x8916, request("t0", IpAddress.parse("224.0.0.5")));
        same("mask", AF_INET, 0x891c, request("t0", IpAddress.parse("255.255.255.0")));
        same("what is no mask", AF_INET, 0x891c, request("t0", IpAddress.parse("255.0.255.0")));
        same("broadcast", AF_INET, 0x891a, request("t0", IpAddress.parse("172.16.0.77")));
        same("alias", AF_INET, 0x8916, request("t0:7", IpAddress.parse("192.168.7.7")));
        same("no such alias", AF_INET, 0x891c, request("t0:8", IpAddress.parse("255.255.255.0")));
        same("family", AF_INET, 0x8924, request("t0", 5));
        for (int number : new int[] {0x8913, 0x8915, 0x8917, 0x8919, 0x891b, 0x8921, 0x8942}) {
            same("t0 now", AF_INET, number, request("t0"));
            same("t0:7 now", AF_INET, number, request("t0:7"));
        }
        same("alias away", AF_INET, 0x8914, request("t0:7", 0));
        same("alias away", AF_INET, 0x8915, request("t0:7"));
        same("away", AF_INET, 0x8916, request("t0", IpAddress.ANY4));
        same("away", AF_INET, 0x8915, request("t0"));
        same("down", AF_INET, 0x8914, request("t0", 0x1002));
        same("down", AF_INET, 0x8913, request("t0"));
        same(
                "name in use",
                AF_INET,
                0x8923,
                ByteBuffer.wrap(request("t0"))
                        .put(16, (byte) 'l')
                        .put(17, (byte) 'o')
                        .array());
        same(
                "name",
                AF_INET,
                0x8923,
                ByteBuffer.wrap(request("t0")).put(16, (byte) 'x').array());
        same("name", AF_INET, 0x8933, request("x"));
        assertThat(differences).isEmpty();
    }
}
