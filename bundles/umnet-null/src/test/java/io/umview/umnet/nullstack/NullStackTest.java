package io.umview.umnet.nullstack;

import static org.assertj.core.api.Assertions.assertThat;

import io.umview.api.Call;
import io.umview.api.Errno;
import io.umview.api.Reply;
import io.umview.api.net.Families;
import io.umview.umnet.NetworkStack;
import io.umview.umnet.StackRequest;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.Test;

class NullStackTest {
    private final NetworkStack stack = new NullStackType().create(untouched(StackRequest.class));

    @Test
    void answersForEveryFamily() {
        assertThat(stack.families()).isEqualTo(Families.ALL);
    }

    @Test
    void refusesEverySocketWithoutLookingAtTheCall() throws Exception {
        for (int family : Families.ALL.numbers()) {
            assertThat(stack.socket(untouched(Call.class), family, 1, 0)).isEqualTo(Reply.fail(Errno.EAFNOSUPPORT));
        }
    }

    @Test
    void isNeverBusy() {
        assertThat(stack.busy()).isFalse();
    }

    private static <T> T untouched(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> {
            throw new AssertionError("asked for " + method.getName());
        }));
    }
}
