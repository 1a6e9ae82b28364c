package io.umview.tracer.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.umview.api.ErrnoException;
import io.umview.api.Interest;
import io.umview.api.Interest.ArgumentTest;
import io.umview.api.Interest.Trap;
import io.umview.api.SystemCall;
import io.umview.linux.Seccomp;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class FilterProgramTest {
    private static final Architecture ARCHITECTURE = new X86_64();
    private static final int AUDIT_ARCH_I386 = 0x40000003;
    private static final int X32 = 0x40000000;
    private static final int ENOSYS = 38;
    private static final int ACTION = Seccomp.RET_TRACE;

    /** Few, so that interests and calls meet. */
    private static final List<SystemCall> CALLS =
            List.of(SystemCall.READ, SystemCall.OPENAT, SystemCall.SENDTO, SystemCall.MMAP, SystemCall.CLOSE);

    private static final List<Long> WORDS =
            List.of(0L, 1L, 2L, 0xffL, -1L, 0xffffffffL, 1L << 32, 1L << 63, 0xffff_ffff_0000_0000L, 0x8000_0000L);

    @Provide
    Arbitrary<Long> word() {
        return Arbitraries.oneOf(Arbitraries.of(WORDS), Arbitraries.longs());
    }

    @Provide
    Arbitrary<Interest> interest() {
        Arbitrary<ArgumentTest> test = Combinators.combine(
                        Arbitraries.integers().between(0, 5),
                        word(),
                        word(),
                        Arbitraries.of(true, false),
                        Arbitraries.of(true, true, true, false))
                .as((index, mask, value, equal, possible) ->
                        new ArgumentTest(index, mask, possible ? value & mask : value, equal));
        Arbitrary<Trap> trap = Combinators.combine(
                        Arbitraries.of(CALLS), test.list().ofMaxSize(4))
                .as(Trap::new);
        return trap.list().ofMaxSize(12).map(Interest::new);
    }

    @Provide
    Arbitrary<Data> data() {
        return Combinators.combine(
                        Arbitraries.of(CALLS), word().array(Long[].class).ofSize(6))
                .as((call, arguments) ->
                        new Data(ARCHITECTURE.number(call), ARCHITECTURE.auditArchitecture(), arguments));
    }

    @Property
    void trapsWhatIsOfInterestAndNothingElse(@ForAll("interest") Interest interest, @ForAll("data") Data data)
            throws ErrnoException {
        assertThat(verdict(interest, data, InjectionMark.NONE))
                .isEqualTo(isOfInterest(interest, data) ? ACTION : Seccomp.RET_ALLOW);
    }

    @Property
    void theTableSaysTheSame(@ForAll("interest") Interest interest, @ForAll("data") Data data) {
        SystemCall call = ARCHITECTURE.systemCall(data.number());
        assertThat(new InterestTable(interest).contains(call, i -> data.arguments()[i]))
                .isEqualTo(isOfInterest(interest, data));
    }

    @Property
    void injectedCallsPass(@ForAll("interest") Interest interest, @ForAll("data") Data data) throws ErrnoException {
        InjectionMark mark = new InjectionMark(0x12_3456_7000L);
        SystemCall call = ARCHITECTURE.systemCall(data.number());
        boolean trapped = isOfInterest(interest, data);
        assertThat(verdict(interest, data, mark)).isEqualTo(trapped ? ACTION : Seccomp.RET_ALLOW);
        data.arguments()[InjectionMark.ARGUMENT] = mark.value();
        trapped = isOfInterest(interest, data) && !mark.mayBeOn(call);
        assertThat(verdict(interest, data, mark)).isEqualTo(trapped ? ACTION : Seccomp.RET_ALLOW);
    }

    @Property
    void callsOfOtherAbisAreNotMistaken(@ForAll("interest") Interest interest, @ForAll("data") Data data)
            throws ErrnoException {
        Data x32 = new Data(data.number() | X32, data.architecture(), data.arguments());
        assertThat(verdict(interest, x32, InjectionMark.OWN)).isEqualTo(Seccomp.RET_ERRNO | ENOSYS);
        Data i386 = new Data(data.number(), AUDIT_ARCH_I386, data.arguments());
        assertThat(verdict(interest, i386, InjectionMark.OWN)).isEqualTo(Seccomp.RET_ALLOW);
        Data mips = new Data(data.number(), 8, data.arguments());
        assertThat(verdict(interest, mips, InjectionMark.OWN)).isEqualTo(Seccomp.RET_ALLOW);
    }

    @Property
    void socketsOf32BitProgramsAreTrappedAsOthersAre(@ForAll("interest") Interest interest, @ForAll("data") Data data)
            throws ErrnoException {
        Interest sockets = new Interest(interest.traps().stream()
                .map(trap -> new Trap(SystemCall.SOCKET, trap.tests()))
                .toList());
        Data socket = new Data(ARCHITECTURE.number(SystemCall.SOCKET), data.architecture(), data.arguments());
        Data socket32 = new Data(ARCHITECTURE.compatNumber(SystemCall.SOCKET), AUDIT_ARCH_I386, data.arguments());
        assertThat(verdict(sockets, socket32, InjectionMark.OWN))
                .isEqualTo(verdict(sockets, socket, InjectionMark.OWN));
        Data socketcall = new Data(ARCHITECTURE.compatDetour(SystemCall.SOCKET), AUDIT_ARCH_I386, data.arguments());
        assertThat(verdict(sockets, socketcall, InjectionMark.OWN))
                .isEqualTo(sockets.traps().isEmpty() ? Seccomp.RET_ALLOW : Seccomp.RET_ERRNO | ENOSYS);
    }

    @Example
    void moreTestsThanAJumpReachesTrapEveryCall() throws ErrnoException {
        List<Trap> traps = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            traps.add(new Trap(SystemCall.MMAP, List.of(ArgumentTest.is(0, 1000 + i))));
        }
        Data data = new Data(ARCHITECTURE.number(SystemCall.MMAP), ARCHITECTURE.auditArchitecture(), new Long[] {
            0L, 0L, 0L, 0L, 0L, 0L
        });
        assertThat(verdict(new Interest(traps), data, InjectionMark.OWN)).isEqualTo(ACTION);
    }

    private static boolean isOfInterest(Interest interest, Data data) {
        return interest.traps().stream()
                .anyMatch(trap -> ARCHITECTURE.number(trap.call()) == data.number()
                        && trap.tests().stream().allMatch(test -> test.holds(data.arguments()[test.index()])));
    }

    private static int verdict(Interest interest, Data data, InjectionMark mark) throws ErrnoException {
        return run(FilterProgram.compile(ARCHITECTURE, interest, ACTION, mark), data);
    }

    /** struct seccomp_data. */
    record Data(int number, int architecture, Long[] arguments) {
        ByteBuffer bytes() {
            ByteBuffer bytes = ByteBuffer.allocate(64).order(ByteOrder.nativeOrder());
            bytes.putInt(number).putInt(architecture).putLong(0x7fff_1234_5678L);
            for (long argument : arguments) {
                bytes.putLong(argument);
            }
            return bytes;
        }

        @Override
        public String toString() {
            return number + "/" + Integer.toHexString(architecture) + List.of(arguments);
        }
    }

    /** Classic BPF, as far as filters use it (Documentation/networking/filter.rst). */
    private static int run(FilterProgram program, Data data) {
        ByteBuffer code = ByteBuffer.wrap(program.code()).order(ByteOrder.nativeOrder());
        ByteBuffer memory = data.bytes();
        int accumulator = 0;
        for (int at = 0; ; at++) {
            int operation = code.getShort(8 * at) & 0xffff;
            int whenTrue = code.get(8 * at + 2) & 0xff;
            int whenFalse = code.get(8 * at + 3) & 0xff;
            int operand = code.getInt(8 * at + 4);
            switch (operation) {
                case 0x20 -> accumulator = memory.getInt(operand);
                case 0x54 -> accumulator &= operand;
                case 0x15 -> at += accumulator == operand ? whenTrue : whenFalse;
                case 0x45 -> at += (accumulator & operand) != 0 ? whenTrue : whenFalse;
                case 0x06 -> {
                    return operand;
                }
                default -> throw new AssertionError("instruction " + Integer.toHexString(operation));
            }
        }
    }
}
