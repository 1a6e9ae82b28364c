package io.umview.hypervisor.internal.module;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/**
 * A jar on the module path, by what its manifest says. A module that has no {@code Umview-Service} or {@code
 * Umview-Submodule} header provides the service that the file is named after: {@code hello.jar} or {@code hello-1.2.jar}.
 *
 * @param services names for um_add_service
 * @param submodules file system types of a service's submodules
 * @param exports packages that other bundles may import
 * @param imports packages that the bundle cannot do without
 */
record ModuleJar(
        Path file,
        String symbolicName,
        List<String> services,
        List<String> submodules,
        List<String> exports,
        List<String> imports) {
    /** What tells one state of a file from another. */
    record Stamp(Path file, long modified, long size) {
        /** The stamp of a jar; empty while there is none that can be read whole, as when it is being copied. */
        static Optional<Stamp> of(Path file) {
            try {
                ModuleJar.read(file);
                return Optional.of(
                        new Stamp(file, Files.getLastModifiedTime(file).toMillis(), Files.size(file)));
            } catch (IOException e) {
                return Optional.empty();
            }
        }
    }

    /** Reads a jar. */
    static ModuleJar read(Path file) throws IOException {
        try (JarFile jar = new JarFile(file.toFile())) {
            Manifest manifest = jar.getManifest();
            Attributes attributes = manifest == null ? new Attributes() : manifest.getMainAttributes();
            List<String> services = names(attributes.getValue("Umview-Service"));
            List<String> submodules = names(attributes.getValue("Umview-Submodule"));
            return new ModuleJar(
                    file,
                    first(attributes.getValue("Bundle-SymbolicName")),
                    services.isEmpty() && submodules.isEmpty() ? List.of(baseName(file)) : services,
                    submodules,
                    Headers.packages(attributes.getValue("Export-Package"), clause -> true),
                    Headers.packages(
                            attributes.getValue("Import-Package"),
                            clause -> !clause.contains("resolution:=optional")
                                    && !clause.contains("resolution:=\"optional\"")));
        }
    }

    private static String baseName(Path file) {
        return file.getFileName().toString().replaceFirst("(-\\d[^/]*)?\\.jar$", "");
    }

    private static String first(@org.jspecify.annotations.Nullable String header) {
        return header == null ? "" : header.split(";", 2)[0].trim();
    }

    private static List<String> names(@org.jspecify.annotations.Nullable String header) {
        return header == null
                ? List.of()
                : Arrays.stream(header.split(","))
                        .map(String::trim)
                        .filter(name -> !name.isEmpty())
                        .toList();
    }
}
