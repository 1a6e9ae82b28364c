package io.umview.umnet.lwipv6.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.umview.api.Errno;
import io.umview.linux.Files;
import io.umview.linux.NativeBuffer;
import io.umview.lwipv6.net.NetworkError;
import io.umview.lwipv6.net.NetworkException;
import io.umview.lwipv6.netlink.proc.TextFiles;
import io.umview.lwipv6.time.Clock;
import io.umview.lwipv6.time.TimerWheel;
import io.umview.umnet.lwipv6.loop.EpollLoop;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A setting that is open for writing. */
class SettingDescriptorTest {
    private final List<String> written = new ArrayList<>();
    private final List<Errno> refused = new ArrayList<>();
    private final Set<SettingDescriptor> open = new HashSet<>();
    private final TextFiles files = new TextFiles() {
        @Override
        public List<String> names() {
            return List.of("setting");
        }

        @Override
        public String content(String name) {
            return "old\n";
        }

        @Override
        public void write(String name, String text) throws NetworkException {
            if (text.equals("bad")) {
                throw NetworkError.EINVAL.exception();
            }
            written.add(name + '=' + text);
        }
    };
    private EpollLoop loop;

    @BeforeEach
    void start() throws Exception {
        loop = new EpollLoop("test-loop", new TimerWheel(Clock.SYSTEM), () -> {});
        loop.start();
    }

    @AfterEach
    void end() {
        loop.close();
    }

    private interface Task<T> {
        T run() throws Exception;
    }

    private <T> T inLoop(Task<T> task) throws Exception {
        CompletableFuture<T> result = new CompletableFuture<>();
        loop.execute(() -> {
            try {
                result.complete(task.run());
            } catch (Exception e) {
                result.completeExceptionally(e);
            }
        });
        return result.get(10, TimeUnit.SECONDS);
    }

    private int open(boolean readable) throws Exception {
        return inLoop(() -> SettingDescriptor.open(loop, files, "setting", readable, open, refused::add));
    }

    private static void write(int descriptor, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        assertThat(Files.write(descriptor, bytes)).isEqualTo(bytes.length);
    }

    private void await(Task<Boolean> condition) throws Exception {
        long end = System.nanoTime() + 10_000_000_000L;
        while (!inLoop(condition)) {
            assertThat(System.nanoTime()).as("waited for too long").isLessThan(end);
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

    @Test
    void eachWriteSetsAValue() throws Exception {
        int descriptor = open(false);
        write(descriptor, "1\n");
        write(descriptor, "22");

        await(() -> written.equals(List.of("setting=1\n", "setting=22")));
        Files.close(descriptor);
    }

    @Test
    void whatWasWrittenCanBeDoneAtOnce() throws Exception {
        int descriptor = open(false);

        assertThat(inLoop(() -> {
                    write(descriptor, "1");
                    open.forEach(SettingDescriptor::take);
                    return List.copyOf(written);
                }))
                .containsExactly("setting=1");
        Files.close(descriptor);
    }

    @Test
    void aValueThatDoesNotSuitIsTold() throws Exception {
        int descriptor = open(false);
        write(descriptor, "bad");
        write(descriptor, "good");

        await(() -> written.equals(List.of("setting=good")));
        assertThat(refused).containsExactly(Errno.EINVAL);
        Files.close(descriptor);
    }

    @Test
    void itEndsWithTheDescriptor() throws Exception {
        int descriptor = open(false);
        write(descriptor, "last");
        Files.close(descriptor);

        await(open::isEmpty);
        assertThat(written).containsExactly("setting=last");
    }

    @Test
    void itCanBeReadTo() throws Exception {
        int descriptor = open(true);
        NativeBuffer buffer = new NativeBuffer(10);

        assertThat(Files.read(descriptor, buffer.address(), 10)).isEqualTo(4);
        assertThat(buffer.bytes().get(0)).isEqualTo((byte) 'o');
        assertThat(Files.read(descriptor, buffer.address(), 10)).as("the end").isZero();
        Files.close(descriptor);
    }
}
