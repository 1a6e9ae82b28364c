package io.umview.launcher;

/**
 * Initialises, beside the framework's start, classes that will be needed a little later. Their jars are
 * on the class path, so these are the classes that the bundles get, and a second processor has nothing
 * else to do meanwhile. Nothing depends on it: whoever needs a class initialises it himself if this thread
 * has not got there yet, and reports the error if it cannot be done.
 */
final class WarmUp implements Runnable {
    /** In the order of need; the very first class that the framework needs is left to the main thread. */
    private static final String[] CLASSES = {
        "org.apache.felix.framework.util.SecureAction",
        "org.apache.felix.framework.util.Util",
        "com.sun.jna.Native",
        "org.apache.felix.resolver.ResolverImpl",
        "io.umview.linux.Kernel",
        "io.umview.hypervisor.internal.boot.Run",
    };

    private WarmUp() {}

    static void start() {
        Thread thread = new Thread(new WarmUp(), "umview-warm-up");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void run() {
        try {
            for (String name : CLASSES) {
                Class.forName(name, true, WarmUp.class.getClassLoader());
            }
        } catch (ReflectiveOperationException | LinkageError e) {
            return;
        }
    }
}
