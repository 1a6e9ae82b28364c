package io.umview.hypervisor.internal.module;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * The folders in which modules are looked for, first one first: {@code UMVIEW_MODULE_PATH}, {@code LD_LIBRARY_PATH} (as View-OS
 * did), {@code ~/.umview/modules}, the distribution's {@code modules}. Folders are read anew at each look, so a jar that was
 * just dropped in is found; what is known of a jar is kept until the file changes.
 */
public final class ModulePath {
    private static final System.Logger LOG = System.getLogger(ModulePath.class.getName());

    private final List<Path> folders;
    private final Map<Path, Known> known = new HashMap<>();

    private record Known(long modified, long size, ModuleJar jar) {}

    /** A path of these folders. */
    public ModulePath(List<Path> folders) {
        this.folders = List.copyOf(folders);
    }

    /** The path that the environment and the distribution make. */
    public static ModulePath of(Map<String, String> environment, Path distribution) {
        List<Path> folders = new ArrayList<>();
        add(folders, environment.get("UMVIEW_MODULE_PATH"));
        add(folders, environment.get("LD_LIBRARY_PATH"));
        String home = environment.get("HOME");
        if (home != null && !home.isEmpty()) {
            folders.add(Path.of(home, ".umview", "modules"));
        }
        folders.add(distribution.resolve("modules"));
        return new ModulePath(folders);
    }

    private static void add(List<Path> folders, @org.jspecify.annotations.Nullable String list) {
        if (list != null) {
            for (String folder : list.split(":")) {
                if (!folder.isEmpty()) {
                    folders.add(Path.of(folder));
                }
            }
        }
    }

    /** The folders, first one first. */
    public List<Path> folders() {
        return folders;
    }

    /** The names of all services on the path. */
    public Set<String> services() {
        Set<String> names = new TreeSet<>();
        jars().forEach(jar -> names.addAll(jar.services()));
        return names;
    }

    Optional<ModuleJar> service(String name) {
        return first(jar -> jar.services().contains(name));
    }

    Optional<ModuleJar> submodule(String type) {
        return first(jar -> jar.submodules().contains(type));
    }

    Optional<ModuleJar> exporting(String packageName) {
        return first(jar -> jar.exports().contains(packageName));
    }

    private Optional<ModuleJar> first(Predicate<ModuleJar> wanted) {
        return jars().stream().filter(wanted).findFirst();
    }

    private synchronized List<ModuleJar> jars() {
        List<ModuleJar> jars = new ArrayList<>();
        for (Path folder : folders) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.jar")) {
                List<Path> sorted = new ArrayList<>();
                files.forEach(sorted::add);
                sorted.sort(null);
                for (Path file : sorted) {
                    jar(file).ifPresent(jars::add);
                }
            } catch (IOException e) {
                LOG.log(System.Logger.Level.DEBUG, "no modules in {0}", folder);
            }
        }
        return jars;
    }

    private Optional<ModuleJar> jar(Path file) {
        try {
            long modified = Files.getLastModifiedTime(file).toMillis();
            long size = Files.size(file);
            Known entry = known.get(file);
            if (entry == null || entry.modified() != modified || entry.size() != size) {
                entry = new Known(modified, size, ModuleJar.read(file));
                known.put(file, entry);
            }
            return Optional.of(entry.jar());
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "{0} is no module: {1}", file, e.getMessage());
            return Optional.empty();
        }
    }
}
