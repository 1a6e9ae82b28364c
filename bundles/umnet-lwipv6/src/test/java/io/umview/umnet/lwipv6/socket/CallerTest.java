package io.umview.umnet.lwipv6.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.umview.lwipv6.socket.Capability;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CallerTest {
    private static final int SELF = (int) ProcessHandle.current().pid();
    private static final int NOBODY_HERE = 123456;

    private final GuestDescriptors descriptors = new GuestDescriptors();
    private final int user = descriptors.user(SELF);

    @AfterEach
    void end() {
        descriptors.close();
    }

    @Test
    void whoMountedTheStackMayDoEverything() {
        Caller caller = new Caller(descriptors, user);
        caller.is(SELF);

        assertThat(Capability.values()).allMatch(caller::has);
    }

    @Test
    void othersMayWhatTheirEffectiveCapabilitiesSay() throws Exception {
        Caller caller = new Caller(descriptors, NOBODY_HERE);
        caller.is(SELF);
        String mask = Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("CapEff:"))
                .map(line -> line.substring(7).strip())
                .findFirst()
                .orElseThrow();
        long effective = Long.parseUnsignedLong(mask, 16);

        assertThat(descriptors.capabilities(SELF)).isEqualTo(effective);
        assertThat(caller.mayConfigure()).isEqualTo((effective >>> 12 & 1) != 0);
        assertThat(caller.has(Capability.NET_BIND_SERVICE)).isEqualTo((effective >>> 10 & 1) != 0);
        assertThat(caller.has(Capability.NET_RAW)).isEqualTo((effective >>> 13 & 1) != 0);
    }

    @Test
    void whatNobodyIsAskedForIsDoneWithTheRightsOfTheSocketsUser() {
        Caller caller = new Caller(descriptors, 1000);
        caller.is(SELF);

        int before = caller.isUser(2000);
        assertThat(caller.mayConfigure()).isFalse();
        caller.isUser(1000);
        assertThat(caller.mayConfigure()).isTrue();

        caller.is(before);
        assertThat(caller.mayConfigure()).isEqualTo((descriptors.capabilities(SELF) >>> 12 & 1) != 0 || user == 1000);
    }
}
