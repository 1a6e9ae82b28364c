package io.umview.launcher;

import java.lang.module.ModuleDescriptor;
import java.util.Optional;

/**
 * What the system bundle offers. Left to itself, the framework would work this out at every start from
 * all modules of the JDK and all of their packages, which costs more than all our bundles together.
 */
final class SystemBundle {
    /** Modules whose packages bundles may import. */
    private static final String[] MODULES = {
        "java.base",
        "java.logging",
        "java.management",
        "java.naming",
        "java.net.http",
        "java.xml",
        "jdk.httpserver",
        "jdk.net",
        "jdk.unsupported",
    };

    /** Of the framework itself. */
    private static final String FRAMEWORK_PACKAGES = "org.osgi.framework;version=1.10"
            + ",org.osgi.framework.connect;version=1.0"
            + ",org.osgi.framework.dto;version=1.8"
            + ",org.osgi.framework.hooks.bundle;version=1.1"
            + ",org.osgi.framework.hooks.resolver;version=1.0"
            + ",org.osgi.framework.hooks.service;version=1.1"
            + ",org.osgi.framework.hooks.weaving;version=1.1"
            + ",org.osgi.framework.launch;version=1.2"
            + ",org.osgi.framework.namespace;version=1.2"
            + ",org.osgi.framework.startlevel;version=1.0"
            + ",org.osgi.framework.startlevel.dto;version=1.0"
            + ",org.osgi.framework.wiring;version=1.2"
            + ",org.osgi.framework.wiring.dto;version=1.3"
            + ",org.osgi.resource;version=1.0.1"
            + ",org.osgi.resource.dto;version=1.0.1"
            + ",org.osgi.service.packageadmin;version=1.2.1"
            + ",org.osgi.service.startlevel;version=1.1.1"
            + ",org.osgi.service.url;version=1.0"
            + ",org.osgi.service.resolver;version=1.1.1"
            + ",org.osgi.util.tracker;version=1.5.3"
            + ",org.osgi.dto;version=1.1.1"
            + ",org.osgi.service.condition;version=1.0";

    /** Of the logging library, which lies on the class path because the launcher's side logs too. */
    private static final String LOGGING_PACKAGES = ",org.slf4j;version=2.0.20"
            + ",org.slf4j.event;version=2.0.20"
            + ",org.slf4j.helpers;version=2.0.20"
            + ",org.slf4j.spi;version=2.0.20";

    private static final String[] ENVIRONMENTS = {"JavaSE", "JavaSE/compact1", "JavaSE/compact2", "JavaSE/compact3"};

    private static final int OLDEST_JAVA = 9;

    private SystemBundle() {}

    /** The value of {@code org.osgi.framework.system.packages}. */
    static String packages() {
        StringBuilder packages = new StringBuilder(FRAMEWORK_PACKAGES).append(LOGGING_PACKAGES);
        ModuleLayer layer = ModuleLayer.boot();
        for (String name : MODULES) {
            Optional<Module> module = layer.findModule(name);
            if (module.isPresent()) {
                for (ModuleDescriptor.Exports exports :
                        module.get().getDescriptor().exports()) {
                    if (!exports.isQualified()) {
                        packages.append(',').append(exports.source());
                    }
                }
            }
        }
        return packages.toString();
    }

    /** The value of {@code org.osgi.framework.system.capabilities}: which Java this is. */
    static String capabilities() {
        StringBuilder versions = new StringBuilder("1.3,1.4,1.5,1.6,1.7,1.8");
        int newest = Runtime.version().feature();
        for (int version = OLDEST_JAVA; version <= newest; version++) {
            versions.append(',').append(version);
        }
        StringBuilder capabilities = new StringBuilder();
        for (String environment : ENVIRONMENTS) {
            capabilities.append("osgi.ee;osgi.ee=\"").append(environment);
            capabilities.append("\";version:List<Version>=\"").append(versions).append("\",");
        }
        // What every Java is, also in the eyes of bundles built long ago.
        return capabilities
                .append("osgi.ee;osgi.ee=\"OSGi/Minimum\";version:List<Version>=\"1.0,1.1,1.2\"")
                .toString();
    }
}
