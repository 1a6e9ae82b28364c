package io.umview.umfuse.ramfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.umview.fuse.Attributes;
import io.umview.fuse.FuseMount;
import io.umview.fuse.MountSettings;
import io.umview.fuse.host.FuseHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A file that is a file system. */
@Timeout(60)
class RamFileTest {
    private FuseMount mount;
    private Path file;

    @BeforeEach
    void mount() throws IOException {
        Assumptions.assumeTrue(Files.isWritable(Path.of("/dev/fuse")), "/dev/fuse cannot be opened");
        int uid = (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        MountSettings settings = MountSettings.of("none", "umfuseramfile").withRootType(Attributes.S_IFREG);
        mount = FuseHost.mount(new RamFile(10_000, uid, uid), settings);
        file = Path.of("/proc/self/fd/" + mount.root());
    }

    @AfterEach
    void unmount() {
        mount.close();
    }

    @Test
    void itIsARegularFileThatEverybodyMayUse() throws IOException {
        assertThat(Files.getAttribute(file, "unix:mode")).isEqualTo(Attributes.S_IFREG | 0666);
    }

    @Test
    void whatIsWrittenIsRead() throws IOException {
        Files.writeString(file, "something longer");
        Files.writeString(file, "short");

        assertThat(Files.readString(file)).isEqualTo("short");
    }

    @Test
    void beyondTheLargestSizeTheDeviceIsFull() {
        assertThatThrownBy(() -> Files.write(file, new byte[10_001])).hasMessageContaining("No space left on device");
        assertThat(file).hasBinaryContent(new byte[10_000]);
    }
}
