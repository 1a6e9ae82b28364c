package io.umview.umfuse.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.umview.api.Errno;
import io.umview.api.ErrnoException;
import io.umview.api.MountOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.NotEmpty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From options to what is executed. */
class CommandLineTest {
    private static List<String> line(String name, String options) throws Exception {
        UmfuseOptions parsed = UmfuseOptions.parse(MountOptions.parse(options), 0);
        return ProgramRegistry.load(List.of()).find(name).commandLine(parsed, List.of(), "/image", "/place");
    }

    @Test
    void optionsSourceAndPlaceAreInTheUsualOrder() throws Exception {
        assertThat(line("hello", "")).containsExactly("hello", "-o", "rw", "/image", "/place");
    }

    @Test
    void ownOptionsAreNotPassedOn() throws Exception {
        assertThat(line("hello", "human,debug,except=/a,showcall,fuseuid=1,big,size=3,fsdebug"))
                .containsExactly("hello", "-o", "rw,big,size=3,debug", "/image", "/place");
    }

    @Test
    void moreArgumentsGoBeforeAndBehind() throws Exception {
        assertThat(line("hello", "pre=\"-a '-b c'\",post=\"-d\""))
                .containsExactly("hello", "-a", "-b c", "-o", "rw", "/image", "/place", "-d");
    }

    @Test
    void aFormatIsTheWholeCall() throws Exception {
        assertThat(line("hello", "format=\"%S %M -x %O\""))
                .containsExactly("hello", "/image", "/place", "-x", "-o", "rw");
    }

    @Test
    void aSourceCanBeLeftOut() throws Exception {
        assertThat(line("hello", "nosource")).containsExactly("hello", "-o", "rw", "/place");
    }

    @Test
    void theRegistryNamesProgramsAndTheirOptions() throws Exception {
        assertThat(line("ext2", "rw+"))
                .containsExactly("fuse2fs", "-o", "rw,fakeroot,negative_timeout=3600", "/image", "/place");
        assertThat(line("ext2", "rw")).contains("ro,fakeroot,negative_timeout=3600");
        assertThat(line("iso9660", "rw+")).contains("ro");
    }

    @Test
    void programsHaveAnOrderOfTheirOwn() throws Exception {
        assertThat(line("iso9660", "pre=-p,post=-s"))
                .containsExactly("fuseiso", "-n", "-p", "/image", "/place", "-o", "ro", "-s");
        assertThat(line("iso9660", "nosource")).containsExactly("fuseiso", "-n", "/place", "-o", "ro");
        assertThat(line("iso9660", "format=%M")).containsExactly("fuseiso", "-n", "/place");
    }

    @Test
    void whatMakesAProgramWriteIsItsOwnMatter() throws Exception {
        assertThat(line("fat", "rw+")).contains("rw+");
        assertThat(line("fat", "rw")).contains("ro");
        assertThat(line("zip", "")).contains("rw");
    }

    @Test
    void usersExtendTheRegistry(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("umfuse.properties");
        Files.writeString(file, "ext2 = other -f\next2.access = rw\nmine = mine-fuse\n");
        ProgramRegistry registry = ProgramRegistry.load(List.of(file));

        assertThat(registry.find("ext2").command()).containsExactly("other", "-f");
        assertThat(registry.find("mine").command()).containsExactly("mine-fuse");
        assertThat(registry.find("squash").command()).containsExactly("squashfuse");
    }

    @Test
    void nonsenseInTheRegistryIsSaid(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("umfuse.properties");
        Files.writeString(file, "ext2.access = sometimes\n");

        assertThatThrownBy(() -> ProgramRegistry.load(List.of(file)).find("ext2"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("ext2.access=sometimes");
    }

    @Test
    void exceptionsAreMadeCanonical() throws Exception {
        assertThat(UmfuseOptions.parse(MountOptions.parse("except=a//b/,except=/c/./d"), 0)
                        .exceptions())
                .containsExactly("/a/b", "/c/d");
        assertThatThrownBy(() -> UmfuseOptions.parse(MountOptions.parse("except=../x"), 0))
                .isInstanceOf(ErrnoException.class)
                .hasMessage(Errno.EINVAL.text());
    }

    @Property
    void quotedWordsSurvive(@ForAll @NotEmpty List<@CharRange(from = ' ', to = '~') Character> characters) {
        String word = characters.stream().map(String::valueOf).collect(Collectors.joining());
        String quoted = word.replaceAll("(.)", "\\\\$1");

        assertThat(Words.split("a " + quoted + " b")).containsExactly("a", word, "b");
    }
}
