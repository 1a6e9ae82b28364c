package io.umview.fuse.internal.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.fuse.MountSettings;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

/** Structures of the kernel, parsed and emitted. */
class WireTest {
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(4096).order(ByteOrder.nativeOrder());
    private final Incoming in = new Incoming(buffer, Identities.SAME);
    private final Outgoing out = new Outgoing(buffer, Identities.SAME);

    @Property
    void nothingBehindWhatWasReadIsEverUsed(
            @ForAll @Size(max = 200) byte[] body, @ForAll int offset, @ForAll int length) throws ErrnoException {
        receive(body);
        try {
            byte[] bytes = in.bytes(offset, length);
            assertThat(offset + (long) length).isLessThanOrEqualTo(body.length);
            assertThat(bytes).hasSize(length);
        } catch (ErrnoException e) {
            assertThat(e.errno()).isEqualTo(Errno.EIO);
            assertThat(offset < 0 || length < 0 || offset + (long) length > body.length)
                    .isTrue();
        }
    }

    @Property
    void aNameEndsWithinTheRequest(@ForAll @Size(max = 50) byte[] body, @ForAll @IntRange(max = 60) int offset) {
        receive(body);
        boolean ends = false;
        for (int i = offset; i < body.length; i++) {
            ends |= body[i] == 0;
        }
        if (ends) {
            assertThat(text(offset)).doesNotContain("\0");
        } else {
            assertThatThrownBy(() -> in.text(offset)).isInstanceOf(ErrnoException.class);
        }
    }

    @Property
    void aRequestOfAnotherLengthThanItSaysIsNone(@ForAll @IntRange(min = 0, max = 100) int said) {
        buffer.putInt(0, said).putShort(36, (short) 0);
        assertThat(in.received(60)).isEqualTo(said == 60);
    }

    @Property
    void extensionsDoNotReachBeyondTheRequest(@ForAll short words) {
        buffer.putInt(0, 80).putShort(36, words);
        assertThat(in.received(80)).isEqualTo((words & 0xffff) * 8 <= 40);
    }

    @Property
    void timesSurvive(
            @ForAll @LongRange(min = -5_000_000_000_000_000_000L, max = 5_000_000_000_000_000_000L) long time) {
        assertThat(Times.nanos(Times.seconds(time), Times.rest(time))).isEqualTo(time);
        assertThat(Times.rest(time)).isBetween(0, 999_999_999);
    }

    @Property
    void versionsAreNegotiated(@ForAll @IntRange(min = 5, max = 9) int major, @ForAll @IntRange(max = 60) int minor)
            throws ErrnoException {
        byte[] init = new byte[64];
        ByteBuffer.wrap(init)
                .order(ByteOrder.nativeOrder())
                .putInt(0, major)
                .putInt(4, minor)
                .putInt(12, -1);
        receive(init);
        out.begin(Incoming.HEADER + init.length);
        if (major < 7 || major == 7 && minor < 31) {
            assertThatThrownBy(() -> Negotiation.answer(in, out, MountSettings.of("a", "b")))
                    .hasMessage(Errno.EPROTO.text());
            return;
        }
        boolean done = Negotiation.answer(in, out, MountSettings.of("a", "b"));

        assertThat(done).isEqualTo(major == 7);
        assertThat(buffer.getInt(out.start() + Outgoing.HEADER)).isEqualTo(7);
        assertThat(buffer.getInt(out.start() + Outgoing.HEADER + 4)).isLessThanOrEqualTo(major > 7 ? 40 : minor);
    }

    private void receive(byte[] body) {
        buffer.putInt(0, Incoming.HEADER + body.length).putShort(36, (short) 0).put(Incoming.HEADER, body);
        assertThat(in.received(Incoming.HEADER + body.length)).isTrue();
    }

    private String text(int offset) {
        try {
            return in.text(offset);
        } catch (ErrnoException e) {
            throw new AssertionError(e);
        }
    }
}
