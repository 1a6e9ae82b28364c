package io.umview.launcher;

import java.io.File;
import java.util.Arrays;
import java.util.Comparator;

/** The folders of the installed program. */
final class Distribution {
    private static final Comparator<File> BY_NUMBER = new Comparator<>() {
        @Override
        public int compare(File a, File b) {
            return Integer.compare(Integer.parseInt(a.getName()), Integer.parseInt(b.getName()));
        }
    };

    private final String home;

    Distribution(String home) {
        this.home = home;
    }

    /** The distribution whose {@code lib} folder holds the jar that was started. */
    static Distribution ofRunningProgram() {
        String path = System.getProperty("java.class.path");
        int end = path.indexOf(File.pathSeparatorChar);
        File jar = new File(end < 0 ? path : path.substring(0, end)).getAbsoluteFile();
        File lib = jar.getParentFile();
        String home = lib == null ? null : lib.getParent();
        if (home == null || !jar.isFile()) {
            throw new IllegalStateException("cannot tell where umview is installed");
        }
        return new Distribution(home);
    }

    String home() {
        return home;
    }

    /** Bundles by the order in which they start: {@code bundles/1/*.jar}, {@code bundles/2/*.jar}, … */
    File[][] bundlesByLevel() {
        File[] levels = list(new File(home, "bundles"));
        Arrays.sort(levels, BY_NUMBER);
        File[][] bundles = new File[levels.length][];
        for (int i = 0; i < levels.length; i++) {
            bundles[i] = jars(levels[i]);
        }
        return bundles;
    }

    File[] consoleBundles() {
        return jars(new File(home, "console"));
    }

    /** Lets JNA load its library from here, or it would copy it out of its jar at every start. */
    void useOwnNativeLibraries() {
        String arch = System.getProperty("os.arch");
        File folder = new File(home, "lib/native/linux-" + (arch.equals("amd64") ? "x86-64" : arch));
        if (folder.isDirectory()) {
            System.setProperty("jna.boot.library.path", folder.getPath());
            // Else JNA runs ldconfig to learn where libraries are; the one that is needed, libc, is loaded already.
            System.setProperty("jna.platform.library.path", "");
        }
    }

    private static File[] jars(File folder) {
        File[] files = list(folder);
        int count = 0;
        for (File file : files) {
            if (file.getName().endsWith(".jar")) {
                files[count++] = file;
            }
        }
        File[] jars = Arrays.copyOf(files, count);
        Arrays.sort(jars);
        return jars;
    }

    private static File[] list(File folder) {
        File[] files = folder.listFiles();
        if (files == null) {
            throw new IllegalStateException("cannot read " + folder);
        }
        return files;
    }
}
