package io.umview.hypervisor.internal.observe;

import static io.umview.hypervisor.internal.observe.EventClass.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EventClassTest {
    private static final Set<EventClass> BEFORE = EnumSet.of(MOUNT);

    @Test
    void aListReplacesAndSignsChange() {
        assertThat(EventClass.change(BEFORE, "process network")).containsExactly(PROCESS, NETWORK);
        assertThat(EventClass.change(BEFORE, "+path")).containsExactly(MOUNT, PATH);
        assertThat(EventClass.change(BEFORE, "all,-path,-mount")).containsExactly(PROCESS, NETWORK, VIRTUAL);
        assertThat(EventClass.change(BEFORE, "-all")).isEmpty();
    }

    @Test
    void anUnknownNameIsRefused() {
        assertThatThrownBy(() -> EventClass.change(BEFORE, "+nonsense")).isInstanceOf(IllegalArgumentException.class);
    }
}
