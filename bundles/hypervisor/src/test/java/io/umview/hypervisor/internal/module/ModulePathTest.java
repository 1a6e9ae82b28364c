package io.umview.hypervisor.internal.module;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModulePathTest {
    @TempDir
    private Path folder;

    private void jar(String name, Map<String, String> headers) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        headers.forEach(manifest.getMainAttributes()::putValue);
        try (OutputStream out = Files.newOutputStream(folder.resolve(name));
                JarOutputStream jar = new JarOutputStream(out, manifest)) {
            jar.finish();
        }
    }

    @Test
    void aJarIsFoundByItsHeadersOrByItsName() throws Exception {
        jar("x.jar", Map.of("Umview-Service", "umnet"));
        jar("y.jar", Map.of("Umview-Submodule", "umnetnative,umnetcurrent", "Export-Package", "p.q;version=1"));
        jar("hello-1.2.3.jar", Map.of());
        ModulePath path = new ModulePath(List.of(folder));

        assertThat(path.services()).containsExactly("hello", "umnet");
        assertThat(path.submodule("umnetcurrent").orElseThrow().file()).hasFileName("y.jar");
        assertThat(path.exporting("p.q")).isPresent();
        assertThat(path.service("y")).isEmpty();
    }

    @Test
    void aJarThatIsDroppedInIsThereAtOnceAndABrokenOneIsNot() throws Exception {
        ModulePath path = new ModulePath(List.of(folder, folder.resolve("missing")));
        assertThat(path.services()).isEmpty();

        jar("late.jar", Map.of());
        Files.writeString(folder.resolve("broken.jar"), "no zip");

        assertThat(path.services()).containsExactly("late");
    }

    @Test
    void foldersComeInTheOrderOfTheReference() {
        ModulePath path = ModulePath.of(
                Map.of("UMVIEW_MODULE_PATH", "/a:/b", "LD_LIBRARY_PATH", ":/c", "HOME", "/h"), Path.of("/dist"));

        assertThat(path.folders())
                .containsExactly(
                        Path.of("/a"),
                        Path.of("/b"),
                        Path.of("/c"),
                        Path.of("/h/.umview/modules"),
                        Path.of("/dist/modules"));
    }
}
