package io.umview.launcher;

import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.apache.felix.framework.FrameworkFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;

/** The running framework, and the way to the hypervisor in it. */
final class Host implements AutoCloseable {
    /**
     * Marks the one service to hand over to: a {@code ToIntFunction<Map<String, Object>>} that gets the
     * options and returns the exit status, if it returns at all.
     */
    static final String MAIN = "(umview.main=true)";

    /**
     * Set on that service if it may be called in a training run, with {@code train=true} among the options:
     * it then touches the classes it will need, and returns.
     */
    static final String TRAINABLE = "umview.train";

    private final Framework framework;
    private final Scratch scratch;
    private final Components components;

    private Host(Framework framework, Scratch scratch, File[] componentJars) {
        this.framework = framework;
        this.scratch = scratch;
        components = new Components(this, componentJars);
    }

    static Host start(Distribution distribution, boolean console) throws IOException, BundleException {
        Scratch scratch = Scratch.create(System.getProperty("java.io.tmpdir"));
        try {
            File[][] levels = distribution.bundlesByLevel();
            Host host = new Host(boot(levels, scratch.folder()), scratch, levels[0]);
            if (console) {
                host.components.run();
                start(host.install(distribution.consoleBundles(), "file:"));
            }
            return host;
        } catch (BundleException | RuntimeException e) {
            scratch.run();
            throw e;
        }
    }

    private static Framework boot(File[][] levels, File cache) throws BundleException {
        Framework framework = newFramework(configuration(cache));
        framework.init();
        List<Bundle> bundles = new ArrayList<>();
        BundleContext context = framework.getBundleContext();
        for (int i = 1; i < levels.length; i++) {
            install(context, levels[i], ClassPathBundles.LOCATION, bundles);
        }
        framework.start();
        start(bundles);
        return framework;
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // the logger is an object among strings
    private static Framework newFramework(Map configuration) {
        configuration.put("felix.log.logger", new ErrorLog());
        return new FrameworkFactory().newFramework(configuration, new ClassPathBundles());
    }

    /** Installs bundles that lie on the class path. */
    List<Bundle> install(File[] jars) throws BundleException {
        return install(jars, ClassPathBundles.LOCATION);
    }

    private List<Bundle> install(File[] jars, String scheme) throws BundleException {
        List<Bundle> bundles = new ArrayList<>();
        install(framework.getBundleContext(), jars, scheme, bundles);
        return bundles;
    }

    static void start(List<Bundle> bundles) throws BundleException {
        for (Bundle bundle : bundles) {
            bundle.start(Bundle.START_TRANSIENT);
        }
    }

    private static void install(BundleContext context, File[] jars, String scheme, List<Bundle> bundles)
            throws BundleException {
        for (File jar : jars) {
            bundles.add(context.installBundle(scheme + jar.getPath()));
        }
    }

    private static Map<String, String> configuration(File cache) {
        Map<String, String> map = new HashMap<>();
        map.put(Constants.FRAMEWORK_STORAGE, cache.getPath());
        map.put("felix.cache.locking", "false");
        map.put("felix.service.urlhandlers", "false");
        map.put("felix.resolver.parallelism", "1");
        map.put("felix.log.level", "1");
        map.put("ds.loglevel", "error");
        map.put(Constants.FRAMEWORK_SYSTEMPACKAGES, SystemBundle.packages());
        map.put(Constants.FRAMEWORK_SYSTEMCAPABILITIES, SystemBundle.capabilities());
        return map;
    }

    /** Calls the hypervisor, on this thread. */
    int handOver(Map<String, Object> options) {
        options.put("cleanup", scratch);
        options.put("components", components);
        return mainService(framework.getBundleContext()).applyAsInt(options);
    }

    /** Goes as far as a run can without a guest. */
    int train(Map<String, Object> options) {
        BundleContext context = framework.getBundleContext();
        ServiceReference<?> reference = mainReference(context);
        ToIntFunction<Map<String, Object>> main = service(context, reference);
        if (!Boolean.TRUE.equals(reference.getProperty(TRAINABLE))) {
            return 0;
        }
        options.put("train", Boolean.TRUE);
        options.put("cleanup", scratch);
        options.put("components", components);
        return main.applyAsInt(options);
    }

    private static ToIntFunction<Map<String, Object>> mainService(BundleContext context) {
        return service(context, mainReference(context));
    }

    @SuppressWarnings("unchecked") // it is what the property MAIN promises
    private static ToIntFunction<Map<String, Object>> service(BundleContext context, ServiceReference<?> reference) {
        return (ToIntFunction<Map<String, Object>>) context.getService(reference);
    }

    @SuppressWarnings("rawtypes") // a class literal has no type arguments
    private static ServiceReference<?> mainReference(BundleContext context) {
        Collection<ServiceReference<ToIntFunction>> found;
        try {
            found = context.getServiceReferences(ToIntFunction.class, MAIN);
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
        if (found.isEmpty()) {
            throw new IllegalStateException("the hypervisor did not start");
        }
        return found.iterator().next();
    }

    /** Leaves nothing behind. The framework is not stopped: the process ends next, and stopping takes time. */
    @Override
    public void close() {
        scratch.run();
    }
}
