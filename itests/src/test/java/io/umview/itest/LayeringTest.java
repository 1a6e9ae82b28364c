package io.umview.itest;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Who may know whom, module by module: arrows go one way, and nobody sees another's internals. Think
 * twice before a line is added to {@link #MAY_KNOW}.
 */
class LayeringTest {
    /** For each module's folder, the folders of ours that its classes may depend on. */
    private static final Map<String, Set<String>> MAY_KNOW = Map.ofEntries(
            Map.entry("bundles/umview-api", Set.of()),
            Map.entry("bundles/linux", Set.of()),
            Map.entry("bundles/tracer", Set.of("bundles/umview-api", "bundles/linux")),
            Map.entry("bundles/hypervisor", Set.of("bundles/umview-api", "bundles/linux", "bundles/tracer")),
            Map.entry("bundles/umnet", Set.of("bundles/umview-api", "bundles/linux")),
            Map.entry("bundles/umnet-null", Set.of("bundles/umview-api", "bundles/umnet")),
            Map.entry("bundles/umnet-native", Set.of("bundles/umview-api", "bundles/umnet")),
            Map.entry("bundles/umnet-link", Set.of("bundles/umview-api", "bundles/umnet")),
            Map.entry("bundles/fuse", Set.of("bundles/umview-api", "bundles/linux")),
            Map.entry("bundles/umdev", Set.of("bundles/umview-api", "bundles/linux", "bundles/fuse")),
            Map.entry("bundles/umdev-null", Set.of("bundles/umview-api", "bundles/umdev")),
            Map.entry("bundles/umdev-trivhd", Set.of("bundles/umview-api", "bundles/umdev")),
            Map.entry("bundles/umdev-ramdisk", Set.of("bundles/umview-api", "bundles/linux", "bundles/umdev")),
            Map.entry("bundles/umdev-mbr", Set.of("bundles/umview-api", "bundles/linux", "bundles/umdev")),
            Map.entry("bundles/umfuse", Set.of("bundles/umview-api", "bundles/linux", "bundles/fuse")),
            Map.entry("bundles/umfuse-mem", Set.of("bundles/umview-api", "bundles/fuse", "bundles/umfuse")),
            Map.entry(
                    "bundles/umdev-tap", Set.of("bundles/umview-api", "bundles/linux", "bundles/umdev", "bundles/vde")),
            Map.entry("bundles/vde", Set.of("bundles/umview-api", "bundles/linux")),
            Map.entry("bundles/umfuse-ramfile", Set.of("bundles/umview-api", "bundles/fuse", "bundles/umfuse")),
            Map.entry(
                    "bundles/umfuse-tar",
                    Set.of("bundles/umview-api", "bundles/linux", "bundles/fuse", "bundles/umfuse")),
            Map.entry("bundles/lwipv6", Set.of()),
            Map.entry(
                    "bundles/umnet-lwipv6",
                    Set.of("bundles/umview-api", "bundles/linux", "bundles/umnet", "bundles/lwipv6", "bundles/vde")),
            Map.entry("shell-commands", Set.of("bundles/umview-api", "bundles/hypervisor")),
            Map.entry("msocket", Set.of()),
            Map.entry("launcher", Set.of()));

    /** In the hypervisor, and in guests, who have nothing of ours but that one class. */
    private static final Set<String> MAY_USE_JNA = Set.of("bundles/linux", "msocket");

    private static final Path TREE =
            Path.of(System.getProperty("umview.tree")).toAbsolutePath().normalize();

    private static final Map<String, JavaClasses> MODULES = new LinkedHashMap<>();

    @BeforeAll
    static void importModules() throws IOException {
        for (String module : modules()) {
            MODULES.put(
                    module,
                    new ClassFileImporter().importPath(TREE.resolve(module).resolve("target/classes")));
        }
    }

    @Test
    void everyModuleHasItsPlaceInTheLayering() throws IOException {
        assertThat(modules()).containsExactlyInAnyOrderElementsOf(MAY_KNOW.keySet());
    }

    @TestFactory
    Stream<DynamicTest> aModuleKnowsOnlyTheOnesBelowIt() {
        return MODULES.keySet().stream()
                .map(module -> DynamicTest.dynamicTest(
                        module,
                        () -> noClasses()
                                .should()
                                .dependOnClassesThat(areOursButNotAllowedFor(module))
                                .allowEmptyShould(true)
                                .check(MODULES.get(module))));
    }

    @TestFactory
    Stream<DynamicTest> internalsAreSeenOnlyFromTheirOwnModule() {
        return MODULES.keySet().stream()
                .map(module -> DynamicTest.dynamicTest(
                        module,
                        () -> noClasses()
                                .should()
                                .dependOnClassesThat(
                                        new DescribedPredicate<JavaClass>("are internals of another module") {
                                            @Override
                                            public boolean test(JavaClass type) {
                                                String owner = ownerOf(type);
                                                return owner != null
                                                        && !owner.equals(module)
                                                        && (type.getPackageName() + ".").contains(".internal.");
                                            }
                                        })
                                .allowEmptyShould(true)
                                .check(MODULES.get(module))));
    }

    @TestFactory
    Stream<DynamicTest> packagesOfAModuleAreFreeOfCycles() {
        return MODULES.keySet().stream()
                .map(module -> DynamicTest.dynamicTest(
                        module,
                        () -> slices().matching("io.umview.(**)")
                                .should()
                                .beFreeOfCycles()
                                .allowEmptyShould(true)
                                .check(MODULES.get(module))));
    }

    @TestFactory
    Stream<DynamicTest> jnaStopsAtTheLinuxBindings() {
        return MODULES.keySet().stream()
                .filter(module -> !MAY_USE_JNA.contains(module))
                .map(module -> DynamicTest.dynamicTest(
                        module,
                        () -> noClasses()
                                .should()
                                .dependOnClassesThat()
                                .resideInAPackage("com.sun.jna..")
                                .allowEmptyShould(true)
                                .check(MODULES.get(module))));
    }

    private static DescribedPredicate<JavaClass> areOursButNotAllowedFor(String module) {
        return new DescribedPredicate<>("belong to a module other than " + MAY_KNOW.get(module)) {
            @Override
            public boolean test(JavaClass type) {
                String owner = ownerOf(type);
                return owner != null
                        && !owner.equals(module)
                        && !MAY_KNOW.getOrDefault(module, Set.of()).contains(owner);
            }
        };
    }

    /** The folder of the module that a class comes from; null for foreign ones. */
    private static String ownerOf(JavaClass type) {
        for (Map.Entry<String, JavaClasses> module : MODULES.entrySet()) {
            if (module.getValue().contain(type.getBaseComponentType().getName())) {
                return module.getKey();
            }
        }
        return null;
    }

    private static List<String> modules() throws IOException {
        List<String> modules = new ArrayList<>(List.of("launcher", "msocket", "shell-commands"));
        try (Stream<Path> folders = Files.list(TREE.resolve("bundles"))) {
            folders.filter(folder -> Files.exists(folder.resolve("pom.xml")))
                    .map(folder -> "bundles/" + folder.getFileName())
                    .forEach(modules::add);
        }
        return modules;
    }
}
