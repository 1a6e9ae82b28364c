package io.umview.lwipv6.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import io.umview.lwipv6.net.AddressRequest;
import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.netlink.core.NetlinkSocket;
import io.umview.lwipv6.netlink.ioctl.GuestMemory;
import io.umview.lwipv6.netlink.ioctl.InterfaceControl;
import io.umview.lwipv6.wire.IpAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Whatever programs send, nothing is thrown but what they are told. */
class GarbageTest {
    private static final GuestMemory NO_MEMORY = new GuestMemory() {
        @Override
        public byte[] read(long address, int length) throws NetworkException {
            if (address % 3 == 0) {
                throw NetworkError.EFAULT.exception();
            }
            return new byte[length];
        }

        @Override
        public void write(long address, byte[] bytes) throws NetworkException {
            if (address % 5 == 0) {
                throw NetworkError.EFAULT.exception();
            }
        }
    };

    private static ConfiguredStack stack() throws NetworkException {
        ConfiguredStack stack = new ConfiguredStack();
        stack.device.up(true);
        stack.network.addresses().add(stack.device, AddressRequest.of(IpAddress.parse("10.0.0.2"), 24));
        return stack;
    }

    @Property(tries = 300)
    void randomBytesAreAnsweredOrIgnored(@ForAll @Size(max = 300) byte[] bytes) throws NetworkException {
        ConfiguredStack stack = stack();
        for (int protocol : new int[] {0, 4, 16}) {
            NetlinkSocket socket = stack.strictSocket(protocol);
            ConfiguredStack.send(socket, bytes);
            ConfiguredStack.received(socket);
            socket.close();
        }
    }

    /** Headers that are right, and behind them anything: types and lengths of attributes among it. */
    @Property(tries = 2000)
    void everyTypeOfMessageCopesWithAnyContent(
            @ForAll @IntRange(min = 16, max = 130) int type,
            @ForAll("flags") int flags,
            @ForAll boolean strict,
            @ForAll("contents") byte[] content)
            throws NetworkException {
        ConfiguredStack stack = stack();
        for (int protocol : new int[] {0, 4, 16}) {
            NetlinkSocket socket = strict ? stack.strictSocket(protocol) : stack.socket(protocol);
            List<byte[]> answers = ConfiguredStack.ask(socket, Ask.message(type, flags | 5, out -> out.raw(content)));
            assertThat(answers).isNotEmpty();
            assertThat(last(answers)).isIn(2, 3);
            socket.close();
        }
    }

    private static int last(List<byte[]> answers) {
        return ByteBuffer.wrap(answers.get(answers.size() - 1))
                .order(ByteOrder.nativeOrder())
                .getShort(4);
    }

    @Provide
    Arbitrary<Integer> flags() {
        return Arbitraries.of(0, 0x100, 0x200, 0x300, 0x400, 0x600, 0x500, 0xc00, 0xf00, 8);
    }

    /** A few bytes as family-specific headers have them, then attributes of likely types with lengths that may lie. */
    @Provide
    Arbitrary<byte[]> contents() {
        Arbitrary<Integer> family = Arbitraries.of(0, 2, 10, 7, 16, 17, 1, 255);
        Arbitrary<byte[]> rest =
                Arbitraries.bytes().array(byte[].class).ofMinSize(0).ofMaxSize(120);
        Arbitrary<Integer> header = Arbitraries.of(1, 4, 8, 12, 16, 20, 56);
        return net.jqwik.api.Combinators.combine(
                        family, header, rest, Arbitraries.integers().between(0, 80))
                .as((first, length, bytes, seed) -> {
                    ByteBuffer content =
                            ByteBuffer.allocate(length + bytes.length).order(ByteOrder.nativeOrder());
                    content.put(length, bytes);
                    content.put(0, first.byteValue());
                    for (int at = length; at + 4 <= content.limit(); at += 4 + (seed * 7 + at) % 24 / 4 * 4) {
                        int claimed = 4 + (seed + at * 5) % 21;
                        content.putShort(at, (short) claimed);
                        content.putShort(at + 2, (short) ((seed * 3 + at) % 34));
                    }
                    return content.array();
                });
    }

    @Property(tries = 2000)
    void ioctlsCopeWithAnyArgument(
            @ForAll @IntRange(min = 0x8900, max = 0x89ff) int request,
            @ForAll @Size(min = 128, max = 128) byte[] bytes,
            @ForAll boolean named,
            @ForAll boolean privileged)
            throws NetworkException {
        ConfiguredStack stack = stack();
        for (int domain : new int[] {2, 10, 16, 17}) {
            byte[] argument = java.util.Arrays.copyOf(bytes, InterfaceControl.size(domain, request));
            if (named && argument.length >= 4) {
                argument[0] = 't';
                argument[1] = '0';
                argument[2] = 0;
            }
            try {
                stack.configuration.control().control(domain, request, argument, NO_MEMORY, privileged);
            } catch (NetworkException refused) {
                assertThat(refused.error()).isNotNull();
            }
        }
    }

    @Property(tries = 500)
    void settingsTakeAnyText(@ForAll String text, @ForAll @IntRange(min = 0, max = 400) int place)
            throws NetworkException {
        ConfiguredStack stack = stack();
        var controls = stack.configuration.controls();
        String name = controls.names().get(place % controls.names().size());
        try {
            controls.write(name, text);
        } catch (NetworkException refused) {
            assertThat(refused.error()).isIn(NetworkError.EINVAL, NetworkError.EACCES, NetworkError.ENOENT);
        }
        assertThat(controls.content(name)).endsWith("\n");
    }
}
