package io.umview.umdev.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.MountOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceOptionsTest {
    private static DeviceOptions parse(String options) throws ErrnoException {
        return DeviceOptions.parse(MountOptions.parse(options));
    }

    @Test
    void withoutOptionsTheDeviceDecides() throws ErrnoException {
        assertThat(parse(""))
                .isEqualTo(new DeviceOptions(null, null, null, 0600, null, null, 0, false, MountOptions.NONE));
    }

    @Test
    void whatAllDevicesHaveIsTakenOutAndTheRestIsLeft() throws ErrnoException {
        assertThat(parse("size=4M,block,major=8,minor=16,mode=640,uid=1,gid=2,nsubdev=3,debug,mbr"))
                .isEqualTo(new DeviceOptions('b', 8, 16, 0640, 1, 2, 3, true, MountOptions.parse("size=4M,mbr")));
    }

    @Test
    void theLastOfSeveralCounts() throws ErrnoException {
        assertThat(parse("block,char,major=1,major=2"))
                .extracting(DeviceOptions::type, DeviceOptions::major)
                .containsExactly('c', 2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"major=", "major=x", "major=-1", "major=4096", "minor=1048576", "mode=8", "mode=10000", "uid=-1"
            })
    void numbersAreInRange(String option) {
        assertThatThrownBy(() -> parse(option))
                .isInstanceOfSatisfying(
                        ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EINVAL));
    }
}
