package io.umview.launcher;

/**
 * Initialises, beside the framework's start, classes that the hypervisor will need right after it. Their
 * jars are on the class path, so these are the classes that the bundles get, and a second processor has
 * nothing else to do meanwhile.
 */
final class WarmUp implements Runnable {
    /** JNA loads and links its native library when this class is initialised. */
    private static final String[] CLASSES = {"com.sun.jna.Native"};

    private WarmUp() {}

    static void start() {
        Thread thread = new Thread(new WarmUp(), "umview-warm-up");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void run() {
        for (String name : CLASSES) {
            try {
                Class.forName(name, true, WarmUp.class.getClassLoader());
            } catch (ClassNotFoundException | LinkageError e) {
                // Whoever really needs the class gets the error, and reports it.
                return;
            }
        }
    }
}
