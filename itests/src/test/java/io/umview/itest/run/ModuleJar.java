package io.umview.itest.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** A module as somebody else writes it: compiled against umview-api and what calls Linux, made a bundle by hand. */
public final class ModuleJar {
    private ModuleJar() {}

    /**
     * Compiles {@code modules/CLASS.java} and makes {@code SERVICE.jar} of it.
     *
     * @param type the class's full name
     */
    public static Path build(Path folder, String service, String type) throws IOException {
        Path classes = Files.createDirectories(folder.resolve(service + "-classes"));
        compile(Resources.path("/modules/" + type.substring(type.lastIndexOf('.') + 1) + ".java"), classes);
        Path jar = folder.resolve(service + ".jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest(service));
                Stream<Path> files = Files.walk(classes)) {
            put(out, "OSGI-INF/component.xml", component(service, type).getBytes(StandardCharsets.UTF_8));
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                put(out, classes.relativize(file).toString(), Files.readAllBytes(file));
            }
        }
        return jar;
    }

    private static void compile(Path source, Path classes) throws IOException {
        Path bundles = io.umview.itest.osgi.DistributionFiles.home().resolve("bundles/5");
        String api = bundles.resolve("io.umview.api.jar") + ":" + bundles.resolve("io.umview.linux.jar");
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            Iterable<? extends JavaFileObject> sources = files.getJavaFileObjects(source);
            List<String> options = List.of("-proc:none", "--release", "17", "-cp", api, "-d", classes.toString());
            boolean compiled = compiler.getTask(messages, files, null, options, null, sources)
                    .call();
            assertThat(compiled).as(messages.toString()).isTrue();
        }
    }

    private static Manifest manifest(String service) {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        Map.of(
                        "Bundle-ManifestVersion", "2",
                        "Bundle-SymbolicName", "org.example." + service,
                        "Bundle-Version", "1.0.0",
                        "Import-Package", "io.umview.api,io.umview.linux;resolution:=optional",
                        "Service-Component", "OSGI-INF/component.xml",
                        "Umview-Service", service)
                .forEach(attributes::putValue);
        return manifest;
    }

    private static String component(String service, String type) {
        return "<scr:component xmlns:scr='http://www.osgi.org/xmlns/scr/v1.3.0' name='" + type + "'>"
                + "<implementation class='" + type + "'/>"
                + "<service><provide interface='io.umview.api.Service'/></service>"
                + "<property name='umview.service' value='" + service + "'/>"
                + "<property name='umview.description' value='" + service + " of somebody else'/>"
                + "</scr:component>";
    }

    private static void put(JarOutputStream out, String name, byte[] bytes) throws IOException {
        out.putNextEntry(new JarEntry(name));
        out.write(bytes);
        out.closeEntry();
    }
}
