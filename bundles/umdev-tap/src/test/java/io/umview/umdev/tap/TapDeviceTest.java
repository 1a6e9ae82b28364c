package io.umview.umdev.tap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.linux.Files;
import io.umview.linux.NativeBuffer;
import io.umview.testing.FakeMemory;
import io.umview.umdev.DescriptorDevice.DescriptorFile;
import io.umview.umdev.Ioctl;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two programs on one wire. */
@Timeout(20)
class TapDeviceTest {
    private static final int TUN = 1;
    private static final int TAP = 2;
    private static final int NO_PI = 0x1000;
    private static final String EVERYBODY = "ffffffffffff";
    private static final String FIRST = "020000000001";
    private static final String SECOND = "020000000002";
    private static final String PING = "4500001c0000000040010000" + "0a000001" + "0a000002" + "0800f7ff00000000";

    private final PacketLoop loop = new PacketLoop();
    private final TapDevice device = new TapDevice(loop, new InnerSwitch(loop));
    private final FakeMemory memory = new FakeMemory();
    private final List<Integer> descriptors = new ArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    @AfterEach
    void close() {
        device.close();
        descriptors.forEach(Files::close);
    }

    /** An open file, as its program has it. */
    private final class Program {
        final DescriptorFile file;
        final int descriptor;

        Program() throws ErrnoException {
            file = device.open(Files.O_RDWR, closed::countDown);
            descriptor = file.descriptor();
            descriptors.add(descriptor);
        }

        Program(String name, int flags) throws ErrnoException {
            this();
            set(name, flags);
        }

        long ioctl(int request, long argument) throws ErrnoException {
            return file.ioctl(new Ioctl(request, argument, memory, Files.O_RDWR));
        }

        String set(String name, int flags) throws ErrnoException {
            ByteBuffer request = ByteBuffer.allocate(40).order(ByteOrder.nativeOrder());
            request.put(0, name.getBytes(StandardCharsets.UTF_8)).putShort(16, (short) flags);
            long address = memory.place(request.array());
            assertThat(ioctl(TapFile.TUNSETIFF, address)).isZero();
            return new String(memory.string(address, 16), StandardCharsets.UTF_8);
        }

        void write(String hex) {
            byte[] bytes = HexFormat.of().parseHex(hex);
            assertThat(Files.write(descriptor, bytes)).isEqualTo(bytes.length);
        }

        String read() {
            NativeBuffer buffer = new NativeBuffer(2000);
            byte[] bytes = new byte[(int) Files.read(descriptor, buffer.address(), 2000)];
            buffer.bytes().get(0, bytes);
            return HexFormat.of().formatHex(bytes);
        }
    }

    private static void fails(Errno errno, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(errno));
    }

    @Test
    void framesGoToTheOthersOnTheWire() throws ErrnoException {
        Program one = new Program("", TAP | NO_PI);
        Program two = new Program("", TAP | NO_PI);
        String frame = EVERYBODY + FIRST + "0800" + "010203";

        one.write(frame);

        assertThat(two.read()).isEqualTo(frame);
    }

    @Test
    void aStationThatIsKnownGetsItsFramesAlone() throws ErrnoException {
        Program one = new Program("", TAP | NO_PI);
        Program two = new Program("", TAP | NO_PI);
        Program three = new Program("", TAP | NO_PI);
        one.write(EVERYBODY + FIRST + "0800" + "01");
        two.read();
        three.read();

        two.write(FIRST + SECOND + "0800" + "02");
        two.write(EVERYBODY + SECOND + "0800" + "03");

        assertThat(one.read()).endsWith("02");
        assertThat(three.read()).endsWith("03");
    }

    @Test
    void packetInformationSaysTheTypeOfEachPacket() throws ErrnoException {
        Program with = new Program("", TAP);
        Program without = new Program("", TAP | NO_PI);

        with.write("0000" + "86dd" + EVERYBODY + FIRST + "86dd" + "01");
        assertThat(without.read()).isEqualTo(EVERYBODY + FIRST + "86dd" + "01");

        without.write(EVERYBODY + SECOND + "0806" + "02");
        assertThat(with.read()).isEqualTo("0000" + "0806" + EVERYBODY + SECOND + "0806" + "02");
    }

    @Test
    void tunTakesAndGivesPacketsOfIp() throws ErrnoException {
        Program one = new Program("", TUN | NO_PI);
        Program two = new Program("", TUN);

        one.write(PING);

        assertThat(two.read()).isEqualTo("0000" + "0800" + PING);
    }

    @Test
    void tunAndTapFindEachOther() throws ErrnoException {
        Program tun = new Program("", TUN | NO_PI);
        Program tap = new Program("", TAP | NO_PI);
        tun.write(PING);
        String frame = tap.read();
        String station = frame.substring(12, 24);
        assertThat(frame).isEqualTo(EVERYBODY + station + "0800" + PING);

        tap.write(EVERYBODY + FIRST + "0806" + "0001080006040001" + FIRST + "0a000002" + "000000000000" + "0a000001");
        assertThat(tap.read())
                .isEqualTo(FIRST + station + "0806" + "0001080006040002" + station + "0a000001" + FIRST + "0a000002");

        String answer = "4500001c0000000040010000" + "0a000002" + "0a000001" + "0000ffff00000000";
        tap.write(station + FIRST + "0800" + answer + "00000000000000000000"); // padded
        assertThat(tun.read()).isEqualTo(answer);

        tun.write(PING);
        assertThat(tap.read()).as("now it is known where to").startsWith(FIRST + station);
    }

    @Test
    void whatIsNoPacketIsLost() throws ErrnoException {
        Program tun = new Program("", TUN);
        Program tap = new Program("", TAP | NO_PI);

        for (String rubbish : new String[] {"00", "00000800", "0000080045", "000008001500", "0000080060000000"}) {
            tun.write(rubbish);
        }
        tap.write("00");
        tap.write(EVERYBODY + FIRST + "0800" + "45");
        tun.write("0000" + "0800" + PING);

        assertThat(tap.read()).endsWith(PING);
    }

    @Test
    void namesAreGivenAndKeptApart() throws ErrnoException {
        assertThat(new Program().set("", TAP)).isEqualTo("tap0");
        assertThat(new Program().set("", TUN)).isEqualTo("tun0");
        assertThat(new Program().set("tap%d", TAP)).isEqualTo("tap1");
        assertThat(new Program().set("mine", TAP)).isEqualTo("mine");
        for (String wrong : new String[] {"a/b", "a b", "..", "x%s", "%d%d", "a:1"}) {
            fails(Errno.EINVAL, () -> new Program().set(wrong, TAP));
        }
        fails(Errno.EBUSY, () -> new Program().set("mine", TAP));
    }

    @Test
    void anInterfaceIsSetOnceWithKnownFlags() throws ErrnoException {
        Program program = new Program();
        long features = memory.words(0);
        assertThat(program.ioctl(TapFile.TUNGETFEATURES, features)).isZero();
        assertThat(memory.bytes(features, 4)).isEqualTo(new byte[] {3, 0x10, 0, 0});
        fails(Errno.EBADFD, () -> program.ioctl(TapFile.TUNGETIFF, memory.place(new byte[40])));
        fails(Errno.EINVAL, () -> program.set("", NO_PI));
        fails(Errno.EINVAL, () -> program.set("", TAP | 0x4000));
        fails(Errno.EFAULT, () -> program.ioctl(TapFile.TUNSETIFF, FakeMemory.NOWHERE));

        program.set("net", TAP | NO_PI);
        fails(Errno.EEXIST, () -> program.set("other", TAP));
        long request = memory.place(new byte[40]);
        assertThat(program.ioctl(TapFile.TUNGETIFF, request)).isZero();
        assertThat(new String(memory.string(request, 16), StandardCharsets.UTF_8))
                .isEqualTo("net");
        assertThat(program.ioctl(TapFile.TUNSETPERSIST, 1)).isZero();
        assertThat(program.ioctl(TapFile.TUNSETOFFLOAD, 0)).isZero();
        fails(Errno.EINVAL, () -> program.ioctl(TapFile.TUNSETOFFLOAD, 1));
    }

    @Test
    void aNameIsFreeWhenItsFileIsClosed() throws Exception {
        Program program = new Program("net", TAP);

        descriptors.remove((Integer) program.descriptor);
        Files.close(program.descriptor);

        assertThat(closed.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(new Program().set("net", TAP)).isEqualTo("net");
    }

    @Test
    void whenTheDeviceIsUnmountedItsFilesEnd() throws ErrnoException {
        Program program = new Program("", TAP);

        device.close();

        assertThat(program.read()).isEmpty();
    }
}
